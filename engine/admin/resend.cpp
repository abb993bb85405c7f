#include "engine/admin/resend.hpp"

#include "engine/admin/ask_store.hpp"
#include "engine/admin/dead_search.hpp"
#include "engine/admin/events.hpp"
#include "engine/admin/place.hpp"
#include "engine/admin/preview.hpp"
#include "engine/admin/protocol.hpp"
#include "engine/admin/request_of.hpp"
#include "engine/admin/selection.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <utility>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

using message_page = result<store::page<message_id>, std::string>;
using accepted = result<store::receipt, store::store_error>;
using linked = result<store::new_message, std::string>;

struct terms {
    std::vector<std::string> to;
    intake::resend_how how = intake::resend_how::as_sent;
};

result<terms, std::string> terms_in(const desk& at, const json::object& request) {
    terms read{texts_in(request, "to")};
    if (read.to.empty()) return fail(std::string{"name the outputs to send to: --to OUTPUT"});
    for (const auto& output : read.to)
        if (!at.planner.number_of_output(output))
            return fail("there is no output named '" + output + "': `vagus status` lists them");
    const auto rules = text_in(request, "rules");
    if (!rules.empty() && rules != "as_sent" && rules != "now")
        return fail("`rules` is as_sent or now, not '" + rules + "'");
    if (rules == "now") read.how = intake::resend_how::by_todays_rules;
    return read;
}

struct walk {
    std::vector<message_id> ids;
    std::optional<store::delivery_ref> next; // where to go on; nothing: all was seen
    store::delivery_ref end;                 // where the messages ended
    json::array unreadable;
};

result<walk, std::string> by_ids(const std::vector<std::string>& ids, std::size_t most) {
    walk found;
    if (ids.size() > most) return fail("at most " + std::to_string(most) + " ids at once");
    for (const auto& text : ids) {
        const auto id = parse_message_id(text);
        if (!id) return fail("'" + text + "' is not a message id: 16 letters and digits");
        found.ids.push_back(*id);
    }
    return found;
}

asio::awaitable<result<walk, std::string>> find(const desk& at, json::object request, std::size_t most) {
    if (const auto ids = texts_in(request, "ids"); !ids.empty()) co_return by_ids(ids, most);
    auto what = messages_in(request, at.store);
    if (!what) co_return fail(what.error());
    walk found;
    for (bool first = true; found.ids.size() < most; first = false) {
        what->most = most - found.ids.size();
        const auto page = co_await answer_of<message_page>(
            [&at, &what](auto done) { at.store.messages(*what, at.box, std::move(done)); });
        if (!page) co_return fail(page.error());
        if (first) found.end = page->end;
        if (page->unreadable) found.unreadable.push_back(json::string{*page->unreadable});
        found.ids.insert(found.ids.end(), page->rows.begin(), page->rows.end());
        found.next = page->next;
        if (!found.next) break;
        what->after = *found.next;
    }
    co_return found;
}

enum class may_ask : std::uint8_t { no, other_systems };

asio::awaitable<linked> make(const desk& at, message_id id, const terms& how, may_ask asks) {
    auto message = co_await message_of(at.store, at.box, id);
    if (!message)
        co_return fail(std::string{
            "it is not in the store any more (site.retention.bodies), never was, or its segment cannot be read"});
    const auto request = co_await request_of(at, *message);
    if (asks == may_ask::no || how.how == intake::resend_how::as_sent)
        co_return at.planner.resend(*message, how.to, how.how, request);
    std::string every_route;
    auto answers = co_await at.planner.fetch_again(*message, std::move(every_route), request, intake::asking::anew);
    message->answers = std::move(answers);
    co_return at.planner.resend(*message, how.to, how.how, request, intake::answers_are::of_today);
}

asio::awaitable<json::object> foresee(desk at, json::object request) {
    const auto how = terms_in(at, request);
    if (!how) co_return refusal(how.error(), "bad_request");
    auto found = co_await find(at, request, acts_foreseen + 1); // one more says whether there are more
    if (!found) co_return refusal(found.error(), "bad_request");
    const bool more = found->ids.size() > acts_foreseen;
    if (more) {
        found->ids.pop_back();
        found->end = {found->ids.back().segment, found->ids.back().row};
    }
    preview seen;
    for (const auto& id : found->ids) {
        const auto made = co_await make(at, id, *how, may_ask::no);
        if (made)
            seen.ready(*made);
        else
            seen.not_ready(made.error());
    }
    auto answer = co_await seen.told(at.store, at.box);
    answer["messages"] = found->ids.size();
    answer["more"] = more;
    if (!found->ids.empty()) answer["last"] = to_text(found->ids.back());
    answer["through"] = to_text(found->end); // what comes meanwhile is not meant
    answer["unreadable"] = found->unreadable;
    co_return answer;
}

asio::awaitable<json::object> resend(desk at, json::object request) {
    const auto reason = text_in(request, "reason");
    if (reason.empty())
        co_return refusal("a reason is needed, and kept with the new message: --reason TEXT", "needs_reason");
    const auto how = terms_in(at, request);
    if (!how) co_return refusal(how.error(), "bad_request");
    const auto most = std::clamp<std::int64_t>(number_in(request, "most", acts), 1, acts);
    const auto found = co_await find(at, request, static_cast<std::size_t>(most));
    if (!found) co_return refusal(found.error(), "bad_request");
    json::array done;
    json::array not_done;
    for (const auto& id : found->ids) {
        auto made = co_await make(at, id, *how, may_ask::other_systems);
        if (!made) {
            not_done.push_back(json::object{{"id", to_text(id)}, {"why", made.error()}});
            continue;
        }
        made->reason = reason;
        const auto stored = co_await answer_of<accepted>(
            [&at, &made](auto kept) { at.store.accept(std::move(*made), at.box, std::move(kept)); });
        if (!stored) co_return refusal("the store could not keep it: " + stored.error().text, "store_failed");
        done.push_back(json::object{{"id", to_text(id)}, {"new", to_text(stored->id)}});
    }
    std::string outputs;
    for (const auto& each : how->to) (outputs += outputs.empty() ? "" : " ") += each;
    if (!done.empty()) at.report(messages_resent{std::move(outputs), static_cast<std::int64_t>(done.size())});
    json::object answer{{"done", std::move(done)}, {"not", std::move(not_done)}};
    if (found->next) answer["next"] = to_text(*found->next);
    co_return answer;
}

} // namespace

void add_resend_verbs(std::map<std::string, verb>& verbs, const desk& at) {
    verbs["resend.preview"] = [at](const json::object& request) { return foresee(at, request); };
    verbs["resend"] = [at](const json::object& request) { return resend(at, request); };
}

} // namespace vagus::admin
