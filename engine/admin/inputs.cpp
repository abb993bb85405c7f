#include "engine/admin/inputs.hpp"

#include "engine/admin/events.hpp"
#include "engine/admin/outputs.hpp"
#include "engine/admin/selection.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <utility>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

asio::awaitable<json::object> change(input_desk at, json::object request, bool pauses) {
    const auto name = text_in(request, "input");
    if (!at.known(name)) co_return refusal("there is no input '" + name + "': `vagus status` lists them", "not_found");
    const auto reason = text_in(request, "reason");
    if (reason.empty()) co_return refusal("this needs a reason: --reason TEXT", "needs_reason");
    if (reason.size() > longest_reason)
        co_return refusal("the reason is longer than " + std::to_string(longest_reason) + " bytes", "bad_request");
    auto by = text_in(request, "by");
    if (by.empty()) by = "a person";
    const auto number = at.store.known_number(store::name_kind::input, name);
    const auto now = at.intake.pause_of(number);
    if (auto other = decided_meanwhile(request, "input '" + name + "'", "paused", now)) co_return std::move(*other);
    const bool is_paused = now.has_value();
    if (is_paused == pauses) co_return refusal("input '" + name + (pauses ? "' is paused already" : "' is not paused"));
    std::optional<store::hold> what;
    if (pauses) what = store::hold{reason, by, at.time.wall()};
    const auto kept = at.intake.pause(number, std::move(what));
    if (!kept) co_return refusal("the store could not keep it: " + kept.error().text, "store_failed");
    if (pauses)
        at.report(input_paused{name, by});
    else
        at.report(input_resumed{name, by});
    co_return json::object{{"input", name}};
}

} // namespace

void add_input_verbs(std::map<std::string, verb>& verbs, const input_desk& at) {
    verbs["input.pause"] = [at](const json::object& request) { return change(at, request, true); };
    verbs["input.resume"] = [at](const json::object& request) { return change(at, request, false); };
}

} // namespace vagus::admin
