// Words of Mirth in ours. Pure.
#pragma once

#include "engine/app/mirth/script.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vagus::mirth {

// 'O''Brien'
[[nodiscard]] std::string in_quotes(std::string_view text);
// The name of a variable as ours may be: letters, digits and _, no word of the language, and none of another variable.
[[nodiscard]] std::string variable_name(std::string_view name, const scope& taken);
// "yyyyMMdd" is "%Y%m%d"; nothing for what we do not write.
[[nodiscard]] std::optional<std::string> date_format(std::string_view java);

} // namespace vagus::mirth
