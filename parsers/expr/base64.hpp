// RFC 4648 section 4, padded. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vagus::expr {

[[nodiscard]] bool reads_as_base64(std::string_view text);
// Bytes; nothing for what is none. Blanks and line breaks between the letters count for nothing.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

} // namespace vagus::expr
