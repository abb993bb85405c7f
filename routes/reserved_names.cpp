#include "routes/reserved_names.hpp"

#include "parsers/expr/functions.hpp"

#include <algorithm>

namespace vagus::routes {

bool is_reserved(std::string_view name) {
    static constexpr std::string_view words[] = {"and",   "or",   "not",    "in",      "matches", "else",     "true",
                                                 "false", "null", "absent", "present", "message", "response", "last"};
    return std::ranges::find(words, name) != std::end(words) || expr::function_named(name) != nullptr;
}

} // namespace vagus::routes
