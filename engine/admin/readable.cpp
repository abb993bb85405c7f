#include "engine/admin/readable.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace vagus::admin {
namespace {

bool harmless(std::string_view character) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
    if (byte(0) == 0xC2) return byte(1) >= 0xA0; // below: C1
    return (byte(0) >= 0x20 && byte(0) != 0x7F) || byte(0) == '\t' || byte(0) == '\n' || byte(0) == '\r';
}

void append_hex(std::string& to, std::string_view bytes) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    for (char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        to += {'\\', 'x', hex[byte >> 4U], hex[byte & 15U]};
    }
}

} // namespace

std::string readable(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto length = utf8::character(bytes);
        const auto next = bytes.substr(0, std::max<std::size_t>(length, 1));
        if (length > 0 && harmless(next))
            out += next;
        else
            append_hex(out, next);
        bytes.remove_prefix(next.size());
    }
    return out;
}

} // namespace vagus::admin
