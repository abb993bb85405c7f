#include "routes/table.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

config::type<row> row_type() {
    auto value = config::text();
    auto columns = config::map_of(config::text(), config::name());
    return {
        .read =
            [value = value.read, columns = columns.read](const config::node& from, config::reading& context,
                                                         row& into) {
                into.source = from;
                if (from.kind == config::node::shape::map) return columns(from, context, into.columns);
                return value(from, context, into.value);
            },
        .show = [](const row& one) { return one.value; },
        .schema = [value = value.schema, columns = columns.schema](config::definitions& defs) -> boost::json::value {
            return {{"anyOf", {value(defs), columns(defs)}}};
        },
        .words = "a value, or a map of columns to values",
    };
}

std::vector<std::string> columns_of(const row& one) {
    std::vector<std::string> names;
    for (const auto& column : one.columns) names.push_back(column.name);
    std::ranges::sort(names);
    return names;
}

// Every row answers every question.
void check_columns(const table& made, config::reading& context) {
    const auto& first = made.rows.front();
    for (const auto& each : made.rows)
        if (columns_of(each.value) != columns_of(first.value))
            context.found.error(each.at, "VG3010", "this row has other columns than '" + first.name + "', the first",
                                "give every row the same; '' for nothing");
}

} // namespace

const config::fields<table>& table_fields() {
    static const auto stated =
        config::fields<table>{"table",
                              "A code table: what is written on the left becomes what is written on the right."}
            .required("inline", &table::rows, config::map_of(row_type()),
                      "The rows: key and value, or key and a map of columns.")
            .check([](const table& made, const config::node& map, config::reading& context) {
                if (made.rows.empty())
                    context.found.error(map, "VG3006", "a table without rows");
                else
                    check_columns(made, context);
            });
    return stated;
}

expr::table as_table(const table& from) {
    expr::table made;
    if (from.rows.empty()) return made;
    if (!from.rows.front().value.columns.empty()) made.columns = columns_of(from.rows.front().value);
    for (const auto& each : from.rows) {
        std::vector<std::string> values;
        for (const auto& column : made.columns) {
            const auto cell = std::ranges::find(each.value.columns, column, &config::named<std::string>::name);
            values.push_back(cell == each.value.columns.end() ? std::string{} : cell->value);
        }
        if (made.columns.empty()) values.push_back(each.value.value);
        made.rows.emplace(each.name, std::move(values));
    }
    return made;
}

} // namespace vagus::routes
