// A table of YAML: a map of keys to values or to maps of columns, or a list of maps with all of it.
#pragma once

#include "parsers/expr/expression.hpp"
#include "routes/table_source.hpp"

#include <optional>

namespace vagus::routes {

// Nothing after findings.
[[nodiscard]] std::optional<expr::table> table_of_yaml(const config::node& rows, const table_source& how,
                                                       config::reading& context);

} // namespace vagus::routes
