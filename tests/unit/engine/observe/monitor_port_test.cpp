// The port that machines ask: its answers, and its limits.
#include "engine/observe/monitor_port.hpp"
#include "engine/runtime/http/request_reader.hpp"
#include "tests/support/catch.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace vagus;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct asked {
    explicit asked(observe::monitor_limits limits = {})
        : port{{"127.0.0.1", 0},
               [](std::string_view path, std::string_view query) {
                   return observe::monitor_reply{200, "text/plain", std::string{path} + "|" + std::string{query}};
               },
               no_report(),
               limits} {
        REQUIRE(port.start());
        const auto where = port.where();
        at = {asio::ip::make_address("127.0.0.1"),
              static_cast<std::uint16_t>(std::stoi(where.substr(where.rfind(':') + 1)))};
    }

    tcp::socket connected() {
        tcp::socket socket{context};
        socket.connect(at);
        return socket;
    }
    // All that comes until the port closes.
    std::string answer(tcp::socket& socket, const std::string& request) {
        boost::system::error_code gone;
        asio::write(socket, asio::buffer(request), gone);
        std::string all;
        asio::read(socket, asio::dynamic_buffer(all), gone);
        return all;
    }
    std::string answer(const std::string& request) {
        auto socket = connected();
        return answer(socket, request);
    }

    observe::monitor_port port;
    asio::io_context context;
    tcp::endpoint at;
};

} // namespace

TEST_CASE("a GET is answered with what stands at its path", "[observe][port]") {
    asked to;
    const auto said = to.answer("GET /readyz?verbose HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(said.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(said.contains("Content-Length: 15\r\n"));
    CHECK(said.ends_with("\r\n\r\n/readyz|verbose"));
    CHECK(to.answer("HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\n").ends_with("\r\n\r\n"));
}

TEST_CASE("what is no GET is refused", "[observe][port]") {
    asked to;
    CHECK(to.answer("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").starts_with("HTTP/1.1 405"));
    CHECK(to.answer("\x16\x03\x01 hello\r\n\r\n").starts_with("HTTP/1.1 400"));
}

TEST_CASE("a head past its limit is refused", "[observe][port]") {
    asked to;
    const std::string filler(http::longest_head, 'x');
    CHECK(to.answer("GET / HTTP/1.1\r\nHost: " + filler.substr(0, http::longest_head / 2) + "\r\n\r\n")
              .starts_with("HTTP/1.1 200"));
    // Its answer may be lost, since nobody reads the rest of what was sent.
    CHECK_FALSE(to.answer("GET / HTTP/1.1\r\nHost: " + filler + "\r\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST_CASE("a request that does not come in time is not waited for", "[observe][port]") {
    asked to{{.request_within = 100ms}};
    const auto begun = std::chrono::steady_clock::now();
    CHECK(to.answer("GET / HT").starts_with("HTTP/1.1 400"));
    CHECK(std::chrono::steady_clock::now() - begun < 5s);
}

TEST_CASE("connections past the most are closed, and the others are served", "[observe][port]") {
    asked to{{.connections = 2}};
    auto first = to.connected();
    auto second = to.connected();
    CHECK(to.answer("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").empty());
    CHECK(to.answer(first, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n").ends_with("/a|"));
}

TEST_CASE("a port that is taken is said at the start", "[observe][port]") {
    asked to;
    const auto where = to.port.where();
    observe::monitor_port second{{"127.0.0.1", to.at.port()}, {}, no_report()};
    const auto open = second.start();
    REQUIRE_FALSE(open);
    CHECK(open.error().contains("cannot listen on " + where));
}
