#include "engine/app/message_verbs.hpp"

#include "engine/admin/ask_store.hpp"
#include "engine/admin/dead_search.hpp"
#include "engine/admin/events.hpp"
#include "engine/admin/outputs.hpp"
#include "engine/admin/request_of.hpp"
#include "engine/admin/selection.hpp"
#include "engine/app/as_received.hpp"
#include "engine/app/explaining.hpp"
#include "engine/app/message_view.hpp"
#include "engine/app/outcome_of.hpp"
#include "engine/app/retelling.hpp"
#include "engine/runtime/visit.hpp"
#include "parsers/texts/messages_in.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace vagus::app {
namespace asio = boost::asio;
namespace json = boost::json;
using admin::flag_in;
using admin::refusal;
using admin::text_in;
using admin::texts_in;

namespace {

struct message_desk {
    admin::desk at;
    const reloading& running;
    asio::io_context& slow;
    const clock& time;
};

json::object no_message(const std::string& id) {
    return refusal("there is no message " + id + ": it was removed (site.retention.bodies), or never was", "not_found");
}

asio::awaitable<std::optional<store::stored_message>> named(const message_desk& desk, const json::object& request) {
    const auto id = parse_message_id(text_in(request, "id"));
    if (!id) co_return std::nullopt;
    co_return co_await admin::message_of(desk.at.store, desk.at.box, *id);
}

// On the slow thread, from the files. Without it a message is shown all the same.
store::story story_of(const std::filesystem::path& store_folder, message_id id) {
    try {
        if (auto known = store::story_of(store_folder, id)) return std::move(*known);
    } catch (const std::exception&) { // the store says elsewhere what is wrong with its files
    }
    store::story nothing;
    nothing.more_children = true;
    return nothing;
}

asio::awaitable<json::object> show(message_desk desk, json::object request) {
    const auto one = co_await named(desk, request);
    if (!one) co_return no_message(text_in(request, "id"));
    auto work = [folder = desk.running.running().store_folder(), id = one->id] { return story_of(folder, id); };
    const auto known = co_await runtime::visit(desk.slow, std::move(work));
    co_return message_shown(desk.running.running(), *one, known, flag_in(request, "values"));
}

asio::awaitable<json::object> bytes(message_desk desk, json::object request) {
    const auto one = co_await named(desk, request);
    if (!one) co_return no_message(text_in(request, "id"));
    co_return bytes_shown(desk.running.running(), *one, text_in(request, "of"));
}

asio::awaitable<json::object> diff(message_desk desk, json::object request) {
    const auto one = co_await named(desk, request);
    if (!one) co_return no_message(text_in(request, "id"));
    const auto& what = desk.running.running();
    const auto output = text_in(request, "of");
    auto work = [how = retelling{what.folder, what.store_folder()}, id = one->id, output] {
        return steps_towards(how, id, output);
    };
    const auto steps = co_await runtime::visit(desk.slow, std::move(work));
    co_return diff_shown(desk.running.running(), *one, output, steps, flag_in(request, "values"));
}

json::object careful(const std::function<json::object()>& what) {
    try {
        return what();
    } catch (const std::exception& error) {
        return refusal(std::string{"the store's files cannot be read: "} + error.what(), "store_failed");
    }
}

asio::awaitable<json::object> explain(message_desk desk, json::object request) {
    const auto id = parse_message_id(text_in(request, "id"));
    if (!id) co_return no_message(text_in(request, "id"));
    const auto rules = text_in(request, "rules");
    if (!rules.empty() && rules != "then" && rules != "now")
        co_return refusal("`rules` is then or now, not '" + rules + "'", "bad_request");
    const auto& what = desk.running.running();
    const retelling how{what.folder, what.store_folder(), rules == "now"};
    auto work = [how, id = *id, values = flag_in(request, "values")] {
        return careful([&] {
            const auto told = retell(how, id);
            if (told) return as_json(*told, {.values = values, .bodies = false});
            return told.error().gone ? no_message(to_text(id)) : refusal(told.error().words);
        });
    };
    co_return co_await runtime::visit(desk.slow, std::move(work));
}

asio::awaitable<json::object> try_out(message_desk desk, json::object request) {
    const auto input = text_in(request, "input");
    const auto what = desk.running.running_shared();
    if (input_named(*what, input) == nullptr)
        co_return refusal("there is no input '" + input + "': `vagus status` lists them", "not_found");
    auto work = [what, input, text = texts::with_carriage_returns(text_in(request, "message")),
                 now = desk.time.wall()] {
        const auto made = explain_message(
            *what, input,
            {.bytes = text, .received = now, .none_given = "other systems are not asked for a message that is tried"});
        if (!made) return refusal(made.error(), "bad_request");
        // Whoever pasted it has its values.
        return as_json(made->with(*what->rules), {.values = true, .bodies = true});
    };
    co_return co_await runtime::visit(desk.slow, std::move(work));
}

using accepted = result<store::receipt, store::store_error>;
using resolved = result<bool, store::store_error>;

asio::awaitable<json::object> keep(const message_desk& desk, const store::stored_message& from, store::new_message made,
                                   std::vector<std::string> to, std::string reason) {
    const auto stored = co_await admin::answer_of<accepted>(
        [&](auto kept) { desk.at.store.accept(std::move(made), desk.at.box, std::move(kept)); });
    if (!stored) co_return refusal("the store could not keep it: " + stored.error().text, "store_failed");
    // What was dead for these outputs is done with: the edited one took its place.
    for (const auto& part : from.parts) {
        if (part.state != store::delivery_state::dead || std::ranges::find(to, part.name) == to.end()) continue;
        const auto closed = co_await admin::answer_of<resolved>([&](auto done) {
            desk.at.store.resolve(part.at, store::delivery_state::retried, reason, std::nullopt, desk.at.box,
                                  std::move(done));
        });
        if (!closed) co_return refusal("it is sent, and the dead letter stays: " + closed.error().text, "store_failed");
    }
    co_return json::object{{"new", to_text(stored->id)}};
}

asio::awaitable<json::object> edit(message_desk desk, json::object request) {
    auto one = co_await named(desk, request);
    if (!one) co_return no_message(text_in(request, "id"));
    auto text = texts::with_carriage_returns(text_in(request, "text"));
    if (const auto* by = input_named(desk.running.running(), one->input)) {
        auto encoded = in_set(std::move(text), shown_as(*by, one->raw).set);
        if (!encoded) co_return refusal(encoded.error(), "bad_request");
        text = std::move(*encoded);
    }
    auto seen = edit_shown(desk.running.running(), *one, text, flag_in(request, "values"));
    if (seen.contains("error") || flag_in(request, "preview")) co_return seen;
    const auto reason = text_in(request, "reason");
    if (reason.empty()) co_return refusal("say why: the reason is kept with the new message", "needs_reason");
    if (reason.size() > admin::longest_reason) co_return refusal("the reason is too long", "bad_request");
    const auto to = texts_in(request, "to");
    auto edited = *one;
    edited.raw = text;
    edited.parts.clear(); // nothing of the old bytes is meant
    const auto asked = co_await admin::request_of(desk.at, *one);
    std::string every_route;
    auto answers = co_await desk.at.planner.fetch_again(edited, std::move(every_route), asked, intake::asking::anew);
    edited.answers = std::move(answers);
    auto made =
        desk.at.planner.resend(edited, to, intake::resend_how::by_todays_rules, asked, intake::answers_are::of_today);
    if (!made) co_return refusal(made.error());
    made->reason = reason;
    std::string outputs;
    for (const auto& each : to) (outputs += outputs.empty() ? "" : " ") += each;
    auto told = co_await keep(desk, *one, std::move(*made), to, reason);
    if (!told.contains("error")) desk.at.report(admin::messages_resent{std::move(outputs), 1});
    co_return told;
}

} // namespace

void add_message_verbs(std::map<std::string, admin::verb>& verbs, const admin::desk& at, const reloading& running,
                       asio::io_context& slow, const clock& time) {
    const message_desk desk{at, running, slow, time};
    const auto add = [&](const char* name, asio::awaitable<json::object> (*does)(message_desk, json::object)) {
        verbs[name] = [desk, does](const json::object& request) { return does(desk, request); };
    };
    add("message.show", show);
    add("message.bytes", bytes);
    add("message.diff", diff);
    add("message.explain", explain);
    add("message.edit", edit);
    add("try", try_out);
}

} // namespace vagus::app
