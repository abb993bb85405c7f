// What a request that could not be served is answered with: application/problem+json. Only `code` is contract, the
// words are for people. Source: RFC 9457.
#pragma once

#include "engine/admin/http/exchange.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vagus::admin::http {

struct problem_code {
    std::string_view code;
    std::uint32_t status;
    std::string_view title;
};
// All there are; documented in the OpenAPI document.
[[nodiscard]] const std::vector<problem_code>& problem_codes();

[[nodiscard]] reply problem(std::string_view code, std::string detail, std::string fields = {});
// Of a verb that says "error", with its "code" if it has one.
[[nodiscard]] reply problem_of(const boost::json::object& refusal);

[[nodiscard]] reply json_reply(const boost::json::object& what, std::string fields = {}, std::uint32_t status = 200);

// What every answer's head has: nothing of it is kept by anybody, and pages may load from here alone.
[[nodiscard]] std::string safe_fields();

} // namespace vagus::admin::http
