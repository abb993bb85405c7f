// The dashboard's files, as they were built into the program.
#pragma once

#include "engine/admin/http/exchange.hpp"

#include <string_view>
#include <vector>

namespace vagus::admin::http {

struct page_file {
    std::string_view path; // "/", "/assets/app-4f2a91c.js"
    std::string_view content_type;
    std::string_view etag; // without quotes
    std::string_view gzipped;
    bool immutable = false; // its name changes with its content
};

// Pages of the dashboard that are no files are told apart in the browser: every path without a dot is the first page.
[[nodiscard]] reply file_reply(const std::vector<page_file>& files, const request& from);

} // namespace vagus::admin::http
