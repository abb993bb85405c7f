// For inputs that answer for what becomes of a message after it was stored.
#include "engine/intake/intake.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vagus::intake {
namespace asio = boost::asio;

namespace {

using done_or_not = result<void, store::store_error>;

} // namespace

asio::awaitable<intake::standing> intake::follow(message_id which, std::weak_ptr<const store::watcher> ear,
                                                 store::mailbox& box) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(standing)>(
        [&](auto handler) { store_.watch(which, box, std::move(ear), std::move(handler)); }, asio::use_awaitable);
}

asio::awaitable<bool> intake::take_back(message_id which, std::vector<store::settlement> waiting, std::string reason,
                                        store::mailbox& box) {
    std::vector<store::delivery_ref> unsent;
    std::vector<store::settlement> mine;
    for (const auto& each : waiting) {
        const bool stays = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(
            [&](auto handler) { withdraw_.ask(each.output, each.at, box, std::move(handler)); }, asio::use_awaitable);
        if (!stays) continue;
        unsent.push_back(each.at);
        mine.push_back(each);
    }
    const auto done = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(done_or_not)>(
        [&](auto handler) {
            store_.withdraw(which, std::move(unsent), std::string{}, std::move(reason), box, std::move(handler));
        },
        asio::use_awaitable);
    if (!done) co_return false;
    for (const auto& each : mine) withdraw_.durable(each.output, each.at);
    co_return true;
}

asio::awaitable<bool> intake::go_on_from(const source& from, store::reached where, store::mailbox& box) {
    const auto done = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(done_or_not)>(
        [&](auto handler) { store_.go_on_from(from.number, std::move(where), box, std::move(handler)); },
        asio::use_awaitable);
    co_return done.has_value();
}

asio::awaitable<result<std::vector<message_id>, std::string>> intake::since(const source& from, message_id first,
                                                                            store::mailbox& box) {
    std::vector<message_id> found;
    store::message_query what{.input = from.number};
    what.after = {first.segment, std::int64_t{first.row} - 1};
    for (;;) { // a page a turn
        auto page = co_await asio::async_initiate<const asio::use_awaitable_t<>,
                                                  void(result<store::page<message_id>, std::string>)>(
            [&](auto handler) { store_.messages(what, box, std::move(handler)); }, asio::use_awaitable);
        if (!page) co_return fail(std::move(page.error()));
        if (page->unreadable) co_return fail(std::move(*page->unreadable));
        found.insert(found.end(), page->rows.begin(), page->rows.end());
        if (!page->next) co_return found;
        what.after = *page->next;
    }
}

} // namespace vagus::intake
