// What YAML's own errors mean for the person who wrote the file.
#pragma once

#include "config/findings.hpp"
#include "config/source_text.hpp"

#include <cstddef>
#include <string_view>

namespace vagus::config {

// The finding for a syntax error of yaml-cpp at a byte of the source.
[[nodiscard]] finding explain_yaml(std::string_view message, source_text& source, std::size_t byte);

// The byte of a tab among the blanks before a byte of its line; npos when there is none.
[[nodiscard]] std::size_t tab_before(const source_text& source, std::size_t byte);
[[nodiscard]] finding tab_finding(source_text& source, std::size_t byte);
// For a value that begins with '!', '&' or '*': an expression is what people mean.
[[nodiscard]] finding property_finding(source_text& source, std::size_t byte);

} // namespace vagus::config
