#include "parsers/hl7/refusal.hpp"

#include "parsers/hl7/stops.hpp"

#include <algorithm>
#include <utility>

namespace vagus::hl7 {

namespace {

// The field is known when the line has begun well.
parse_error refusal(const stopping& known, const char* at, const char* expected) {
    parse_error error{.offset = static_cast<std::size_t>(at - known.whole.data()),
                      .where = "segment " + std::to_string(known.ended + 1),
                      .expected = expected,
                      .segment = known.ended + 1};
    const std::string_view before{known.segment, at};
    if (error.segment == 1) {
        if (before.size() < 3) return error;
        error.field = std::max<std::size_t>(2, count_of(known.field_separator, before) + 1);
        if (before.size() == 3) error.field = 1;
        error.where = "MSH-" + std::to_string(error.field);
    } else if (before.size() > 3) {
        error.field = count_of(known.field_separator, before);
        error.where += ", " + std::string{before.substr(0, 3)} + "-" + std::to_string(error.field);
    }
    return error;
}

} // namespace

void refuse(std::optional<parse_error>& error, stopping known, const char* at, const char* expected) {
    if (!error) error = refusal(known, at, expected);
}

} // namespace vagus::hl7
