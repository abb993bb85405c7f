// In which character set a message is read, and what becomes of bytes that are none of its characters. A message is
// read and edited in UTF-8; its own bytes are kept beside, and go out unchanged where nothing was edited. So no second
// byte of a character of Shift_JIS, GB18030, Big5 or ISO-2022-JP can be taken for a delimiter. Pure.
#pragma once

#include "base/result.hpp"
#include "parsers/charset/names.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vagus::charset {

enum class invalid_bytes : std::uint8_t { keep, replace, reject };

struct policy {
    enum class source : std::uint8_t {
        guess,      // valid UTF-8, else windows-1252: MSH-18 is often wrong, and these two are never far off
        from_msh18, // what MSH-18 says, else `set`, else as guess
        force,      // `set`
    } from = source::guess;
    const charset* set = nullptr;
    invalid_bytes invalid = invalid_bytes::keep;
};

struct reading {
    std::string text{};           // UTF-8; empty where the bytes themselves are it
    const charset* set = nullptr; // of the bytes; null: they are read as they are
    std::size_t invalid = 0;      // bytes that are no character
    bool guessed = false;         // windows-1252, for want of anything better
};
// The error says where the first byte is that is no character (`reject`).
[[nodiscard]] result<reading, syntax_error> read(std::string_view bytes, const policy& how);

// UTF-16 with or without its mark: for the reason why bytes are no message.
[[nodiscard]] bool looks_like_utf16(std::string_view bytes);

} // namespace vagus::charset
