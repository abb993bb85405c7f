// Rows on their way into a table, whatever they are read from: what is found twice, what cannot be found, how many.
#pragma once

#include "config/findings.hpp"
#include "parsers/expr/expression.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace vagus::routes {

class table_rows {
  public:
    // `keys`: how many texts make a key. `columns`: of the values; empty where a row has one value and it has no name.
    table_rows(std::size_t keys, std::vector<std::string> columns, config::findings& found);

    // False after a finding past which no row is worth reading. `at` is where the key stands.
    bool add(const std::vector<std::string>& key, std::vector<std::string> values, const config::place& at);
    [[nodiscard]] expr::table take() { return std::move(made_); }
    [[nodiscard]] bool empty() const { return made_.rows.empty(); }

  private:
    expr::table made_;
    std::unordered_map<std::string, std::uint32_t> lines_; // where each key stood first
    config::findings& found_;
};

} // namespace vagus::routes
