// Why a condition of the rules does not hold, for the trace.
#pragma once

#include "parsers/expr/expression.hpp"
#include "parsers/path/scope.hpp"
#include "routes/work.hpp"

#include <string>
#include <vector>

namespace vagus::routes {

struct not_so {
    std::string words;             // "not so: MSH-9.2 == 'A40'": of an `and` the part that does not hold
    std::vector<read_value> asked; // by that part, but for whether segments are there
};
// Of a condition that does not hold at `at`. What is read for it costs nothing of the message's budget, and is not
// heard.
[[nodiscard]] not_so why_not(const expr::expression& condition, const path::scope& at);

} // namespace vagus::routes
