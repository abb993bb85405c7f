#include "engine/admin/dead.hpp"

#include "engine/admin/protocol.hpp"
#include "engine/admin/readable.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>

#include <optional>
#include <utility>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

std::string_view word_for(store::outcome what) {
    switch (what) {
    case store::outcome::accepted: return "accepted";
    case store::outcome::rejected: return "rejected";
    case store::outcome::timeout: return "no answer";
    case store::outcome::unreadable: return "unreadable answer";
    case store::outcome::connection: return "no connection";
    case store::outcome::failed_route: return "route failed";
    case store::outcome::by_person: return "by a person";
    }
    std::unreachable();
}

json::object row_of(const store::dead_letter& dead) {
    json::object row;
    row["id"] = to_text(dead.message);
    row["kind"] = dead.state == store::delivery_state::failed ? "route" : "output";
    row["name"] = dead.name;
    row["input"] = dead.input;
    row["type"] = dead.type;
    row["control_id"] = dead.control;
    row["received_us"] = dead.received;
    row["last_try_us"] = dead.when;
    row["tries"] = dead.tries;
    row["result"] = word_for(dead.result);
    // Our own words about a route carry no values; a receiver's answer does, and comes with dead.show only.
    if (dead.state == store::delivery_state::failed) row["reason"] = dead.answer;
    return row;
}

asio::awaitable<std::vector<store::dead_letter>> list(store::store& where, store::mailbox& box) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::vector<store::dead_letter>)>(
        [&where, &box](auto handler) { where.dead_letters(rows, box, std::move(handler)); }, asio::use_awaitable);
}

asio::awaitable<std::vector<store::dead_letter_body>> bodies(store::store& where, store::mailbox& box, message_id id) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::vector<store::dead_letter_body>)>(
        [&where, &box, id](auto handler) { where.dead_letter_of(id, box, std::move(handler)); }, asio::use_awaitable);
}

using resolved = result<bool, store::store_error>;
asio::awaitable<resolved> resolve(store::store& where, store::mailbox& box, store::delivery_ref at,
                                  store::delivery_state to, std::string reason,
                                  std::optional<store::new_message> replacement) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(resolved)>(
        [&](auto handler) {
            where.resolve(at, to, std::move(reason), std::move(replacement), box, std::move(handler));
        },
        asio::use_awaitable);
}

// "0G4…" names all dead parts of a message, "0G4…/pas" one of them.
struct target {
    message_id id;
    std::string name;
};
std::optional<target> target_of(const json::object& request) {
    const auto* written = request.if_contains("id");
    if (written == nullptr || !written->is_string()) return std::nullopt;
    std::string text{written->get_string()};
    auto slash = text.find('/');
    auto id = parse_message_id(std::string_view{text}.substr(0, slash));
    if (!id) return std::nullopt;
    return target{*id, slash == std::string::npos ? std::string{} : text.substr(slash + 1)};
}

json::object not_an_id() {
    return refusal("that is not a message id: `vagus dead ls` shows them, 16 letters and digits");
}

json::object none_dead(const target& wanted) {
    auto part = wanted.name.empty() ? std::string{} : " for '" + wanted.name + "'";
    return refusal("message " + to_text(wanted.id) + " has no dead letter" + part +
                   " any more: it was delivered, retried or discarded");
}

asio::awaitable<std::vector<store::dead_letter_body>> parts_of(store::store& where, store::mailbox& box,
                                                               const target& wanted) {
    auto found = co_await bodies(where, box, wanted.id);
    std::erase_if(found, [&](const auto& body) { return !wanted.name.empty() && body.about.name != wanted.name; });
    co_return found;
}

asio::awaitable<json::object> show(store::store& where, store::mailbox& box, json::object request) {
    auto wanted = target_of(request);
    if (!wanted) co_return not_an_id();
    auto found = co_await parts_of(where, box, *wanted);
    if (found.empty()) co_return none_dead(*wanted);
    json::array parts;
    for (const auto& body : found) {
        auto row = row_of(body.about);
        row["answer"] = readable(body.about.answer);
        row["received"] = readable(body.received);
        row["sent"] = readable(body.sent);
        parts.push_back(std::move(row));
    }
    co_return json::object{{"dead", std::move(parts)}};
}

asio::awaitable<json::object> retry(store::store& where, const intake::intake& planner, store::mailbox& box,
                                    json::object request) {
    auto wanted = target_of(request);
    if (!wanted) co_return not_an_id();
    auto found = co_await parts_of(where, box, *wanted);
    if (found.empty()) co_return none_dead(*wanted);
    json::array done;
    for (const auto& body : found) {
        auto again = planner.again(body);
        if (!again) co_return refusal("'" + body.about.name + "' " + again.error());
        // Named, here and below: g++ 12 destroys temporaries of a co_await twice.
        std::string reason = "retried";
        std::optional<store::new_message> replacement = std::move(*again);
        auto stored = co_await resolve(where, box, body.about.at, store::delivery_state::retried, std::move(reason),
                                       std::move(replacement));
        if (!stored) co_return refusal("the store could not keep the retry: " + stored.error().text);
        if (*stored) done.push_back(json::string{body.about.name});
    }
    co_return json::object{{"id", to_text(wanted->id)}, {"retried", std::move(done)}};
}

asio::awaitable<json::object> discard(store::store& where, store::mailbox& box, json::object request) {
    auto wanted = target_of(request);
    if (!wanted) co_return not_an_id();
    const auto* reason = request.if_contains("reason");
    if (reason == nullptr || !reason->is_string() || reason->get_string().empty())
        co_return refusal("discarding needs a reason: --reason TEXT");
    auto found = co_await parts_of(where, box, *wanted);
    if (found.empty()) co_return none_dead(*wanted);
    json::array done;
    for (const auto& body : found) {
        std::string words{reason->get_string()};
        std::optional<store::new_message> nothing;
        auto stored = co_await resolve(where, box, body.about.at, store::delivery_state::discarded, std::move(words),
                                       std::move(nothing));
        if (!stored) co_return refusal("the store could not keep that: " + stored.error().text);
        if (*stored) done.push_back(json::string{body.about.name});
    }
    co_return json::object{{"id", to_text(wanted->id)}, {"discarded", std::move(done)}};
}

asio::awaitable<json::object> list_rows(store::store& where, store::mailbox& box) {
    json::array found;
    for (const auto& dead : co_await list(where, box)) found.push_back(row_of(dead));
    bool more = found.size() >= rows;
    co_return json::object{{"dead", std::move(found)}, {"more", more}};
}

} // namespace

void add_dead_verbs(std::map<std::string, verb>& verbs, store::store& where, const intake::intake& planner,
                    store::mailbox& box) {
    verbs["dead.list"] = [&where, &box](const json::object&) { return list_rows(where, box); };
    verbs["dead.show"] = [&where, &box](const json::object& request) { return show(where, box, request); };
    verbs["dead.retry"] = [&where, &planner, &box](const json::object& request) {
        return retry(where, planner, box, request);
    };
    verbs["dead.discard"] = [&where, &box](const json::object& request) { return discard(where, box, request); };
}

} // namespace vagus::admin
