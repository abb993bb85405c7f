#include "engine/admin/http/asked.hpp"

#include "engine/admin/http/limits.hpp"
#include "engine/admin/http/problem.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

namespace vagus::admin::http {
namespace json = boost::json;

namespace {

std::string_view kind_words(kind is) {
    switch (is) {
    case kind::text: return "a text";
    case kind::number: return "a whole number";
    case kind::flag: return "true or false";
    case kind::texts: return "a list of texts";
    }
    std::unreachable();
}

reply wrong_kind(const parameter& of) {
    return problem("bad_request", "'" + std::string{of.name} + "' is " + std::string{kind_words(of.is)});
}

std::string_view key_of(const parameter& of) {
    return of.verb_key.empty() ? of.name : of.verb_key;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

// Nothing: another kind.
std::optional<json::value> from_text(const parameter& of, const std::string& text) {
    switch (of.is) {
    case kind::text: return json::value(text);
    case kind::texts: return json::value(json::array{json::value(text)});
    case kind::number:
        if (const auto read = number(text)) return json::value(*read);
        return std::nullopt;
    case kind::flag:
        if (text == "true" || text == "false") return json::value(text == "true");
        return std::nullopt;
    }
    std::unreachable();
}

bool fits(const parameter& of, const json::value& value) {
    switch (of.is) {
    case kind::text: return value.is_string();
    case kind::number: return value.is_int64();
    case kind::flag: return value.is_bool();
    case kind::texts:
        return value.is_array() &&
               std::ranges::all_of(value.get_array(), [](const auto& each) { return each.is_string(); });
    }
    std::unreachable();
}

reply unknown(const endpoint& of) {
    std::string known;
    for (const auto& each : of.takes) known.append(known.empty() ? "" : ", ") += each.name;
    return problem("bad_request", known.empty() ? "this takes no parameters"
                                                : "there is a parameter that this does not know: it knows " + known);
}

const parameter* find(const endpoint& of, std::string_view name) {
    const auto found = std::ranges::find(of.takes, name, &parameter::name);
    return found == of.takes.end() ? nullptr : &*found;
}

result<void, reply> from_query(const endpoint& of, const request& from, json::object& into) {
    for (const auto& [name, text] : from.query) {
        const auto* what = find(of, name);
        if (what == nullptr) return fail(unknown(of));
        auto value = from_text(*what, text);
        if (!value) return fail(wrong_kind(*what));
        if (auto* before = into.if_contains(key_of(*what)); before != nullptr && what->is == kind::texts)
            before->as_array().emplace_back(text);
        else
            into[key_of(*what)] = std::move(*value);
    }
    return {};
}

result<void, reply> from_body(const endpoint& of, const request& from, json::object& into) {
    if (!from.query.empty()) return fail(problem("bad_request", "what this takes stands in its body, as JSON"));
    if (from.body.empty()) return {};
    // A page of another site can send a form with our cookie, and no JSON.
    if (!from.content_type.starts_with("application/json"))
        return fail(problem("bad_request", "the Content-Type is application/json"));
    boost::system::error_code failed;
    const auto body = json::parse(from.body, failed);
    if (failed || !body.is_object()) return fail(problem("bad_request", "the body is a JSON object"));
    for (const auto& [name, value] : body.get_object()) {
        const auto* what = find(of, name);
        if (what == nullptr) return fail(unknown(of));
        if (value.is_null()) continue;
        if (!fits(*what, value)) return fail(wrong_kind(*what));
        into[key_of(*what)] = value;
    }
    return {};
}

} // namespace

result<json::object, reply> asked(const endpoint& of, const request& from,
                                  const std::map<std::string, std::string>& path) {
    json::object made;
    auto read = of.method == "GET" || of.method == "DELETE" ? from_query(of, from, made) : from_body(of, from, made);
    if (!read) return fail(std::move(read.error()));
    for (const auto& each : of.takes) {
        const auto* value = made.if_contains(key_of(each));
        const bool there = value != nullptr && !(value->is_string() && value->get_string().empty());
        if (!each.required || there) continue;
        if (each.name == "reason") return fail(problem("needs_reason", "say why, in `reason`"));
        return fail(problem("bad_request", "'" + std::string{each.name} + "' is missing"));
    }
    for (const auto& [name, value] : path) {
        if (name == "entry") {
            const auto entry = number(value);
            if (!entry) return fail(problem("not_found", "an entry of the history is a number"));
            made[name] = *entry;
        } else {
            made[name] = value;
        }
    }
    return made;
}

} // namespace vagus::admin::http
