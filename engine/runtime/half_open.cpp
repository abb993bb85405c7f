#include "engine/runtime/half_open.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace vagus::runtime {
namespace {

void set(int socket, int level, int option, std::chrono::seconds::rep value) {
    const auto number = static_cast<int>(value);
    ::setsockopt(socket, level, option, &number, sizeof number);
}

} // namespace

void notice_half_open(int connected_socket) {
    set(connected_socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(connected_socket, IPPROTO_TCP, TCP_KEEPIDLE, silence_before_asking.count());
    set(connected_socket, IPPROTO_TCP, TCP_KEEPINTVL, between_questions.count());
    set(connected_socket, IPPROTO_TCP, TCP_KEEPCNT, questions);
    set(connected_socket, IPPROTO_TCP, TCP_USER_TIMEOUT, std::chrono::milliseconds{unconfirmed}.count());
}

} // namespace vagus::runtime
