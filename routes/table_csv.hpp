// A table of a CSV text.
#pragma once

#include "parsers/expr/expression.hpp"
#include "routes/table_source.hpp"

#include <optional>

namespace vagus::routes {

// `file` is the text's index among the files of the configuration. Nothing after findings.
[[nodiscard]] std::optional<expr::table> table_of_csv(std::string_view text, std::uint32_t file,
                                                      const table_source& how, config::findings& found);

} // namespace vagus::routes
