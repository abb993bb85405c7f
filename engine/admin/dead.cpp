#include "engine/admin/dead.hpp"

#include "engine/admin/cause.hpp"
#include "engine/admin/dead_acts.hpp"
#include "engine/admin/dead_search.hpp"
#include "engine/admin/grouping.hpp"
#include "engine/admin/place.hpp"
#include "engine/admin/protocol.hpp"
#include "engine/admin/readable.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <utility>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

json::object row_of(const store::dead_letter& dead, std::string_view cause) {
    json::object row;
    row["id"] = to_text(dead.message);
    row["kind"] = kind_of(dead);
    row["name"] = dead.name;
    row["input"] = dead.input;
    row["type"] = dead.type;
    row["control_id"] = dead.control;
    row["received_us"] = dead.received;
    row["last_try_us"] = dead.when;
    row["tries"] = dead.tries;
    row["result"] = words_for(dead.result);
    row["cause"] = cause;
    row["group"] = group_of(dead, cause);
    // Our own words about a route carry no values; a receiver's answer does, and comes with dead.show only.
    if (dead.state == store::delivery_state::failed) row["reason"] = dead.answer;
    return row;
}

json::array as_array(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

asio::awaitable<json::object> list(store::store& where, store::mailbox& box, json::object request) {
    const auto what = dead_selection_in(request, where);
    if (!what) co_return refusal(what.error(), "bad_request");
    const auto most = std::clamp<std::int64_t>(number_in(request, "most", rows), 1, rows);
    json::array found;
    const std::function<void(const store::dead_letter&, std::string_view)> take =
        [&found](const store::dead_letter& dead, std::string_view cause) { found.push_back(row_of(dead, cause)); };
    const auto walk = co_await walk_dead(where, box, *what, static_cast<std::size_t>(most), take);
    if (!walk) co_return refusal(walk.error());
    json::object answer{
        {"dead", std::move(found)}, {"more", walk->next.has_value()}, {"unreadable", as_array(walk->unreadable)}};
    if (walk->next) answer["next"] = to_text(*walk->next);
    co_return answer;
}

asio::awaitable<json::object> group(store::store& where, store::mailbox& box, json::object request) {
    const auto what = dead_selection_in(request, where);
    if (!what) co_return refusal(what.error(), "bad_request");
    grouping found;
    const std::function<void(const store::dead_letter&, std::string_view)> take =
        [&found](const store::dead_letter& dead, std::string_view cause) { found.add(dead, cause); };
    const auto walk = co_await walk_dead(where, box, *what, std::numeric_limits<std::size_t>::max(), take);
    if (!walk) co_return refusal(walk.error());
    auto answer = found.told();
    answer["unreadable"] = as_array(walk->unreadable);
    co_return answer;
}

asio::awaitable<json::object> show(store::store& where, store::mailbox& box, json::object request) {
    const auto wanted = parse_dead_name(text_in(request, "id"));
    if (!wanted) co_return not_an_id();
    const auto message = co_await message_of(where, box, wanted->id);
    json::array parts;
    for (const auto& part : message ? message->parts : std::vector<store::stored_part>{}) {
        if (!fits(*wanted, part)) continue;
        const auto letter = letter_of(*message, part);
        auto row = row_of(letter, cause_of(letter));
        row["answer"] = readable(part.answer);
        row["received"] = readable(message->raw);
        row["sent"] = readable(part.body ? *part.body : message->raw);
        parts.push_back(std::move(row));
    }
    if (parts.empty()) co_return refusal(none_dead(*wanted), "not_found");
    co_return json::object{{"dead", std::move(parts)}};
}

} // namespace

void add_dead_verbs(std::map<std::string, verb>& verbs, const desk& at) {
    auto& where = at.store;
    auto& box = at.box;
    verbs["dead.list"] = [&where, &box](const json::object& request) { return list(where, box, request); };
    verbs["dead.groups"] = [&where, &box](const json::object& request) { return group(where, box, request); };
    verbs["dead.show"] = [&where, &box](const json::object& request) { return show(where, box, request); };
    add_dead_acts(verbs, at);
}

} // namespace vagus::admin
