// What lies on the disk of an encrypted database file: every page encrypted where it lies, but for the first 16 bytes,
// which say so and hold the file's salt. SQLite would have its own name there. docs/formats/store.md.
#pragma once

#include "engine/store/limits.hpp"
#include "engine/store/page_cipher.hpp"

#include <array>
#include <cstring>
#include <string_view>

namespace vagus::store {

inline constexpr std::string_view plain_begin{"SQLite format 3\0", 16};
inline constexpr std::string_view sealed_begin{"vagus-e1", 8}; // the salt follows
inline constexpr std::size_t clear_bytes = 16;

using page_image = std::array<char, page_bytes>;

// Page `at` / page_bytes of a file, to the disk and back. False: the library failed, or the first page is none.
[[nodiscard]] inline bool seal_page(page_cipher& how, std::int64_t at, const char* from, char* into) {
    if (at != 0) return how.seal(page_cipher::in::file, at, from, into, page_bytes);
    if (std::string_view{from, clear_bytes} != plain_begin) return false;
    std::memcpy(into, sealed_begin.data(), sealed_begin.size());
    std::memcpy(into + sealed_begin.size(), how.salt().data(), how.salt().size());
    return how.seal(page_cipher::in::file, at, from + clear_bytes, into + clear_bytes, page_bytes - clear_bytes);
}
[[nodiscard]] inline bool open_page(page_cipher& how, std::int64_t at, const char* from, char* into) {
    if (at != 0) return how.open(page_cipher::in::file, at, from, into, page_bytes);
    if (!how.open(page_cipher::in::file, at, from + clear_bytes, into + clear_bytes, page_bytes - clear_bytes))
        return false;
    std::memcpy(into, plain_begin.data(), clear_bytes);
    return true;
}

// The salt in the first bytes of a file; nothing where they do not say that it is encrypted.
[[nodiscard]] inline std::optional<file_salt> salt_in(std::string_view begin) {
    if (begin.size() < clear_bytes || !begin.starts_with(sealed_begin)) return std::nullopt;
    file_salt salt{};
    std::memcpy(salt.data(), begin.data() + sealed_begin.size(), salt.size());
    return salt;
}

} // namespace vagus::store
