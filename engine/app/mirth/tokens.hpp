// The words of a script. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::mirth {

struct token {
    enum class what : std::uint8_t { name, text, number, sign, end } is = what::end;
    std::string text;   // of a text what it says; of a sign the longest of JavaScript's that stands there
    bool first = false; // on its line: there a statement may begin without a `;` before it
};
// Ends with one of `end`. Nothing where it is not JavaScript as we read it.
[[nodiscard]] std::optional<std::vector<token>> tokens_of(std::string_view script);

} // namespace vagus::mirth
