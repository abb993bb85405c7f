#include "routes/table_rows.hpp"

#include "parsers/expr/table_key.hpp"
#include "routes/limits.hpp"

#include <algorithm>

namespace vagus::routes {

table_rows::table_rows(std::size_t keys, std::vector<std::string> columns, config::findings& found)
    : found_{found} {
    made_.keys = keys;
    made_.columns = std::move(columns);
}

bool table_rows::add(const std::vector<std::string>& key, std::vector<std::string> values, const config::place& at) {
    if (std::ranges::any_of(key, [](const std::string& part) { return part.empty() || part == R"("")"; })) {
        found_.error(at, "VG3032", "a row without a key",
                     "nothing empty is ever looked up: fill it in, or remove the row");
        return true;
    }
    if (made_.rows.size() == limits::rows_of_table) {
        found_.error(at, "VG3033", "a table has at most " + std::to_string(limits::rows_of_table) + " rows",
                     "keep the codes that are in use, or split the table");
        return false;
    }
    auto as_one = key.size() == 1 ? key.front() : expr::table_key(key);
    const auto [first, is_new] = lines_.emplace(as_one, at.line);
    if (is_new) {
        made_.rows.emplace(std::move(as_one), std::move(values));
    } else {
        found_.error(at, "VG3031", "this key stands in line " + std::to_string(first->second) + " already",
                     "keep one of the two rows");
    }
    return true;
}

} // namespace vagus::routes
