#include "engine/runtime/task_group.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace vagus::runtime {

facts task_failed::describe() const {
    return {{"task", task}, {"what", what}};
}

void task_group::spawn(const char* label, boost::asio::awaitable<void> task) {
    ++running_;
    boost::asio::co_spawn(where_, std::move(task), [this, label](const std::exception_ptr& thrown) {
        --running_;
        if (thrown) {
            try {
                std::rethrow_exception(thrown);
            } catch (const std::exception& e) {
                report_(task_failed{label, e.what()});
            } catch (...) {
                report_(task_failed{label, "not a std::exception"});
            }
        }
        if (running_ == 0 && then_) std::exchange(then_, nullptr)();
    });
}

void task_group::when_empty(std::function<void()> then) {
    if (running_ == 0) return then();
    then_ = std::move(then);
}

} // namespace vagus::runtime
