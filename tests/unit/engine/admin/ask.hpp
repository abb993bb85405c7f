// What a verb answers; the test does the work of its threads meanwhile.
#pragma once

#include "engine/admin/protocol.hpp"
#include "engine/runtime/task_group.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>

#include <optional>

namespace vagus::admin {

inline boost::json::object asked(verb& of, const boost::json::object& request, boost::asio::io_context& context,
                                 store::test::test_mailbox& box) {
    std::optional<boost::json::object> told;
    const auto ask = [](verb& whom, const boost::json::object& what,
                        std::optional<boost::json::object>& into) -> boost::asio::awaitable<void> {
        into = co_await whom(what);
    };
    runtime::task_group tasks{context, no_report()};
    tasks.spawn("test", ask(of, request, told));
    REQUIRE(box.run_until([&] {
        context.restart();
        context.poll();
        return told.has_value();
    }));
    return *told;
}

} // namespace vagus::admin
