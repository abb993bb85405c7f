// Secrets of HTTP's `Authorization:`, for those who send them and those who check them. Source: RFC 7617.
#pragma once

#include <string>
#include <string_view>

namespace vagus::runtime {

// What follows `Basic `.
[[nodiscard]] std::string basic_credentials(std::string_view user, std::string_view password);
// Takes as long wherever two texts of one length differ: the time says nothing of the secret.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b);

} // namespace vagus::runtime
