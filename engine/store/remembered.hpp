// What every input remembers: a ring for each. Thread rule: the writer thread.
#pragma once

#include "engine/store/seen_ring.hpp"
#include "engine/store/types.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace vagus::store {

class remembered {
  public:
    // `how_much` is asked once for each input.
    explicit remembered(std::function<memory(std::uint32_t input)> how_much)
        : how_much_{std::move(how_much)} {}

    [[nodiscard]] seen_ring& of(std::uint32_t input) {
        if (const auto known = rings_.find(input); known != rings_.end()) return known->second;
        const auto [most, how_long] = how_much_(input);
        return rings_.try_emplace(input, most, how_long).first->second;
    }
    [[nodiscard]] memory how_much(std::uint32_t input) const { return how_much_(input); }
    [[nodiscard]] std::size_t size() const {
        std::size_t sum = 0;
        for (const auto& [input, ring] : rings_) sum += ring.size();
        return sum;
    }

  private:
    std::function<memory(std::uint32_t)> how_much_;
    std::map<std::uint32_t, seen_ring> rings_;
};

} // namespace vagus::store
