#include "engine/admin/outputs.hpp"

#include "engine/admin/selection.hpp"
#include "engine/runtime/visit.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace vagus::admin {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

using done = result<void, std::string>;

std::string_view word_for(queue::queue_view::state what) {
    using enum queue::queue_view::state;
    switch (what) {
    case sending: return "sending";
    case retrying: return "retrying";
    case closed: return "closed";
    case held: return "held";
    case stopped: return "stopped";
    }
    std::unreachable();
}

json::object row_of(const store::hold& what) {
    return {{"reason", what.reason}, {"by", what.by}, {"since_us", what.since}, {"drains", what.after.has_value()}};
}

// What a person at 3 a.m. asks first, in words.
std::string words_of(const queue::queue_view& view, const queue::output_status& now, std::uint64_t pending) {
    using enum queue::queue_view::state;
    if (view.now == held) return "held by " + (view.hold ? view.hold->by : std::string{"nobody known"});
    if (view.now == stopped) return "stopped by a dead letter, until somebody decides about it";
    const auto why = now.why.empty() ? std::string{"not connected"} : now.why;
    std::string next;
    if (view.next_try)
        next = ", next try in " + std::to_string(std::max<std::int64_t>(0, view.next_try->count() / 1000)) + " s";
    if (!now.up) return pending == 0 && now.why.empty() ? "nothing to send" : why + next;
    if (view.now == retrying) return "the receiver has to be asked again" + next;
    return pending == 0 ? "everything is sent" : "sending";
}

void add_view(json::object& row, const queue::queue_view& view, wall_us now) {
    row["state"] = word_for(view.now);
    row["hold"] = view.hold ? json::value(row_of(*view.hold)) : json::value();
    row["head"] = view.head ? json::value(to_text(*view.head)) : json::value();
    row["head_tries"] = view.head_tries;
    // The wall clock may have jumped: an age is never less than nothing.
    row["oldest_seconds"] = view.head ? std::max<std::int64_t>(0, (now - view.received) / 1'000'000) : 0;
    row["next_try_ms"] = view.next_try ? json::value(std::max<std::int64_t>(0, view.next_try->count())) : json::value();
    row["parked"] = view.parked;
    row["unresolved"] = view.unresolved;
    json::array ids;
    for (const auto& id : view.unresolved_id) ids.emplace_back(to_text(id));
    row["unresolved_ids"] = std::move(ids);
}

// What a person wants of which output; the error is shown to them.
struct wish {
    queue::output_queue* output = nullptr;
    queue::decision why;
};
result<wish, json::object> wish_of(const json::object& request, const std::vector<named_output>& outputs,
                                   bool needs_reason) {
    const auto name = text_in(request, "output");
    auto named = [&](const named_output& each) { return each.queue.settings().name == name; };
    const auto found = std::ranges::find_if(outputs, named);
    if (found == outputs.end())
        return fail(refusal("there is no output '" + name + "': `vagus queue` shows them", "not_found"));
    wish made{&found->queue, {text_in(request, "by"), text_in(request, "reason")}};
    if (needs_reason && made.why.reason.empty())
        return fail(refusal("this needs a reason: --reason TEXT", "needs_reason"));
    if (made.why.reason.size() > longest_reason)
        return fail(refusal("the reason is longer than " + std::to_string(longest_reason) + " bytes", "bad_request"));
    if (made.why.by.empty()) made.why.by = "a person";
    return made;
}

// On the output's own thread, where nobody decides between the look and the act.
json::object decide(const json::object& request, const wish& wanted,
                    const std::function<done(queue::output_queue&, const queue::decision&)>& what) {
    const auto& name = wanted.output->settings().name;
    const auto told = "output '" + name + "'";
    if (auto other = decided_meanwhile(request, told, "held", wanted.output->view().hold)) return *other;
    const auto came = what(*wanted.output, wanted.why);
    if (!came) return refusal(told + ": " + came.error());
    return {{"output", name}};
}

asio::awaitable<store::delivery_ref> newest(store::store& where, store::mailbox& box) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(store::delivery_ref)>(
        [&where, &box](auto handler) { where.newest_delivery(box, std::move(handler)); }, asio::use_awaitable);
}

asio::awaitable<json::object> act(std::vector<named_output> outputs, json::object request, bool needs_reason,
                                  std::function<done(queue::output_queue&, const queue::decision&)> what) {
    auto wanted = wish_of(request, outputs, needs_reason);
    if (!wanted) co_return wanted.error();
    // Named: g++ 12 destroys temporaries of a co_await twice.
    auto on_its_thread = [request = std::move(request), wanted = *wanted, what = std::move(what)] {
        return decide(request, wanted, what);
    };
    co_return co_await runtime::visit(wanted->output->context(), std::move(on_its_thread));
}

// What waits now is sent, what comes later waits.
asio::awaitable<json::object> drain(std::vector<named_output> outputs, store::store& where, store::mailbox& box,
                                    json::object request) {
    const auto last = co_await newest(where, box);
    std::function<done(queue::output_queue&, const queue::decision&)> what =
        [last](queue::output_queue& output, const queue::decision& why) { return output.hold(why, last); };
    co_return co_await act(std::move(outputs), std::move(request), true, std::move(what));
}

asio::awaitable<json::object> skip(std::vector<named_output> outputs, json::object request) {
    const auto id = parse_message_id(text_in(request, "id"));
    if (!id)
        co_return refusal("that is not a message id: `vagus queue` shows the one that waits at the head",
                          "bad_request");
    std::function<done(queue::output_queue&, const queue::decision&)> what =
        [id = *id](queue::output_queue& output, const queue::decision& why) { return output.skip(id, why); };
    co_return co_await act(std::move(outputs), std::move(request), true, std::move(what));
}

} // namespace

std::optional<json::object> decided_meanwhile(const json::object& request, const std::string& what,
                                              std::string_view held, const std::optional<store::hold>& now) {
    constexpr std::int64_t not_asked = -1;
    const auto seen = number_in(request, "seen_us", not_asked);
    if (seen == not_asked || seen == (now ? now->since : 0)) return std::nullopt;
    auto words = what + " is " + std::string{held};
    words += now ? " by " + now->by + " meanwhile: " + now->reason : " no more: somebody decided meanwhile";
    return refusal(words + ". Look again before you decide", "decided_meanwhile");
}

asio::awaitable<json::array> output_rows(std::vector<named_output> outputs, const store::store& where,
                                         const clock& time) {
    json::array rows;
    for (const auto& each : outputs) {
        auto look = [&queue = each.queue] { return queue.view(); };
        const auto view = co_await runtime::visit(each.queue.context(), std::move(look));
        const auto now = each.queue.status();
        const auto depth = where.depth(each.queue.settings().number);
        json::object row{{"name", each.queue.settings().name},
                         {"where", each.where},
                         {"up", now.up},
                         {"why", now.why},
                         {"remark", each.remark()},
                         {"pending", depth.pending},
                         {"dead", depth.dead},
                         {"delivered", now.delivered}};
        add_view(row, view, time.wall());
        row["words"] = words_of(view, now, depth.pending);
        rows.push_back(std::move(row));
    }
    co_return rows;
}

void add_output_verbs(std::map<std::string, verb>& verbs, const outputs_now& outputs, store::store& where,
                      store::mailbox& box) {
    verbs["output.hold"] = [outputs](const json::object& request) {
        return act(outputs(), request, true,
                   [](queue::output_queue& output, const queue::decision& why) { return output.hold(why, {}); });
    };
    verbs["output.release"] = [outputs](const json::object& request) {
        return act(outputs(), request, true,
                   [](queue::output_queue& output, const queue::decision& why) { return output.release(why); });
    };
    verbs["output.retry_now"] = [outputs](const json::object& request) {
        return act(outputs(), request, false, [](queue::output_queue& output, const queue::decision& why) {
            output.retry_now(why.by);
            return done{};
        });
    };
    verbs["output.drain"] = [outputs, &where, &box](const json::object& request) {
        return drain(outputs(), where, box, request);
    };
    verbs["output.skip"] = [outputs](const json::object& request) { return skip(outputs(), request); };
}

} // namespace vagus::admin
