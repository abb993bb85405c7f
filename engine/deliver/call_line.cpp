#include "engine/deliver/call_line.hpp"

#include "engine/deliver/http.hpp"

#include <utility>

namespace vagus::deliver {
namespace asio = boost::asio;
using routes::answer;

namespace {

answer failed(std::string why) {
    return {answer::kind::failed, std::move(why)};
}

} // namespace

call_line::call_line(calls::stated what, const calls::surroundings& around, runtime::task_group& home)
    : what_{std::move(what)}
    , around_{around}
    , home_{home}
    , who_{std::make_shared<authorization>(what_.how->auth, *what_.how, secured(*what_.how, around.certificates),
                                           around.time, home.context())} {}

void call_line::ask(routes::question what, done then) {
    auto one = std::make_shared<waiting>(std::move(what), std::move(then), home_.context());
    one->since = around_.time.steady();
    if (queue_.size() >= calls_waiting)
        return end(*one, failed(std::to_string(calls_waiting) + " messages wait for it already"));
    one->late.expires_after(what_.how->within);
    one->late.async_wait([self = shared_from_this(), one](boost::system::error_code cancelled) {
        if (!cancelled) self->end_late(*one);
    });
    queue_.push_back(std::move(one));
    if (serving_ >= what_.how->in_flight) return;
    ++serving_;
    home_.spawn("call", serve(shared_from_this()));
}

// Whatever it waits for: its turn, a login, a connection, an answer that trickles. Who asked hears of it now, and the
// connection is served again when it has ended.
void call_line::end_late(waiting& one) {
    if (one.ended) return;
    if (one.over != nullptr) one.over->drop();
    end(one, failed(one.over != nullptr ? "no answer in time" : "no connection was free in time"));
}

// `self` is held to the end.
asio::awaitable<void> call_line::serve([[maybe_unused]] std::shared_ptr<call_line> self) {
    auto over = connection();
    while (!queue_.empty()) { // each has its deadline
        const auto one = std::move(queue_.front());
        queue_.pop_front();
        if (one->ended) continue;
        one->over = over.get();
        auto came = co_await over->exchange(request_of(one->what));
        one->over = nullptr;
        if (one->ended)
            over = connection(); // the one before was dropped
        else
            end(*one, came ? read_answer(*what_.how, *came) : failed(came.error().words));
    }
    idle_.push_back(std::move(over));
    --serving_;
}

std::unique_ptr<web_client> call_line::connection() {
    if (idle_.empty())
        return std::make_unique<web_client>(what_.how->url.server, *what_.how, who_, around_.certificates,
                                            home_.context());
    auto kept = std::move(idle_.back());
    idle_.pop_back();
    return kept;
}

http_request call_line::request_of(const routes::question& what) const {
    http_request made{what_.how->method, {}, {}, what.body};
    const auto beside = routes::decode_attributes(what.attributes).value_or(routes::attributes{});
    made.target = routes::value_of(beside, routes::call_target);
    for (const auto& each : beside) {
        if (!each.name.starts_with(header_prefix)) continue;
        made.fields.push_back({each.name.substr(header_prefix.size()), each.value});
    }
    if (value_of(made.fields, "Accept").empty()) made.fields.push_back({"Accept", "application/json"});
    if (!what.body.empty()) made.fields.push_back({"Content-Type", "application/json"});
    return made;
}

void call_line::end(waiting& one, answer with) {
    one.ended = true;
    one.late.cancel();
    if (with.is == answer::kind::failed) with.text = "'" + what_.name + "': " + with.text;
    auto& counted = *what_.counted;
    counted.took.add(around_.time.steady() - one.since);
    switch (with.is) {
    case answer::kind::found: counted.found.add(); break;
    case answer::kind::nothing: counted.nothing.add(); break;
    case answer::kind::failed:
    case answer::kind::unasked:
        counted.failed.add();
        around_.report(call_failed{what_.name, with.text});
        break;
    }
    one.then(std::move(with));
}

} // namespace vagus::deliver
