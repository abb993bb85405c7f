#include "engine/admin/http/problem.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace vagus::admin::http {
namespace json = boost::json;

const std::vector<problem_code>& problem_codes() {
    static const std::vector<problem_code> all{
        {"bad_request", 400, "The request is not one that can be read"},
        {"needs_reason", 400, "This needs a reason"},
        {"not_logged_in", 401, "A login is needed"},
        {"forbidden", 403, "The role does not allow it"},
        {"bad_csrf", 403, "The request did not come from our own pages"},
        {"not_found", 404, "There is nothing of that name"},
        {"wrong_method", 405, "This is done with another method"},
        {"refused", 409, "It cannot be done as things stand"},
        {"decided_meanwhile", 409, "Somebody else has decided about it since you looked"},
        {"revision_changed", 412, "The configuration is another one by now"},
        {"needs_revision", 428, "Say which configuration is meant, by If-Match"},
        {"too_large", 413, "The request is too long"},
        {"too_many", 429, "Too many attempts, or too many at once"},
        {"store_failed", 503, "The store could not keep it"},
        {"not_audited", 503, "It could not be written to the audit log, and was not done"},
    };
    return all;
}

reply problem(std::string_view code, std::string detail, std::string fields) {
    const auto found = std::ranges::find(problem_codes(), code, &problem_code::code);
    const auto& what = found == problem_codes().end() ? problem_codes().front() : *found;
    const json::object told{{"type", "about:blank"},
                            {"title", what.title},
                            {"status", what.status},
                            {"code", what.code},
                            {"detail", std::move(detail)}};
    return {{what.status, json::serialize(told),
             "Content-Type: application/problem+json\r\n" + safe_fields() + std::move(fields)}};
}

reply problem_of(const json::object& refusal) {
    const auto* code = refusal.if_contains("code");
    const auto* words = refusal.if_contains("error");
    return problem(code != nullptr && code->is_string() ? std::string_view{code->get_string()} : "refused",
                   words != nullptr && words->is_string() ? std::string{words->get_string()} : std::string{});
}

reply json_reply(const json::object& what, std::string fields, std::uint32_t status) {
    return {{status, json::serialize(what), "Content-Type: application/json\r\n" + safe_fields() + std::move(fields)}};
}

std::string safe_fields() {
    return "Cache-Control: no-store\r\n"
           "X-Content-Type-Options: nosniff\r\n"
           "Referrer-Policy: no-referrer\r\n";
}

} // namespace vagus::admin::http
