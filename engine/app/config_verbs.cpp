// What commands ask of the configuration that runs.
#include "engine/admin/outputs.hpp"
#include "engine/admin/selection.hpp"
#include "engine/app/reloading.hpp"

#include <string>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

namespace {

result<reloading::wish, std::string> wish_of(const json::object& request) {
    reloading::wish made{admin::text_in(request, "by"), admin::text_in(request, "reason"),
                         admin::flag_in(request, "dry_run"), admin::text_in(request, "planned")};
    if (made.why.size() > admin::longest_reason)
        return fail("the reason is longer than " + std::to_string(admin::longest_reason) + " bytes");
    if (made.by.empty()) made.by = "a person";
    return made;
}

boost::asio::awaitable<json::object> reload(reloading& through, json::object request) {
    const auto what = wish_of(request);
    if (!what) co_return admin::refusal(what.error(), "bad_request");
    co_return through.from_disk(*what);
}

boost::asio::awaitable<json::object> roll_back(reloading& through, json::object request) {
    const auto what = wish_of(request);
    if (!what) co_return admin::refusal(what.error(), "bad_request");
    co_return through.back_to(admin::number_in(request, "entry", 0), *what);
}

boost::asio::awaitable<json::object> at_once(json::object answer) {
    co_return answer;
}

} // namespace

void add_config_verbs(std::map<std::string, admin::verb>& verbs, reloading& through) {
    verbs["reload"] = [&through](const json::object& request) { return reload(through, request); };
    verbs["config.plan"] = [&through](json::object request) {
        request["dry_run"] = true;
        return reload(through, std::move(request));
    };
    verbs["config.rollback"] = [&through](const json::object& request) { return roll_back(through, request); };
    verbs["config.show"] = [&through](const json::object& /*request*/) { return at_once(through.show()); };
    verbs["config.history"] = [&through](const json::object& /*request*/) { return at_once(through.history()); };
    verbs["config.files"] = [&through](const json::object& request) {
        return at_once(through.files_of(admin::number_in(request, "entry", 0)));
    };
}

} // namespace vagus::app
