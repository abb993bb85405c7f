// Character sets by the names that HL7 table 0211 and the world give them. Pure.
#pragma once

#include <string_view>

namespace vagus::charset {

struct charset {
    std::string_view name;      // as configuration and docs write it
    std::string_view hl7;       // in table 0211; empty: it has none
    std::string_view converter; // of ICU
    bool operator==(const charset&) const = default;
};

[[nodiscard]] const charset& utf_8();
[[nodiscard]] const charset& windows_1252();

// By a name of table 0211, or the usual one; case, blanks and punctuation do not count. Null: not known.
[[nodiscard]] const charset* find(std::string_view name);
[[nodiscard]] std::string_view known(); // all names, for findings and docs

// What MSH-18 says, with its repetitions. With one of the Japanese sets that are reached by escape sequences
// (ISO 2022) all of them together are ISO-2022-JP. Null: nothing that helps, which ASCII is too.
[[nodiscard]] const charset* declared(std::string_view msh18, char repetition = '~');

} // namespace vagus::charset
