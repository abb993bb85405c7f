// A row of the store as people and commands name it: "3-17" is row 17 of segment 3.
#pragma once

#include "engine/store/types.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vagus::admin {

[[nodiscard]] std::string to_text(store::delivery_ref place);
[[nodiscard]] std::optional<store::delivery_ref> parse_place(std::string_view text);

} // namespace vagus::admin
