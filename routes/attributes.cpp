#include "routes/attributes.hpp"

#include <cstdint>
#include <optional>

namespace vagus::routes {
namespace {

// Every name and value: its length in four bytes, little endian, then its bytes.
void put(std::string& out, std::string_view text) {
    for (unsigned shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>((text.size() >> shift) & 0xFFU));
    out.append(text);
}

std::optional<std::string_view> take(std::string_view& from) {
    constexpr std::size_t head = 4;
    if (from.size() < head) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < head; ++i)
        length |= static_cast<std::size_t>(static_cast<std::uint8_t>(from[i])) << (8 * i);
    from.remove_prefix(head);
    if (from.size() < length) return std::nullopt;
    auto text = from.substr(0, length);
    from.remove_prefix(length);
    return text;
}

} // namespace

std::string encode(const attributes& all) {
    std::string out;
    for (const auto& each : all) {
        put(out, each.name);
        put(out, each.value);
    }
    return out;
}

result<attributes, std::string> decode_attributes(std::string_view text) {
    attributes all;
    while (!text.empty()) {
        auto name = take(text);
        auto value = name ? take(text) : std::nullopt;
        if (!value) return fail(std::string{"what was stored beside the body cannot be read"});
        all.push_back({std::string{*name}, std::string{*value}});
    }
    return all;
}

std::string_view value_of(const attributes& all, std::string_view name) {
    for (const auto& each : all)
        if (each.name == name) return each.value;
    return {};
}

} // namespace vagus::routes
