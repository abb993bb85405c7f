// What every input remembers: a ring for each. What the open transaction changed is taken back when that is.
// Thread rule: the writer thread.
#pragma once

#include "engine/store/seen_ring.hpp"
#include "engine/store/types.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace vagus::store {

class remembered {
  public:
    // `how_much` is asked once for each input.
    explicit remembered(std::function<memory(std::uint32_t input)> how_much)
        : how_much_{std::move(how_much)} {}

    [[nodiscard]] const seen_ring& of(std::uint32_t input) { return ring_of(input); }
    void add(std::uint32_t input, const seen_message& message);
    void forget(std::uint32_t input, const message_digest& of, message_id id);

    // What was changed since is durable. Or was not: what was said of messages of these segments; an add() is said in
    // the live one, which is always the first to be durable.
    void committed() { open_.clear(); }
    void roll_back(const std::vector<std::uint32_t>& segments);

    [[nodiscard]] memory how_much(std::uint32_t input) const { return how_much_(input); }
    [[nodiscard]] std::size_t size() const;

  private:
    struct change {
        seen_ring* in;
        seen_ring::change what;
    };
    [[nodiscard]] seen_ring& ring_of(std::uint32_t input);

    std::function<memory(std::uint32_t)> how_much_;
    std::map<std::uint32_t, seen_ring> rings_;
    std::vector<change> open_; // of the open transaction, in order
};

} // namespace vagus::store
