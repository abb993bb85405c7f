#include "engine/admin/message_find.hpp"

#include "engine/admin/ask_store.hpp"
#include "engine/admin/dead_search.hpp"
#include "engine/admin/selection.hpp"
#include "engine/runtime/visit.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/message_search.hpp"
#include "engine/store/search_key.hpp"
#include "engine/store/sqlite.hpp"
#include "engine/store/state_names.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <utility>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

using store::delivery_state;

json::object counts(std::int64_t pending, std::int64_t delivered, std::int64_t dead) {
    return {{"pending", pending}, {"delivered", delivered}, {"dead", dead}};
}

json::object row_of(const store::stored_message& one) {
    const auto count = [&](auto... states) {
        return std::ranges::count_if(one.parts, [&](const auto& part) { return ((part.state == states) || ...); });
    };
    return {
        {"id", to_text(one.id)},
        {"received_us", one.received},
        {"input", one.input},
        {"type", one.type},
        {"control", one.control},
        {"state", store::name_of(one.state)},
        {"deliveries", counts(count(delivery_state::pending, delivery_state::awaiting),
                              count(delivery_state::delivered), count(delivery_state::dead, delivery_state::failed))}};
}

json::object row_of(const store::found_message& one) {
    return {{"id", to_text(one.id)},  {"received_us", one.received},
            {"input", one.input},     {"type", one.type},
            {"control", one.control}, {"state", store::name_of(one.state)},
            {"kept", one.kept},       {"deliveries", counts(one.pending, one.delivered, one.dead)}};
}

// A message's own state, or that of one of its deliveries.
result<void, std::string> read_state(const std::string& word, store::message_filter& into) {
    std::string known;
    for (const auto& [name, value] : store::message_state_names) {
        if (name == word) into.state = value;
        (known += known.empty() ? "" : ", ") += name;
    }
    if (word.empty() || into.state) return {};
    for (const auto& [name, value] : store::delivery_state_names) {
        if (name == word) into.delivery = value;
        (known += ", ") += name;
    }
    if (into.delivery) return {};
    return fail("'" + word + "' is no state of a message or a delivery: " + known);
}

// Names that never were are said, instead of finding nothing.
result<store::message_filter, std::string> filter_in(const json::object& request, const store::store& names,
                                                     wall_us now) {
    auto made = filter_of(request, now);
    if (!made) return made;
    if (!made->input.empty() && names.known_number(store::name_kind::input, made->input) == 0)
        return fail("there never was an input named '" + made->input + "'");
    if (!made->output.empty() && names.known_number(store::name_kind::output, made->output) == 0)
        return fail("there never was an output named '" + made->output + "'");
    return made;
}

// On the slow thread.
json::object found_in(const std::filesystem::path& folder, store::message_filter what, const std::string& key,
                      std::optional<message_id> below, std::size_t most) {
    try {
        if (!key.empty()) what.key = store::search_key::of(folder).hash(key);
        return page_shown(store::find_messages(folder, what, below, most));
    } catch (const std::exception& error) {
        return refusal(error.what(), "store_failed");
    }
}

asio::awaitable<json::object> find(desk at, message_files files, json::object request) {
    auto what = filter_in(request, at.store, files.time.wall());
    if (!what) co_return refusal(what.error(), "bad_request");
    // Whoever may not see values would learn them by asking for one after the other.
    if (what->text && !flag_in(request, "values"))
        co_return refusal("text is looked for by those who may see values: reveal them first", "forbidden");
    std::optional<message_id> below;
    if (const auto cursor = text_in(request, "after"); !cursor.empty()) {
        below = parse_message_id(cursor);
        if (!below) co_return refusal("the cursor is the `next` of an answer", "bad_request");
    }
    const auto most = static_cast<std::size_t>(
        std::clamp<std::int64_t>(number_in(request, "most", 100), 1, static_cast<std::int64_t>(found_rows)));
    auto look = [folder = files.folder, what = std::move(*what), key = text_in(request, "key"), below, most] {
        return found_in(folder, what, key, below, most);
    };
    auto answer = co_await runtime::visit(files.slow, std::move(look));
    co_return answer;
}

} // namespace

result<store::message_filter, std::string> filter_of(const json::object& request, wall_us now) {
    store::message_filter made;
    const bool by_key = !text_in(request, "key").empty(); // costs nothing, however long ago
    made.since = number_in(request, "since_us", by_key ? 0 : now - found_window_us);
    made.until = number_in(request, "until_us", made.until);
    made.input = text_in(request, "input");
    made.output = text_in(request, "output");
    made.type = text_in(request, "type");
    made.control = text_in(request, "control");
    made.tag = text_in(request, "tag");
    if (auto read = read_state(text_in(request, "state"), made); !read) return fail(read.error());
    if (auto text = text_in(request, "text"); !text.empty())
        made.text = [text = std::move(text)](std::string_view raw) { return raw.contains(text); };
    return made;
}

json::object page_shown(const store::found_page& page) {
    json::array rows;
    for (const auto& each : page.messages) rows.push_back(row_of(each));
    json::array unreadable;
    for (const auto& each : page.passed_over) unreadable.emplace_back(each);
    return {{"messages", std::move(rows)},
            {"next", page.next ? json::value(to_text(*page.next)) : json::value{}},
            {"searched", json::object{{"messages", page.looked}, {"of", page.looked + page.left}}},
            {"unreadable", std::move(unreadable)}};
}

asio::awaitable<std::optional<json::object>> found_row(const desk& at, message_id id) {
    const auto one = co_await message_of(at.store, at.box, id);
    if (!one) co_return std::nullopt;
    co_return row_of(*one);
}

void add_message_find(std::map<std::string, verb>& verbs, const desk& at, const message_files& files) {
    verbs["message.find"] = [at, files](const json::object& request) { return find(at, files, request); };
}

} // namespace vagus::admin
