#include "engine/runtime/half_open.hpp"
#include "engine/runtime/stream.hpp"
#include "tests/support/catch.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

using namespace vagus;
using boost::asio::ip::tcp;

namespace {

int option_of(int socket, int level, int option) {
    int value = 0;
    socklen_t size = sizeof value;
    REQUIRE(::getsockopt(socket, level, option, &value, &size) == 0);
    return value;
}

} // namespace

TEST_CASE("a peer that vanished is noticed: every connection asks whether the other side is there", "[tls]") {
    boost::asio::io_context context;
    tcp::acceptor door{context, {boost::asio::ip::address_v4::loopback(), 0}};
    tcp::socket caller{context};
    caller.connect(door.local_endpoint());
    auto accepted = door.accept();
    const int socket = accepted.native_handle();
    CHECK(option_of(socket, SOL_SOCKET, SO_KEEPALIVE) == 0);

    const runtime::stream connection{std::move(accepted)};
    CHECK(option_of(socket, SOL_SOCKET, SO_KEEPALIVE) == 1);
    CHECK(option_of(socket, IPPROTO_TCP, TCP_KEEPIDLE) == 30);
    CHECK(option_of(socket, IPPROTO_TCP, TCP_KEEPINTVL) == 10);
    CHECK(option_of(socket, IPPROTO_TCP, TCP_KEEPCNT) == 3);
    CHECK(option_of(socket, IPPROTO_TCP, TCP_USER_TIMEOUT) == 120'000);
}
