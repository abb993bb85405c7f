#include "engine/admin/http/files.hpp"

#include "engine/admin/http/problem.hpp"

#include <algorithm>
#include <string>

namespace vagus::admin::http {
namespace {

// Nothing is loaded from elsewhere, nothing runs that is not a file of ours, nobody frames it.
constexpr std::string_view page_policy =
    "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "object-src 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

constexpr std::string_view not_built =
    "<!doctype html><html lang=\"en\"><title>Vagus</title><h1>The dashboard was not built into this program</h1>"
    "<p>It is built where npm is there: run <code>scripts/setup</code> and build again. The API is at "
    "<a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a>.</p></html>\n";

} // namespace

reply file_reply(std::span<const dashboard::file> files, const request& from) {
    if (from.method != "GET") return problem("wrong_method", "pages are read", "Allow: GET\r\n");
    std::string path = from.path.empty() ? "/" : "";
    for (const auto& segment : from.path) path += "/" + segment;
    const auto named = [&](std::string_view wanted) {
        return std::ranges::find(files, wanted, &dashboard::file::path);
    };
    auto found = named(path);
    if (found == files.end() && path.find('.') == std::string::npos) found = named("/");
    if (found == files.end() && path.find('.') != std::string::npos) return problem("not_found", "no such file");
    if (found == files.end())
        return {{200, std::string{not_built}, "Content-Type: text/html; charset=utf-8\r\n" + std::string{page_policy}}};
    const auto tag = "\"" + std::string{found->etag} + "\"";
    std::string fields =
        "Content-Type: " + std::string{found->content_type} + "\r\nETag: " + tag +
        "\r\nCache-Control: " + (found->immutable ? "public, max-age=31536000, immutable" : "no-cache") + "\r\n" +
        std::string{page_policy};
    if (from.field("if-none-match") == tag) return {{304, {}, std::move(fields)}};
    // Every browser takes gzip; it is not kept in any other form.
    fields += "Content-Encoding: gzip\r\n";
    return {{200, std::string{found->gzipped}, std::move(fields)}};
}

} // namespace vagus::admin::http
