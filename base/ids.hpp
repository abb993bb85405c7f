// The id of a stored message: counters, not time, so that any id finds its file without an index.
// Source: architecture section 4, "Order is seq, never time".
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vagus {

// 80 bits: store 20, shard 4, segment 24, row 32. As text: 16 characters of Crockford's base32, which sorts as it
// counts.
struct message_id {
    std::uint32_t store = 0;   // low 20 bits of the store's uuid: tells ids of two stores apart
    std::uint32_t shard = 0;   // 0 today
    std::uint32_t segment = 0; // number of the segment file
    std::uint32_t row = 0;     // row of the message in it, from 1

    auto operator<=>(const message_id&) const = default;
};

[[nodiscard]] std::string to_text(const message_id& id);
// Takes upper and lower case; nothing for any other length or letter.
[[nodiscard]] std::optional<message_id> parse_message_id(std::string_view text);

} // namespace vagus
