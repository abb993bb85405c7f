#include "base/ids.hpp"

#include <array>

namespace vagus {
namespace {

// Crockford: no I, L, O, U, so that an id read over the telephone stays the same id.
constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t text_size = 16;

std::optional<unsigned> value_of(char c) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    auto at = letters.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    return static_cast<unsigned>(at);
}

} // namespace

std::string to_text(const message_id& id) {
    // Two halves of 40 bits: (store, shard, upper 16 of segment) and (lower 8 of segment, row).
    auto high = (std::uint64_t{id.store & 0xFFFFFU} << 20U) | (std::uint64_t{id.shard & 0xFU} << 16U) |
                ((id.segment >> 8U) & 0xFFFFU);
    auto low = (std::uint64_t{id.segment & 0xFFU} << 32U) | id.row;
    std::string text(text_size, '0');
    for (unsigned i = 0; i < 8; ++i) {
        text[7 - i] = letters[(high >> (5 * i)) & 31U];
        text[15 - i] = letters[(low >> (5 * i)) & 31U];
    }
    return text;
}

std::optional<message_id> parse_message_id(std::string_view text) {
    if (text.size() != text_size) return std::nullopt;
    std::array<std::uint64_t, 2> half{};
    for (std::size_t i = 0; i < text_size; ++i) {
        auto value = value_of(text[i]);
        if (!value) return std::nullopt;
        half[i / 8] = (half[i / 8] << 5U) | *value;
    }
    message_id id;
    id.store = static_cast<std::uint32_t>((half[0] >> 20U) & 0xFFFFFU);
    id.shard = static_cast<std::uint32_t>((half[0] >> 16U) & 0xFU);
    id.segment = static_cast<std::uint32_t>(((half[0] & 0xFFFFU) << 8U) | (half[1] >> 32U));
    id.row = static_cast<std::uint32_t>(half[1] & 0xFFFFFFFFU);
    return id;
}

} // namespace vagus
