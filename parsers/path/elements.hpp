// What becomes of the raw text of a field when elements in it are written or taken away. Private to parsers/path.
#pragma once

#include "parsers/hl7/delimiters.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/path/path.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::path {

inline constexpr auto not_taken = ": the text would break the segment";

// A raw repetition with p's component (the whole without one) set to a raw value. An empty value does not pad out what
// is not there.
[[nodiscard]] std::string element_set(const path& p, std::string_view repetition, std::string_view value,
                                      const hl7::delimiters& marks);
// The same with what becomes of the text that was read of it: of a component its first subcomponent, the others stay.
[[nodiscard]] std::string text_set(const path& p, std::string_view repetition, std::string_view value,
                                   const hl7::delimiters& marks);

// A field in which the repetitions numbered in `chosen`, which counts up, went through `change`; nothing: it goes away.
// One pass, since a field may hold a million of them.
template <class Change>
std::string rewritten(std::string_view field, char separator, const std::vector<std::size_t>& chosen, Change change) {
    std::string out;
    auto next = chosen.begin();
    bool behind_another = false;
    hl7::each_part(field, separator, [&](std::size_t n, std::string_view one) {
        std::optional<std::string> changed;
        bool touched = next != chosen.end() && *next == n;
        if (touched) {
            ++next;
            changed = change(one);
        }
        if (!touched || changed) {
            if (std::exchange(behind_another, true)) out += separator;
            out += touched ? std::string_view{*changed} : one;
        }
        return true;
    });
    return out;
}

} // namespace vagus::path
