// The bare road: receive, SQLite group commit, answer, forward, and nothing else. What bench/road/run measures the
// engine against. Usage: road_bare STORE_FOLDER LISTEN_PORT RECEIVER_PORT. Loopback only. SIGTERM ends it.
#include "bare/lane.hpp"
#include "bare/session.hpp"
#include "bare/writer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t lane_count = 4;

struct threads {
    std::array<road::io, 2> each{road::io{1}, road::io{1}};
};

asio::awaitable<void> listen(tcp::acceptor door, threads& io, road::writer& store,
                             std::span<const std::unique_ptr<road::lane>> lanes) {
    for (std::size_t next = 0;; next = (next + 1) % io.each.size()) {
        auto& home = io.each[next];
        auto sender = co_await door.async_accept(home, asio::use_awaitable);
        sender.set_option(tcp::no_delay{true});
        asio::co_spawn(home, road::serve(std::move(sender), home, store, lanes), asio::detached);
    }
}

void run(const char* folder, unsigned short port, unsigned short receiver) {
    const auto loopback = asio::ip::address_v4::loopback();
    threads io;
    road::writer store{folder, {&io.each[0], &io.each[1]}};
    std::vector<std::unique_ptr<road::lane>> lanes;
    for (std::size_t i = 0; i < lane_count; ++i) {
        lanes.push_back(
            std::make_unique<road::lane>(io.each[i % io.each.size()], tcp::endpoint{loopback, receiver}, store));
    }
    tcp::acceptor door{io.each[0], tcp::endpoint{loopback, port}};
    asio::co_spawn(io.each[0], listen(std::move(door), io, store, lanes), asio::detached);

    asio::signal_set stop{io.each[0], SIGTERM, SIGINT};
    stop.async_wait([&io](auto, auto) {
        for (auto& each : io.each) each.stop();
    });
    const auto stays = asio::make_work_guard(io.each[1]);
    std::fputs("{\"event\":\"engine.ready\"}\n", stderr); // the line that bench/road/run waits for from either road
    std::jthread second{[&io] { io.each[1].run(); }};
    io.each[0].run();
}

} // namespace

int main(int count, char** words) {
    if (count != 4) {
        std::fputs("usage: road_bare STORE_FOLDER LISTEN_PORT RECEIVER_PORT\n", stderr);
        return 2;
    }
    try {
        run(words[1], static_cast<unsigned short>(std::atoi(words[2])),
            static_cast<unsigned short>(std::atoi(words[3])));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bare road: %s\n", error.what());
        return 1;
    }
    return 0;
}
