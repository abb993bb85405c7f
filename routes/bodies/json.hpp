// JSON values as bodies make them: keys keep their order, numbers their digits, and what is empty is not there.
// Source: RFC 8259.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::routes::bodies::json {

struct member;

struct value {
    enum class kind : std::uint8_t { nothing, null, text, number, truth, array, object };

    kind is = kind::nothing;
    std::string text;            // of a text, of a number (its digits), of a truth ("true")
    std::vector<value> items;    // of an array
    std::vector<member> members; // of an object

    [[nodiscard]] bool empty() const { return is == kind::nothing; }
    [[nodiscard]] const value* find(std::string_view name) const;
};
struct member {
    std::string name;
    value is;
};

[[nodiscard]] value text(std::string of); // "" is nothing
[[nodiscard]] value number(std::string digits);
[[nodiscard]] value truth(bool of);
[[nodiscard]] value array(std::vector<value> items);     // without what is empty; nothing when nothing is left
[[nodiscard]] value object(std::vector<member> members); // likewise

// What `later` says joins what `first` says: keys of objects, items of arrays that are not there yet; other values are
// replaced.
void merge(value& first, value later);
[[nodiscard]] bool operator==(const value& one, const value& other);

// Compact, in UTF-8. Texts must be UTF-8.
[[nodiscard]] std::string write(const value& of);
// The same text in UTF-8: what is none is read as windows-1252, byte by byte.
[[nodiscard]] std::string as_utf8(std::string text);

// A JSON text, for tests of bodies; the error names the place.
[[nodiscard]] result<value, std::string> read(std::string_view text);
// What an RFC 6901 pointer names; null when there is nothing.
[[nodiscard]] const value* at_pointer(const value& whole, std::string_view pointer);
// "/" and a name as such a pointer has it.
[[nodiscard]] std::string pointer_step(std::string_view name);

} // namespace vagus::routes::bodies::json
