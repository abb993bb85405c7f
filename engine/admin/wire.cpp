#include "engine/admin/wire.hpp"

#include "engine/admin/ask_store.hpp"
#include "engine/admin/place.hpp"
#include "engine/admin/protocol.hpp"

#include <boost/algorithm/hex.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>

#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

using event_list = std::vector<store::wire_event>;
using maybe_event = std::optional<store::wire_event>;

// `at` 0: of every input and output.
asio::awaitable<event_list> list(store::store& where, store::mailbox& box, std::uint32_t at) {
    co_return co_await answer_of<event_list>(
        [&where, &box, at](auto done) { where.wire_events(at, rows, box, std::move(done)); });
}

asio::awaitable<maybe_event> find(store::store& where, store::mailbox& box, store::delivery_ref at) {
    co_return co_await answer_of<maybe_event>(
        [&where, &box, at](auto done) { where.wire_event_at(at, box, std::move(done)); });
}

std::optional<store::delivery_ref> named(const json::object& request) {
    const auto* written = request.if_contains("id");
    if (written == nullptr || !written->is_string()) return std::nullopt;
    return parse_place(written->get_string());
}

json::object row_of(const store::wire_event& what) {
    json::object row;
    row["id"] = to_text(what.at);
    row["at_us"] = what.when;
    row[what.kind.starts_with("answer_") ? "output" : "input"] = what.where; // receivers answer, senders do not
    row["kind"] = what.kind;
    if (!what.message.empty()) row["message"] = what.message;
    row["size"] = what.size;
    return row;
}

asio::awaitable<json::object> list_rows(store::store& where, store::mailbox& box, json::object request) {
    std::vector<std::uint32_t> places;
    if (const auto* name = request.if_contains("at"); name != nullptr && name->is_string()) {
        for (const auto kind : {store::name_kind::input, store::name_kind::output})
            if (const auto number = where.known_number(kind, name->get_string())) places.push_back(number);
        if (places.empty())
            co_return refusal("there is no input or output of that name: `vagus status` lists them", "not_found");
    } else {
        places.push_back(0);
    }
    json::array found;
    bool more = false;
    for (const auto at : places) {
        const auto events = co_await list(where, box, at);
        more = more || events.size() >= rows;
        for (const auto& each : events) found.push_back(row_of(each));
    }
    co_return json::object{{"wire", std::move(found)}, {"more", more}};
}

asio::awaitable<json::object> show(store::store& where, store::mailbox& box, json::object request) {
    auto at = named(request);
    if (!at) co_return refusal("that is not the id of a wire event: `vagus wire` lists them, such as 1-7", "not_found");
    auto what = co_await find(where, box, *at);
    if (!what) co_return refusal("there is no such wire event: `vagus wire` lists them", "not_found");
    auto row = row_of(*what);
    std::string hex;
    boost::algorithm::hex_lower(what->bytes, std::back_inserter(hex));
    row["hex"] = std::move(hex);
    co_return row;
}

} // namespace

void add_wire_verbs(std::map<std::string, verb>& verbs, store::store& where, store::mailbox& box) {
    verbs["wire.list"] = [&where, &box](const json::object& request) { return list_rows(where, box, request); };
    verbs["wire.show"] = [&where, &box](const json::object& request) { return show(where, box, request); };
}

} // namespace vagus::admin
