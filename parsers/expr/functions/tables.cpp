// Functions on code tables.
#include "parsers/expr/functions/arguments.hpp"

#include "parsers/expr/table_key.hpp"

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

made_value lookup(const call& of, const scope& at) {
    const auto key = table_key(*of.arguments[1], at);
    if (key.empty()) return value{};
    const auto row = of.in->rows.find(key);
    if (at.when) at.when->hear(row != of.in->rows.end(), [&] { return to_text(node{of, node::unset}); });
    if (row == of.in->rows.end()) {
        if (at.when)
            at.when->miss(std::get<text>(of.arguments.front()->what).value, of.in->keys > 1 ? key_in_words(key) : key);
        return because("no row for this key; add a row, or say else");
    }
    return value{std::string_view{row->second[of.column]}};
}

constexpr std::array all{
    function{.name = "lookup",
             .form = "lookup('TABLE', KEY, 'COLUMN')",
             .least = 2,
             .most = 3,
             .arguments = {takes::name, takes::key, takes::name},
             .apply = lookup},
    // Stands behind `in` alone, which asks the table itself.
    function{.name = "table",
             .form = "table('NAME')",
             .least = 1,
             .most = 1,
             .arguments = {takes::name},
             .gives = kind::codes},
};

} // namespace

std::span<const function> table_functions() {
    return all;
}

} // namespace vagus::expr
