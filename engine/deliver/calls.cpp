#include "engine/deliver/calls.hpp"

#include "engine/deliver/call_line.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <functional>
#include <utility>

namespace vagus::deliver {
namespace asio = boost::asio;

namespace {

using answers = std::vector<routes::answer>;

// The answers to one message. The last that comes wakes it, on its own thread.
struct gathering {
    answers came;
    std::atomic<std::size_t> missing{0};
    std::move_only_function<void(answers)> then;

    void put(std::size_t i, routes::answer one) {
        came[i] = std::move(one);
        if (missing.fetch_sub(1, std::memory_order_acq_rel) == 1) then(std::move(came));
    }
};

} // namespace

facts call_failed::describe() const {
    return {{"call", call}, {"why", why}};
}

calls::calls(const surroundings& around)
    : around_{around}
    , lines_{std::make_shared<const lines>()} {
    for (std::size_t i = 0; i < around.threads.size(); ++i)
        tasks_.push_back(std::make_unique<runtime::task_group>(around.threads.at(i).context(), around.report));
}

calls::~calls() = default;

void calls::use(std::vector<stated> all) {
    lines made;
    for (auto& each : all) {
        auto& home = *tasks_[around_.threads.next()];
        // Its sockets end on their own thread, whoever lets go of it last.
        std::shared_ptr<call_line> line{new call_line{each, around_, home}, [&where = home.context()](call_line* old) {
                                            asio::post(where, [dead = std::unique_ptr<call_line>{old}] {});
                                        }};
        made.emplace(each.name, std::move(line));
    }
    lines_.set(std::make_shared<const lines>(std::move(made)));
}

asio::awaitable<answers> calls::ask(std::vector<routes::question> what) {
    const auto here = co_await asio::this_coro::executor;
    const auto now = lines_.get();
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(answers)>(
        [&](auto handler) {
            auto all = std::make_shared<gathering>();
            all->came.resize(what.size());
            all->missing = what.size();
            all->then = [here, handler = std::move(handler)](answers came) mutable {
                asio::post(here, [handler = std::move(handler), came = std::move(came)]() mutable {
                    std::move(handler)(std::move(came));
                });
            };
            for (std::size_t i = 0; i < what.size(); ++i) {
                const auto found = now->find(what[i].call);
                if (found == now->end()) {
                    all->put(i, {routes::answer::kind::failed, "there is no call '" + what[i].call + "' any more"});
                    continue;
                }
                asio::post(
                    found->second->context(), [line = found->second, one = std::move(what[i]), all, i]() mutable {
                        line->ask(std::move(one), [all, i](routes::answer came) { all->put(i, std::move(came)); });
                    });
            }
        },
        asio::use_awaitable);
}

} // namespace vagus::deliver
