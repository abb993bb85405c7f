#include "engine/admin/audited.hpp"

#include "engine/admin/selection.hpp"
#include "engine/audit/words.hpp"

#include <boost/json/array.hpp>

#include <utility>
#include <vector>

namespace vagus::admin {
namespace json = boost::json;
namespace words = audit::words;

namespace {

// Names and choices, none of them a value of a message. What may be one is written as its hash, where it is searched
// for, and otherwise not at all.
constexpr std::string_view names[]{"output", "input", "route",   "name",    "entry", "type",
                                   "state",  "cause", "group",   "control", "tag",   "table",
                                   "of",     "at",    "segment", "rules",   "role",  "planned"};
constexpr std::string_view numbers[]{"entry", "days", "minutes", "since_us", "until_us"};
constexpr std::string_view searched[]{"key", "text"};

// A look at what an edit would change is no edit.
bool previews(const http::endpoint& of, const json::object& asked) {
    return of.audited == words::edit && flag_in(asked, "preview");
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& each : texts) (all += all.empty() ? "" : " ") += each;
    return all;
}

std::string_view kind_of_ids(const http::endpoint& of) {
    if (of.path.starts_with("/tokens")) return "token";
    if (of.path.starts_with("/alerts")) return "alert";
    if (of.path.starts_with("/wire")) return "wire";
    return "message";
}

} // namespace

audit::entry entry_of(const http::endpoint& of, const json::object& asked, const hasher& hashed) {
    audit::entry made;
    made.what = previews(of, asked) ? words::view : of.audited;
    made.reason = text_in(asked, "reason");
    const auto add = [&made](std::string_view kind, std::string said) {
        if (!said.empty()) made.about.emplace_back(kind, std::move(said));
    };
    auto ids = texts_in(asked, "ids");
    if (auto one = text_in(asked, "id"); !one.empty()) ids.insert(ids.begin(), std::move(one));
    add(kind_of_ids(of), joined(ids));
    add("to", joined(texts_in(asked, "to")));
    for (const auto key : names) add(key, text_in(asked, key));
    for (const auto key : numbers)
        if (const auto number = number_in(asked, key, 0); number != 0) add(key, std::to_string(number));
    for (const auto key : searched)
        if (const auto value = text_in(asked, key); of.audited == words::search && !value.empty() && hashed)
            add(key, hashed(value));
    return made;
}

std::optional<json::object> came_to(const http::endpoint& of, const json::object& asked, const json::object& answer) {
    const auto* done = answer.if_contains("done");
    if (of.answer != "acted" || !texts_in(asked, "ids").empty() || done == nullptr || !done->is_array())
        return std::nullopt;
    json::array ids;
    for (const auto& each : done->get_array()) {
        const auto* row = each.if_object();
        if (row == nullptr) continue;
        const auto name = text_in(*row, "name");
        ids.emplace_back(text_in(*row, "id") + (name.empty() ? "" : "/") + name);
    }
    if (ids.empty()) return std::nullopt;
    json::object named{{"ids", std::move(ids)}};
    for (const auto* key : {"reason", "to", "rules"})
        if (const auto* said = asked.if_contains(key)) named[key] = *said;
    return named;
}

std::string_view result_of(const http::endpoint& of, const json::object& asked, bool values) {
    const bool shows = of.audited == words::view || of.audited == words::codes_view || previews(of, asked);
    const bool whole = values || of.needs == access::right::values; // that has no masked form
    return !shows ? audit::ok : whole ? audit::with_values : audit::masked;
}

deed deed_of(const http::endpoint& of, const json::object& asked) {
    return of.method == "GET" || previews(of, asked) ? deed::seen : deed::done;
}

} // namespace vagus::admin
