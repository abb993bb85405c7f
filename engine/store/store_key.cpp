#include "engine/store/store_key.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace vagus::store {
namespace {

constexpr auto advice = "make one with `openssl rand -hex 32`";
// Of 32 random bytes some 30 differ; fewer than 16 have never been seen.
constexpr std::size_t differing_at_least = 16;

constexpr std::size_t hex_digits = 2 * store_key::length;
constexpr std::size_t base64_letters = 44; // of 32 bytes, the last one '='

bool read_hex(std::string_view text, std::array<unsigned char, store_key::length>& into) {
    for (std::size_t i = 0; i < into.size(); ++i) {
        const auto pair = text.substr(2 * i, 2);
        const auto [end, error] = std::from_chars(pair.data(), pair.data() + pair.size(), into[i], 16);
        if (error != std::errc{} || end != pair.data() + pair.size()) return false;
    }
    return true;
}

bool read_base64(std::string_view text, std::array<unsigned char, store_key::length>& into) {
    std::array<unsigned char, store_key::length + 1> whole{};
    const int size = EVP_DecodeBlock(whole.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    if (size != static_cast<int>(whole.size()) || text.back() != '=' || text[text.size() - 2] == '=') return false;
    std::copy_n(whole.begin(), into.size(), into.begin());
    return true;
}

bool is_printed(unsigned char c) {
    return c >= ' ' && c <= '~';
}

} // namespace

result<store_key, std::string> store_key::of(std::string_view text) {
    store_key made;
    const bool read = (text.size() == hex_digits && read_hex(text, made.bytes_)) ||
                      (text.size() == base64_letters && read_base64(text, made.bytes_));
    if (!read) return fail(std::string{"is not 32 bytes as 64 hexadecimal digits or as base64: "} + advice);
    if (std::set<unsigned char>(made.bytes_.begin(), made.bytes_.end()).size() < differing_at_least)
        return fail(std::string{"repeats itself and can be guessed: "} + advice);
    if (std::ranges::all_of(made.bytes_, is_printed))
        return fail(std::string{"is made of letters, not of random bytes, and can be guessed: "} + advice);
    return made;
}

} // namespace vagus::store
