// What differs between two JSON texts, value by value. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::app {

struct json_difference {
    std::string pointer;              // as RFC 6901 writes it, with * for the number of an array element
    std::optional<std::string> first; // as it is written; nothing: nothing stands there
    std::optional<std::string> second;
};

// Elements of arrays are taken in their order; of those that only one has, every value is one. Empty for texts that are
// no JSON.
[[nodiscard]] std::vector<json_difference> json_differences(std::string_view first, std::string_view second);

} // namespace vagus::app
