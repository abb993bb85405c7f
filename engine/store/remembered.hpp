// Messages whose positive answer a resend must get again: the newest ones, in memory, by input and digest of the bytes.
// Bounded by number and by age; the oldest are forgotten first. Thread rule: the writer thread.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace vagus::store {

struct seen_message {
    std::array<std::uint8_t, 16> digest{};
    std::uint32_t input = 0;
    message_id id;
    wall_us received = 0;
    std::string code; // the receipt the sender was given
};

class remembered {
  public:
    remembered(std::size_t most, std::chrono::microseconds how_long);

    struct original {
        message_id id;
        std::string code;
    };
    [[nodiscard]] std::optional<original> find(std::uint32_t input, const std::array<std::uint8_t, 16>& digest,
                                               wall_us now);
    void add(const seen_message& message); // in the order they were received
    void forget(std::uint32_t input, const std::array<std::uint8_t, 16>& digest);
    void drop_newest(std::size_t n); // the last n that were added: they were not stored after all
    [[nodiscard]] std::size_t size() const { return index_.size(); }

  private:
    using slot = std::uint32_t;
    struct entry { // 56 bytes: a hundred thousand of them stay in memory
        std::array<std::uint8_t, 16> digest{};
        message_id id;
        wall_us received = 0;
        std::uint32_t input = 0;
        std::uint16_t code = 0;
    };
    struct key {
        std::uint32_t input;
        const std::array<std::uint8_t, 16>& digest;
    };
    struct hash {
        using is_transparent = void;
        const std::vector<entry>* ring;
        std::size_t operator()(slot at) const;
        std::size_t operator()(const key& of) const;
    };
    struct same {
        using is_transparent = void;
        const std::vector<entry>* ring;
        bool operator()(slot a, slot b) const;
        bool operator()(const key& a, slot b) const;
        bool operator()(slot a, const key& b) const { return (*this)(b, a); }
    };
    void forget(slot at);
    [[nodiscard]] std::uint16_t number_of(std::string_view code);

    std::size_t most_;
    std::chrono::microseconds how_long_;
    std::vector<entry> ring_;
    std::size_t oldest_ = 0; // the slot to be written next, once the ring is full
    std::unordered_set<slot, hash, same> index_;
    std::vector<std::string> codes_; // acknowledgement codes: a handful
};

} // namespace vagus::store
