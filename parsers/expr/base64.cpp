#include "parsers/expr/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace vagus::expr {
namespace {

std::size_t padding_of(std::string_view text) {
    return text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
}

} // namespace

bool reads_as_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return false;
    text.remove_suffix(padding_of(text));
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    });
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string letters{text};
    std::erase_if(letters, [](char c) { return std::string_view{" \t\r\n"}.contains(c); });
    if (!reads_as_base64(letters)) return std::nullopt;
    std::string out(letters.size() / 4 * 3, '\0');
    EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                    reinterpret_cast<const unsigned char*>(letters.data()), static_cast<int>(letters.size()));
    out.resize(out.size() - padding_of(letters)); // zeros there
    return out;
}

} // namespace vagus::expr
