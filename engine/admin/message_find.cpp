#include "engine/admin/message_find.hpp"

#include "engine/admin/ask_store.hpp"
#include "engine/admin/dead_search.hpp"
#include "engine/admin/place.hpp"
#include "engine/admin/selection.hpp"
#include "engine/store/state_names.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <deque>
#include <utility>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

using store::delivery_state;
using message_page = result<store::page<message_id>, std::string>;

json::object row_of(const store::stored_message& one) {
    const auto count = [&](auto... states) {
        return std::ranges::count_if(one.parts, [&](const auto& part) { return ((part.state == states) || ...); });
    };
    return {{"id", to_text(one.id)},
            {"received_us", one.received},
            {"input", one.input},
            {"type", one.type},
            {"control", one.control},
            {"state", store::name_of(one.state)},
            {"deliveries", json::object{{"pending", count(delivery_state::pending, delivery_state::awaiting)},
                                        {"delivered", count(delivery_state::delivered)},
                                        {"dead", count(delivery_state::dead, delivery_state::failed)}}}};
}

store::delivery_ref place_of(const message_id& id) {
    return {id.segment, id.row};
}

asio::awaitable<json::object> find(desk at, const clock& time, json::object request) {
    if (!request.contains("since_us")) request["since_us"] = time.wall() - found_window_us;
    // `after` is where the page before ended: older ones are wanted.
    if (auto cursor = text_in(request, "after"); !cursor.empty()) {
        request["through"] = std::move(cursor);
        request.erase("after");
    }
    auto what = messages_in(request, at.store);
    if (!what) co_return refusal(what.error(), "bad_request");
    const auto most = static_cast<std::size_t>(
        std::clamp<std::int64_t>(number_in(request, "most", 100), 1, static_cast<std::int64_t>(found_rows)));
    std::deque<message_id> newest; // one more than is shown says where the next page goes on
    json::array unreadable;
    for (;;) { // a page of the store a turn; ends with the last
        const auto page = co_await answer_of<message_page>(
            [&at, &what](auto done) { at.store.messages(*what, at.box, std::move(done)); });
        if (!page) co_return refusal(page.error());
        if (page->unreadable) unreadable.push_back(json::string{*page->unreadable});
        for (const auto& id : page->rows) newest.push_back(id);
        while (newest.size() > most + 1) newest.pop_front();
        if (!page->next) break;
        what->after = *page->next;
    }
    json::value next;
    if (newest.size() > most) {
        next = to_text(place_of(newest.front()));
        newest.pop_front();
    }
    json::array rows;
    for (auto id = newest.rbegin(); id != newest.rend(); ++id)
        if (auto row = co_await found_row(at, *id)) rows.push_back(std::move(*row));
    co_return json::object{
        {"messages", std::move(rows)}, {"next", std::move(next)}, {"unreadable", std::move(unreadable)}};
}

} // namespace

asio::awaitable<std::optional<json::object>> found_row(const desk& at, message_id id) {
    const auto one = co_await message_of(at.store, at.box, id);
    if (!one) co_return std::nullopt;
    co_return row_of(*one);
}

void add_message_find(std::map<std::string, verb>& verbs, const desk& at, const clock& time) {
    verbs["message.find"] = [at, &time](const json::object& request) { return find(at, time, request); };
}

} // namespace vagus::admin
