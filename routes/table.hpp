// Code tables: what one system calls it, what the other calls it.
#pragma once

#include "config/fields.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vagus::routes {

struct table {
    std::vector<config::named<std::string>> rows; // key: value, as written
};
[[nodiscard]] const config::fields<table>& table_fields();

struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
// A table ready to look things up in.
using rows = std::unordered_map<std::string, std::string, text_hash, std::equal_to<>>;

} // namespace vagus::routes
