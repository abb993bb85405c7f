// The dashboard's files, as they were built into the program.
#pragma once

#include "dashboard/files.hpp"
#include "engine/admin/http/exchange.hpp"

#include <span>

namespace vagus::admin::http {

// Pages of the dashboard that are no files are told apart in the browser: every path without a dot is the first page.
[[nodiscard]] reply file_reply(std::span<const dashboard::file> files, const request& from);

} // namespace vagus::admin::http
