#include "engine/admin/dead_acts.hpp"

#include "engine/admin/ask_store.hpp"
#include "engine/admin/events.hpp"
#include "engine/admin/place.hpp"
#include "engine/admin/preview.hpp"
#include "engine/admin/protocol.hpp"
#include "engine/admin/request_of.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

using store::delivery_state;
using resolved = result<bool, store::store_error>;

// What a request means, by ids or by filter.
struct targets {
    std::vector<dead_part> parts;
    json::array not_done; // ids that name nothing dead
    dead_walk walk;
};

json::object not_done(std::string id, std::string name, std::string why) {
    return {{"id", std::move(id)}, {"name", std::move(name)}, {"why", std::move(why)}};
}

asio::awaitable<result<targets, std::string>> by_ids(const desk& at, std::vector<std::string> ids) {
    targets found;
    for (const auto& id : ids) {
        const auto wanted = parse_dead_name(id);
        if (!wanted) co_return fail(std::string{not_an_id().at("error").as_string()});
        const auto message = co_await message_of(at.store, at.box, wanted->id);
        const auto before = found.parts.size();
        for (const auto& part : message ? message->parts : std::vector<store::stored_part>{})
            if (fits(*wanted, part)) found.parts.push_back({wanted->id, part.at, part.name});
        if (found.parts.size() == before)
            found.not_done.push_back(not_done(to_text(wanted->id), wanted->name, none_dead(*wanted)));
    }
    co_return found;
}

asio::awaitable<result<targets, std::string>> find(const desk& at, json::object request, std::size_t most) {
    auto ids = texts_in(request, "ids");
    if (ids.size() > most) co_return fail("at most " + std::to_string(most) + " ids at once");
    if (!ids.empty()) co_return co_await by_ids(at, std::move(ids));
    const auto what = dead_selection_in(request, at.store);
    if (!what) co_return fail(what.error());
    targets found;
    const std::function<void(const store::dead_letter&, std::string_view)> take =
        [&found](const store::dead_letter& dead, std::string_view) {
            found.parts.push_back({dead.message, dead.at, dead.name});
        };
    auto walk = co_await walk_dead(at.store, at.box, *what, most, take);
    if (!walk) co_return fail(walk.error());
    found.walk = std::move(*walk);
    co_return found;
}

// The message with its part, while that is dead.
struct still_dead {
    store::stored_message message;
    std::size_t part = 0;
    [[nodiscard]] const store::stored_part& dead() const { return message.parts[part]; }
};
asio::awaitable<std::optional<still_dead>> read(const desk& at, dead_part what) {
    auto message = co_await message_of(at.store, at.box, what.message);
    if (!message) co_return std::nullopt;
    const auto part = std::ranges::find(message->parts, what.at, &store::stored_part::at);
    if (part == message->parts.end() || !fits({what.message, {}}, *part)) co_return std::nullopt;
    const auto n = static_cast<std::size_t>(part - message->parts.begin());
    co_return still_dead{std::move(*message), n};
}

// Nothing: done. Otherwise why not.
asio::awaitable<std::optional<std::string>> decide(const desk& at, dead_part what, delivery_state to,
                                                   std::string reason) {
    std::optional<store::new_message> replacement;
    if (to == delivery_state::retried) {
        auto found = co_await read(at, what);
        if (!found) co_return none_dead({what.message, what.name});
        const auto request = co_await request_of(at, found->message);
        if (found->dead().state == delivery_state::failed) {
            auto route = found->dead().name;
            auto answers =
                co_await at.planner.fetch_again(found->message, std::move(route), request, intake::asking::missing);
            found->message.answers = std::move(answers);
        }
        auto again = at.planner.again(found->message, found->dead(), request, intake::answers_are::of_today);
        if (!again) co_return again.error();
        replacement = std::move(*again);
        replacement->reason = reason;
    }
    // Moved in the callback's own call: the lambda holds references only.
    const auto stored = co_await answer_of<resolved>([&](auto done) {
        at.store.resolve(what.at, to, std::move(reason), std::move(replacement), at.box, std::move(done));
    });
    if (!stored) co_return "the store could not keep it: " + stored.error().text;
    if (!*stored) co_return none_dead({what.message, what.name});
    co_return std::nullopt;
}

asio::awaitable<json::object> act(desk at, delivery_state to, json::object request) {
    const auto reason = text_in(request, "reason");
    if (reason.empty())
        co_return refusal("a reason is needed, and kept with the message: --reason TEXT", "needs_reason");
    const auto most = std::clamp<std::int64_t>(number_in(request, "most", acts), 1, acts);
    auto found = co_await find(at, request, static_cast<std::size_t>(most));
    if (!found) co_return refusal(found.error(), "bad_request");
    json::array done;
    for (const auto& part : found->parts) {
        const auto why = co_await decide(at, part, to, reason);
        if (why)
            found->not_done.push_back(not_done(to_text(part.message), part.name, *why));
        else
            done.push_back(json::object{{"id", to_text(part.message)}, {"name", part.name}});
    }
    const auto* word = to == delivery_state::retried ? "retried" : "discarded";
    if (!done.empty()) at.report(dead_letters_decided{word, static_cast<std::int64_t>(done.size())});
    json::object answer{{"done", std::move(done)}, {"not", std::move(found->not_done)}};
    if (found->walk.next) answer["next"] = to_text(*found->walk.next);
    co_return answer;
}

asio::awaitable<preview> foresee_retries(const desk& at, const std::vector<dead_part>& parts) {
    preview seen;
    for (const auto& part : parts) {
        const auto dead = co_await read(at, part);
        const auto request = dead ? co_await request_of(at, dead->message) : std::nullopt;
        const auto again = dead ? at.planner.again(dead->message, dead->dead(), request)
                                : result<store::new_message, std::string>{fail(std::string{"it is dead no more"})};
        if (again)
            seen.ready(*again);
        else
            seen.not_ready(again.error());
    }
    co_return seen;
}

// What would be done with what is dead now. "through" is for the requests that follow: what fails again meanwhile is
// not retried once more.
asio::awaitable<json::object> foresee(desk at, delivery_state to, json::object request) {
    auto found = co_await find(at, request, acts_foreseen + 1); // one more says whether there are more
    if (!found) co_return refusal(found.error(), "bad_request");
    auto& parts = found->parts;
    const bool more = parts.size() > acts_foreseen;
    if (more) parts.erase(parts.begin() + acts_foreseen, parts.end());
    json::object answer{{"ready", parts.size()}};
    if (to == delivery_state::retried) {
        auto seen = co_await foresee_retries(at, parts);
        answer = co_await seen.told(at.store, at.box);
    }
    answer["missing"] = found->not_done;
    answer["more"] = more;
    answer["through"] = to_text(more ? parts.back().at : found->walk.end);
    answer["unreadable"] = json::array(found->walk.unreadable.begin(), found->walk.unreadable.end());
    co_return answer;
}

} // namespace

json::object not_an_id() {
    return refusal("that is not a message id: `vagus dead ls` shows them, 16 letters and digits", "not_found");
}

std::string none_dead(const dead_name& wanted) {
    const auto part = wanted.name.empty() ? std::string{} : " for '" + wanted.name + "'";
    return "message " + to_text(wanted.id) + " has no dead letter" + part +
           " any more: it was delivered, retried or discarded";
}

void add_dead_acts(std::map<std::string, verb>& verbs, const desk& at) {
    verbs["dead.preview"] = [at](const json::object& request) { return foresee(at, delivery_state::retried, request); };
    verbs["dead.count"] = [at](const json::object& request) { return foresee(at, delivery_state::discarded, request); };
    verbs["dead.retry"] = [at](const json::object& request) { return act(at, delivery_state::retried, request); };
    verbs["dead.discard"] = [at](const json::object& request) { return act(at, delivery_state::discarded, request); };
}

} // namespace vagus::admin
