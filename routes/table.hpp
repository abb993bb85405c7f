// Code tables: what one system calls it, what the other calls it. Written in the configuration, or in a file of their
// own.
#pragma once

#include "config/fields.hpp"
#include "parsers/expr/expression.hpp"

#include <memory>

namespace vagus::routes {

struct table {
    std::shared_ptr<const expr::table> rows = std::make_shared<const expr::table>(); // empty: it has findings
};
[[nodiscard]] config::type<table> table_type();
// One Markdown table, for the reference.
[[nodiscard]] std::string table_reference();

} // namespace vagus::routes
