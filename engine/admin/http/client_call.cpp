#include "engine/admin/http/client_call.hpp"

#include "engine/admin/selection.hpp"

#include <boost/json/serialize.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>
#include <utility>

namespace vagus::admin::http {
namespace json = boost::json;

namespace {

std::string encoded(std::string_view text) {
    return boost::urls::encode(text, boost::urls::unreserved_chars);
}

std::string plain(const json::value& value) {
    return value.is_string() ? std::string{value.get_string()} : json::serialize(value);
}

// An empty text is one that was not given.
bool is_said(const json::value* value) {
    return value != nullptr && !value->is_null() && !(value->is_string() && value->get_string().empty());
}

std::string path_of(const endpoint& of, const json::object& request) {
    std::string made;
    std::string_view left = of.path;
    for (auto open = left.find('{'); open != std::string_view::npos; open = left.find('{')) {
        const auto close = left.find('}', open);
        made += left.substr(0, open);
        const auto* value = request.if_contains(left.substr(open + 1, close - open - 1));
        made += encoded(value != nullptr ? plain(*value) : std::string{});
        left.remove_prefix(close + 1);
    }
    return made.append(left);
}

void add_query(std::string& to, std::string_view name, const json::value& value) {
    const auto add = [&](const json::value& one) {
        to += to.contains('?') ? '&' : '?';
        to.append(name) += "=" + encoded(plain(one));
    };
    if (!value.is_array()) return add(value);
    for (const auto& each : value.get_array()) add(each);
}

bool takes(const endpoint& of, std::string_view key) {
    const auto named = [&](const parameter& each) {
        return (each.verb_key.empty() ? each.name : each.verb_key) == key;
    };
    return std::ranges::any_of(of.takes, named) || of.path.contains("{" + std::string{key} + "}");
}

// Words between a command and the engine on its machine, which an API has another way for, or no need of.
bool is_between_us(std::string_view key) {
    return key == "do" || key == "by" || key == "dry_run" || key == "reason";
}

// Of the endpoints that ask a verb the first that takes all that is said: a patient's number goes where no URL has it.
const endpoint* chosen(std::string_view verb, const json::object& request) {
    const auto said = [&](const endpoint& of) {
        return std::ranges::all_of(request, [&](const auto& each) {
            return is_between_us(each.key()) || !is_said(&each.value()) || takes(of, each.key());
        });
    };
    for (const auto& each : endpoints())
        if (!verb.empty() && each.verb == verb && said(each)) return &each;
    return endpoint_of(verb);
}

} // namespace

result<client_call, std::string> call_of(const json::object& request) {
    auto verb = text_in(request, "do");
    if (verb == "reload" && flag_in(request, "dry_run")) verb = "config.plan";
    const auto* of = chosen(verb, request);
    if (of == nullptr) return fail("this is asked on the engine's own machine only: leave out --engine");
    for (const auto& each : request)
        if (is_said(&each.value()) && !is_between_us(each.key()) && !takes(*of, each.key()))
            return fail("over HTTP nobody can say '" + std::string{each.key()} + "' of this: leave out --engine");
    client_call made{std::string{of->method}, std::string{api_root} + path_of(*of, request), {}, of->by_revision};
    json::object body;
    const bool in_query = of->method == "GET" || of->method == "DELETE";
    for (const auto& each : of->takes) {
        const auto* value = request.if_contains(each.verb_key.empty() ? each.name : each.verb_key);
        if (!is_said(value)) continue;
        if (in_query)
            add_query(made.target, each.name, *value);
        else
            body[each.name] = *value;
    }
    if (!in_query) made.body = json::serialize(body);
    return made;
}

} // namespace vagus::admin::http
