#include "engine/admin/audited.hpp"

#include "engine/admin/selection.hpp"
#include "engine/audit/words.hpp"

#include <string_view>
#include <utility>

namespace vagus::admin {
namespace json = boost::json;

audit::entry entry_of(const http::endpoint& of, const json::object& asked) {
    audit::entry made;
    made.what = of.audited;
    made.reason = text_in(asked, "reason");
    for (const auto* key : {"output", "input", "route", "name", "entry", "type", "state", "cause"})
        if (auto named = text_in(asked, key); !named.empty()) made.about.emplace_back(key, std::move(named));
    if (const auto entry = number_in(asked, "entry", 0); entry != 0)
        made.about.emplace_back("entry", std::to_string(entry));
    std::string ids = text_in(asked, "id");
    for (const auto& id : texts_in(asked, "ids")) ids.append(ids.empty() ? "" : " ") += id;
    const bool of_message = of.path.find("tokens") == std::string_view::npos;
    if (!ids.empty()) made.about.emplace_back(of_message ? "message" : "token", std::move(ids));
    return made;
}

std::string_view result_of(const http::endpoint& of, bool values) {
    const bool shows = of.audited == audit::words::view || of.audited == audit::words::codes_view;
    const bool whole = values || of.needs == access::right::values; // that has no masked form
    return !shows ? audit::ok : whole ? audit::with_values : audit::masked;
}

deed deed_of(const http::endpoint& of) {
    return of.method == "GET" ? deed::seen : deed::done;
}

} // namespace vagus::admin
