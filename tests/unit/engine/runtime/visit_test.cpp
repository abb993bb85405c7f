#include "engine/runtime/io_pool.hpp"
#include "engine/runtime/visit.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/co_spawn.hpp>

#include <stdexcept>
#include <string>

using namespace vagus;

TEST_CASE("what was thrown on the other thread ended the process: whoever asked hears it", "[runtime]") {
    runtime::io_thread there;
    there.start("there");
    boost::asio::io_context here;
    std::string heard;
    const auto ask = [&]() -> boost::asio::awaitable<void> {
        try {
            (void)co_await runtime::visit(there.context(), []() -> int { throw std::runtime_error{"thrown there"}; });
        } catch (const std::runtime_error& thrown) {
            heard = thrown.what();
        }
        heard += ", " + co_await runtime::visit(there.context(), [] { return std::string{"answered"}; });
    };
    boost::asio::co_spawn(here, ask(), [](const std::exception_ptr& thrown) { CHECK_FALSE(thrown); });
    here.run();
    there.stop();
    CHECK(heard == "thrown there, answered");
}
