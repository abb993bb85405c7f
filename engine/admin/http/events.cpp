#include "engine/admin/http/events.hpp"

#include "engine/admin/ask_store.hpp"
#include "engine/admin/http/limits.hpp"
#include "engine/admin/http/problem.hpp"
#include "engine/admin/message_find.hpp"
#include "engine/admin/selection.hpp"
#include "engine/runtime/pause.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <utility>

namespace vagus::admin::http {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

using message_page = result<store::page<message_id>, std::string>;

std::string framed(std::uint64_t id, const std::string& name, const std::string& data) {
    // JSON has no line end: one `data:` line holds it.
    return "id: " + std::to_string(id) + "\nevent: " + name + "\ndata: " + data + "\n\n";
}

// Where a stream goes on that was cut off; `now` for one that begins.
std::uint64_t last_of(const request& from, std::uint64_t now) {
    const auto text = from.field("last-event-id");
    std::uint64_t id = now;
    std::from_chars(text.data(), text.data() + text.size(), id);
    return id;
}

} // namespace

event_feed::event_feed(asio::io_context& context, const std::map<std::string, verb>& verbs, const desk& at,
                       reporter& report)
    : verbs_{verbs}
    , at_{at}
    , tasks_{context, report} {}

reply event_feed::open(const request& from, bool messages, std::function<bool()> allowed) {
    if (streams_ >= most_streams) return problem("too_many", "too many pages listen: close some of them");
    reply made;
    made.head.fields = "Content-Type: text/event-stream\r\n" + safe_fields() + "X-Accel-Buffering: no\r\n";
    made.then = [this, after = last_of(from, last_), messages, allowed = std::move(allowed)](write_piece write) {
        return stream(std::move(write), after, messages, allowed);
    };
    return made;
}

void event_feed::stop() {
    stopping_ = true;
}

asio::awaitable<void> event_feed::stream(write_piece write, std::uint64_t after, bool messages,
                                         std::function<bool()> allowed) {
    struct count {
        std::size_t& streams;
        std::size_t& wanting;
        std::size_t one;
        ~count() {
            --streams;
            wanting -= one;
        }
    } counted{++streams_, of_messages_, messages ? 1U : 0U};
    of_messages_ += counted.one;
    if (!running_) {
        running_ = true;
        tasks_.spawn("events", run());
    }
    asio::steady_timer timer{tasks_.context()};
    auto quiet_since = std::chrono::steady_clock::now();
    if (after > last_) after = 0; // of an earlier life
    std::uint64_t told_status = 0;
    std::uint64_t told_alerts = 0;
    for (;;) {                     // ends with the connection, the right to listen, or the engine
        if (!allowed()) co_return; // before anything is written: it may have ended since the last turn
        std::string out;
        for (const auto& each : recent_) {
            if (each.id <= after || (each.name == "messages" && !messages)) continue;
            out += framed(each.id, each.name, each.data);
        }
        if (!recent_.empty()) after = std::max(after, recent_.back().id);
        const auto tell_newest = [&](const event& newest, std::uint64_t& told) {
            if (newest.id <= told) return;
            told = newest.id;
            after = std::max(after, told);
            out += framed(newest.id, newest.name, newest.data);
        };
        tell_newest(status_, told_status);
        tell_newest(alerts_, told_alerts);
        const auto now = std::chrono::steady_clock::now();
        if (out.empty() && now - quiet_since >= heartbeat_every) out = ": still here\n\n";
        if (!out.empty()) {
            quiet_since = now;
            const bool written = co_await write(std::move(out));
            if (!written) co_return;
        }
        if (stopping_) co_return;
        co_await runtime::pause(timer, look_every);
    }
}

asio::awaitable<void> event_feed::run() {
    asio::steady_timer timer{tasks_.context()};
    while (streams_ > 0 && !stopping_) { // a snapshot a turn
        co_await look();
        co_await runtime::pause(timer, snapshot_every);
    }
    running_ = false;
    begun_ = false;
    status_ = {}; // who comes next wants none of now
    alerts_ = {};
}

asio::awaitable<void> event_feed::look() {
    const auto& ask = verbs_.at("status");
    const auto answer = co_await ask({});
    const auto revision = text_in(answer, "revision");
    if (!revision_.empty() && revision != revision_)
        put("reload", json::serialize(json::object{{"revision", revision}, {"at_us", answer.at("revision_since_us")}}));
    revision_ = revision;
    status_ = {++last_, "status", json::serialize(answer)};
    if (of_messages_ > 0)
        co_await look_at_messages();
    else
        begun_ = false;
    co_await look_at_alerts();
}

asio::awaitable<void> event_feed::look_at_alerts() {
    const auto ask = verbs_.find("alerts.list");
    if (ask == verbs_.end()) co_return;
    const auto answer = co_await ask->second({});
    auto text = json::serialize(answer);
    if (text != alerts_.data) alerts_ = {++last_, "alerts", std::move(text)};
}

// Some of what came since: a page that shows every message of a busy hour shows nothing.
asio::awaitable<void> event_feed::look_at_messages() {
    store::message_query what;
    what.after = begun_ ? seen_ : store::last_place;
    const auto page =
        co_await answer_of<message_page>([&](auto done) { at_.store.messages(what, at_.box, std::move(done)); });
    if (!page) co_return;
    const bool first = !std::exchange(begun_, true);
    seen_ = page->end;
    if (first || page->rows.empty()) co_return;
    json::array rows;
    const auto from = page->rows.size() - std::min(page->rows.size(), shown_messages);
    for (auto i = from; i < page->rows.size(); ++i)
        if (auto row = co_await found_row(at_, page->rows[i])) rows.push_back(std::move(*row));
    const bool sampled = page->next.has_value() || page->rows.size() > shown_messages;
    put("messages", json::serialize(json::object{{"rows", std::move(rows)}, {"sampled", sampled}}));
}

void event_feed::put(std::string name, std::string data) {
    recent_.push_back({++last_, std::move(name), std::move(data)});
    if (recent_.size() > kept_events) recent_.pop_front();
}

} // namespace vagus::admin::http
