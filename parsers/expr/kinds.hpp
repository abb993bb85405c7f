// What an expression gives, as far as its form says: known before there is a message.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vagus::expr {

struct node;

enum class kind : std::uint8_t {
    value,     // a text; what a path reads is one, whatever it looks like
    number,    // decimal; written as its digits
    time,      // a date, with a time of day or without; written as HL7 does
    duration,  // never written into a message
    condition, // true or false
    list,      // several texts
    codes,     // a table, behind `in`
    secret     // of the site, for hashes alone
};
enum class operation : std::uint8_t { add, subtract, multiply, divide };

[[nodiscard]] kind kind_of(const node& n);
// What two kinds give; nothing where the operation has no meaning.
[[nodiscard]] std::optional<kind> kind_of(operation does, kind left, kind right);
// Of several answers to one question, as in `else`: theirs where they agree, else text. What is written as '' or null
// agrees with all.
[[nodiscard]] kind joined(kind before, const node& next);

// Numbers, dates and durations have an order; texts have none.
[[nodiscard]] inline bool has_order(kind of) {
    return of == kind::number || of == kind::time || of == kind::duration;
}
[[nodiscard]] std::string_view sign_of(operation does);

} // namespace vagus::expr
