#include "engine/app/counted_verbs.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

namespace {

std::string_view way_of(const json::object& request) {
    static constexpr std::array<std::string_view, 3> ways{"cli", "api", "ui"};
    const auto* via = request.if_contains("via");
    if (via == nullptr || !via->is_string()) return ways.front();
    const auto found = std::ranges::find(ways, std::string_view{via->get_string()});
    return found == ways.end() ? ways.front() : *found;
}

boost::asio::awaitable<json::object> counted(admin::verb what, observe::books& into, json::object request) {
    auto told = co_await what(request);
    const auto* done = told.if_contains("done");
    if (done != nullptr && done->is_array()) into.resends.add(way_of(request), done->get_array().size());
    co_return told;
}

} // namespace

void count_resends(std::map<std::string, admin::verb>& verbs, observe::books& into) {
    for (const auto* name : {"resend", "dead.retry"}) {
        auto& verb = verbs.at(name);
        verb = [inner = verb, &into](const json::object& request) { return counted(inner, into, request); };
    }
}

} // namespace vagus::app
