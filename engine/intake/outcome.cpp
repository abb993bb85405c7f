#include "engine/intake/outcome.hpp"

#include "engine/runtime/pause.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace vagus::intake {
namespace asio = boost::asio;
using store::delivery_state;
using namespace std::chrono_literals;

namespace {

// An engine that stops is noticed this late.
constexpr auto look_at_least = 100ms;

using standing = result<std::vector<store::settlement>, store::store_error>;
asio::awaitable<standing> watch(store::store& where, message_id message, store::mailbox& box,
                                std::weak_ptr<const store::watcher> ear) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(standing)>(
        [&](auto handler) { where.watch(message, box, std::move(ear), std::move(handler)); }, asio::use_awaitable);
}

asio::awaitable<bool> not_sent(const withdraw_from& outputs, const store::settlement& what, store::mailbox& box) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(
        [&](auto handler) { outputs.ask(what.output, what.at, box, std::move(handler)); }, asio::use_awaitable);
}

using withdrawn = result<void, store::store_error>;
asio::awaitable<withdrawn> withdraw(store::store& where, message_id message, std::vector<store::delivery_ref> which,
                                    std::string receipt, std::string reason, store::mailbox& box) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(withdrawn)>(
        [&](auto handler) {
            where.withdraw(message, std::move(which), std::move(receipt), std::move(reason), box, std::move(handler));
        },
        asio::use_awaitable);
}

bool is_under_way(delivery_state state) {
    return state == delivery_state::pending || state == delivery_state::delivered || state == delivery_state::retried;
}

bool is_lost(delivery_state state) {
    return !is_under_way(state);
}

} // namespace

waiting::waiting(const awaited& what, const std::vector<std::uint32_t>& outputs, surroundings around)
    : what_{what}
    , outputs_{outputs}
    , around_{around}
    , ear_{std::make_shared<const store::watcher>([this](const store::settlement& settled) { told(settled); })} {}

asio::awaitable<bool> waiting::look(message_id message) {
    const auto found = co_await watch(around_.store, message, around_.box, ear_);
    if (!found) co_return false;
    for (const auto& each : *found) all_.push_back({message, each});
    co_return true;
}

bool waiting::failed() const {
    return std::ranges::any_of(all_,
                               [this](const one& each) { return awaits(each.now.output) && is_lost(each.now.state); });
}

std::vector<store::settlement> waiting::hand_over() {
    std::vector<store::settlement> found;
    for (auto& each : std::exchange(all_, {})) found.push_back(std::move(each.now));
    return found;
}

bool waiting::under_way(const store::settlement& what) {
    return is_under_way(what.state);
}

asio::awaitable<outcome> waiting::end() {
    asio::steady_timer timer{co_await asio::this_coro::executor};
    rouse_ = [&timer] { timer.cancel(); };
    const auto due = std::chrono::steady_clock::now() + what_.within;
    while (!decided() && !around_.stopping.load(std::memory_order_relaxed)) {
        const auto left = due - std::chrono::steady_clock::now();
        if (left <= 0ms) break;
        co_await runtime::pause(timer, std::min<std::chrono::steady_clock::duration>(left, look_at_least));
    }
    rouse_ = nullptr;
    if (decided() && verdict({}).good) co_return verdict({});
    auto why = decided() ? "a receiver refused it" : "not delivered in time";
    // Nothing that was not sent may leave once the sender hears that the message failed.
    if (!co_await withdraw_rest(why)) co_return outcome{};
    co_return verdict(why); // what was on its way may have arrived meanwhile
}

asio::awaitable<bool> waiting::withdraw_rest(std::string why) {
    std::map<message_id, std::vector<store::delivery_ref>> ends;
    std::vector<store::settlement> taken_back;
    for (auto& each : all_) {
        auto& mine = ends[each.message]; // also one of which nothing is left: it is marked
        if (each.now.state != delivery_state::pending) continue;
        const auto what = each.now;
        if (!co_await not_sent(around_.withdraw, what, around_.box)) continue;
        mine.push_back(what.at);
        taken_back.push_back(what);
    }
    for (auto& [message, which] : ends) {
        const auto done = co_await withdraw(around_.store, message, std::move(which),
                                            std::string{hl7::to_text(what_.otherwise)}, why, around_.box);
        if (!done) co_return false;
    }
    for (const auto& each : taken_back) around_.withdraw.durable(each.output, each.at);
    co_return true;
}

void waiting::told(const store::settlement& what) {
    const auto mine = std::ranges::find(all_, what.at, [](const one& each) { return each.now.at; });
    if (mine == all_.end()) return;
    mine->now = what;
    if (rouse_) rouse_();
}

bool waiting::awaits(std::uint32_t output) const {
    return std::ranges::find(outputs_, output) != outputs_.end();
}

bool waiting::decided() const {
    return failed() || std::ranges::none_of(all_, [this](const one& each) {
               return awaits(each.now.output) && each.now.state == delivery_state::pending;
           });
}

outcome waiting::verdict(std::string why) const {
    outcome made{true, true, {}, {}};
    for (const auto& each : all_) {
        if (!awaits(each.now.output)) continue;
        // What a person retried is another message's by now: nobody can say here that its receiver has it.
        if (each.now.state != delivery_state::delivered) made.good = false;
        if (what_.forwards && each.now.state != delivery_state::withdrawn) made.answer = each.now.answer;
    }
    if (!made.good) made.text = std::move(why);
    return made;
}

} // namespace vagus::intake
