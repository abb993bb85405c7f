// What a site asks of its messages beyond HL7, as it is written: a map of paths to rules, in a file of its own or
// inside the step that uses it. What each rule means: docs/validation.md.
#pragma once

#include "config/fields.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/path/path.hpp"
#include "routes/written.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::routes {

// Of a segment, a field or a component.
struct site_rule {
    bool required = false;
    bool absent = false;
    std::optional<std::int64_t> repeat;
    std::optional<std::int64_t> length;
    std::optional<std::string_view> format; // a primitive data type of HL7
    std::vector<std::string> codes;
    std::optional<written<std::string>> table;
    written<expr::expression> when; // no root: always; the segment is at hand
};
[[nodiscard]] const config::fields<site_rule>& site_rule_fields();

using profile = std::vector<config::keyed<written<path::path>, site_rule>>;
// The map itself, or the name of a file that holds it.
[[nodiscard]] config::type<profile> profile_type();

} // namespace vagus::routes
