// Deadlines that pass at the worst moment: while something is complete already, or while nothing waits.
#include "engine/runtime/stream.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <optional>
#include <string>
#include <thread>
#include <utility>

using namespace vagus;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// Two ends of a connection: one in the engine's hands, one in the test's.
struct pair {
    pair() {
        tcp::acceptor door{context, {asio::ip::address_v4::loopback(), 0}};
        door.set_option(asio::socket_base::send_buffer_size{200 << 10}); // of what it accepts
        peer.open(tcp::v4());
        peer.set_option(asio::socket_base::receive_buffer_size{64 << 10}); // a sender soon has to wait
        peer.connect(door.local_endpoint());
        ours.emplace(door.accept());
    }

    // What `work` ends with; none: it waits for ever, or for far too long.
    [[nodiscard]] std::optional<error_code> outcome_of(asio::awaitable<error_code> work) {
        asio::co_spawn(context, std::move(work), [this](const std::exception_ptr&, error_code with) {
            ended = with;
            context.stop(); // the timer may sleep on
        });
        context.restart();
        context.run_for(60s);
        return ended;
    }

    asio::io_context context{1};
    tcp::socket peer{context};
    std::optional<runtime::stream> ours;
    std::optional<error_code> ended;
};

// Byte by byte, with a moment after the first in which nothing waits.
asio::awaitable<error_code> read_slowly(runtime::stream& from, std::chrono::milliseconds moment) {
    std::array<char, 1> byte{};
    for (;;) { // ends with an error
        auto [bytes, failed] = co_await from.read_some(byte);
        if (failed) co_return failed;
        std::this_thread::sleep_for(std::exchange(moment, 0ms));
    }
}

} // namespace

TEST_CASE("a deadline that passed while a read was complete was lost: the next read waited for ever",
          "[runtime][deadline]") {
    pair two;
    asio::write(two.peer, asio::buffer(std::string(64 << 10, 'x')));
    two.ours->within().expires_after(20ms);
    CHECK(two.outcome_of(read_slowly(*two.ours, 50ms)) == asio::error::timed_out);
}

TEST_CASE("a deadline that passed while a part was written was lost: the rest waited for ever", "[runtime][deadline]") {
    pair two;
    const std::string much(32 << 20, 'x');
    const runtime::gather bytes{asio::buffer(much)};
    asio::co_spawn(two.context, two.ours->write_all(20ms, bytes), [&](const std::exception_ptr&, error_code with) {
        two.ended = with;
        two.context.stop();
    });
    two.context.poll();
    REQUIRE_FALSE(two.ended);
    std::this_thread::sleep_for(50ms);
    // There is room again, for several parts and not for all, when the timer is seen.
    two.peer.non_blocking(true);
    std::string taken(1 << 20, '\0');
    for (error_code empty; !empty;) (void)two.peer.read_some(asio::buffer(taken), empty);
    two.context.run_for(60s);
    CHECK(two.ended == asio::error::timed_out);
}

TEST_CASE("a deadline that passed and was called off counts no more", "[runtime][deadline]") {
    pair two;
    asio::write(two.peer, asio::buffer("xx", 2));
    auto once = [](runtime::stream& from) -> asio::awaitable<error_code> {
        std::array<char, 1> byte{};
        from.within().expires_after(500ms);
        if (auto first = co_await from.read_some(byte); first.failed) co_return first.failed;
        while (!from.within().passed()) // bounded by the run
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        from.within().off();
        co_return (co_await from.read_some(byte)).failed;
    };
    CHECK(two.outcome_of(once(*two.ours)) == error_code{});
}

TEST_CASE("what a peer takes slowly arrives whole, whatever parts it is written in", "[runtime]") {
    pair two;
    const std::string head = "head", body(32 << 20, 'b'), tail = "tail";
    const runtime::gather bytes{asio::buffer(head), asio::buffer(body), asio::buffer(tail)};
    std::string came(head.size() + body.size() + tail.size(), '\0');
    std::thread taker{[&] {
        error_code cut;
        (void)asio::read(two.peer, asio::buffer(came), cut);
    }};
    CHECK(two.outcome_of(two.ours->write_all(60s, bytes)) == error_code{});
    two.ours->close(); // the taker waits for no rest
    taker.join();
    CHECK((came == head + body + tail));
}
