// Names of certificates against names people allow. Source: RFC 6125, section 6.4.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vagus::tls {

// Case does not count. `*.lab.internal` stands for exactly one label before .lab.internal; anything else for itself.
[[nodiscard]] bool name_fits(std::string_view name, std::string_view pattern);
[[nodiscard]] bool any_name_fits(const std::vector<std::string>& names, const std::vector<std::string>& patterns);

} // namespace vagus::tls
