// The token by which the first administrator logs in: in a file that only its owner reads, as logs go further.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace vagus::app {

inline constexpr const char* first_login_file = "first-login-token";

// In the store's folder; the error says which file could not be written.
[[nodiscard]] result<std::filesystem::path, std::string> keep_first_login(const std::filesystem::path& folder,
                                                                          const std::string& token);
void forget_first_login(const std::filesystem::path& folder);

} // namespace vagus::app
