// gzip, as HTTP sends it. Source: RFC 1952; RFC 9110 section 8.4.1.3.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace vagus::deliver {

[[nodiscard]] std::string gzipped(std::string_view bytes);
// At most `most` bytes come out: a small answer may unpack to a very large one.
[[nodiscard]] result<std::string, std::string> gunzipped(std::string_view bytes, std::size_t most);

} // namespace vagus::deliver
