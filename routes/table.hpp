// Code tables: what one system calls it, what the other calls it.
#pragma once

#include "config/fields.hpp"
#include "parsers/expr/expression.hpp"

#include <string>
#include <vector>

namespace vagus::routes {

// One value, or one for every column: `718-7: Hb`, `718-7: { loinc: 718-7, display: Hemoglobin }`.
struct row {
    config::node source;
    std::string value;
    std::vector<config::named<std::string>> columns; // when value is not meant
};
struct table {
    std::vector<config::named<row>> rows; // by key
};
[[nodiscard]] const config::fields<table>& table_fields();

// The same ready to look things up in.
[[nodiscard]] expr::table as_table(const table& from);

} // namespace vagus::routes
