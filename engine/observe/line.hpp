// An event as one line of text. Pure.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"

#include <string>
#include <string_view>

namespace vagus::observe {

// {"ts":"2026-03-01T09:02:42.118Z","level":"warn","event":"delivery.rejected","output":"pas","attempt":2}
// Always valid JSON on one line: control characters (C1 too, which terminals obey) are escaped, bytes that are not
// UTF-8 become U+FFFD.
[[nodiscard]] std::string json_line(wall_us at, std::string_view event, severity level, const facts& what);

// 09:02:42.118 warn  delivery.rejected  output=pas attempt=2; a value with blanks or control characters stands in
// quotes.
[[nodiscard]] std::string text_line(wall_us at, std::string_view event, severity level, const facts& what);

} // namespace vagus::observe
