#include "tests/support/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>
#include <thread>
#include <utility>

namespace vagus::tests {
namespace {

using steady = std::chrono::steady_clock;

// What a test cannot go on without.
int must(int outcome, const char* what) {
    if (outcome < 0) throw std::system_error{errno, std::generic_category(), what};
    return outcome;
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

int fresh() {
    return must(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
}

template <class Value> void set(int socket, int level, int option, const Value& value) {
    must(::setsockopt(socket, level, option, &value, sizeof value), "setsockopt");
}

std::uint16_t port_of(const sockaddr_in& at) {
    return ntohs(at.sin_port);
}

struct waiting_bytes {
    unsigned long unsent = 0; // or not confirmed
    unsigned long unread = 0;
};

// In the buffers of this machine, of whoever holds the connection from `local` to `remote`. Nothing: there is none.
std::optional<waiting_bytes> waiting(std::uint16_t local, std::uint16_t remote) {
    std::ifstream table{"/proc/net/tcp"}; // proc_net_tcp(5)
    for (std::string line; std::getline(table, line);) {
        unsigned from = 0;
        unsigned to = 0;
        waiting_bytes found;
        if (std::sscanf(line.c_str(), " %*u: %*8s:%4x %*8s:%4x %*x %lx:%lx", &from, &to, &found.unsent,
                        &found.unread) == 4 &&
            from == local && to == remote)
            return found;
    }
    return std::nullopt;
}

bool readable(int socket, std::chrono::milliseconds within) {
    pollfd wait{socket, POLLIN, 0};
    return within.count() > 0 && ::poll(&wait, 1, static_cast<int>(within.count())) > 0;
}

} // namespace

wire::wire(std::uint16_t port)
    : socket_{fresh()} {
    const auto to = loopback(port);
    must(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to), "connect");
}

wire::wire(wire&& other) noexcept
    : socket_{std::exchange(other.socket_, -1)}
    , seen_{std::move(other.seen_)}
    , over_{other.over_} {}

wire& wire::operator=(wire&& other) noexcept {
    std::swap(socket_, other.socket_);
    std::swap(seen_, other.seen_);
    std::swap(over_, other.over_);
    return *this;
}

void wire::send(std::string_view bytes) const {
    if (!try_send(bytes)) must(-1, "send");
}

bool wire::try_send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string wire::read_frame(std::chrono::milliseconds within) {
    const auto due = steady::now() + within;
    for (;;) {
        if (const auto end = seen_.find("\x1C\r"); end != std::string::npos) return take(end + 2);
        if (!more(due)) return std::exchange(seen_, {});
    }
}

std::string wire::read_request(std::chrono::milliseconds within) {
    const auto due = steady::now() + within;
    for (;;) {
        if (const auto head = seen_.find("\r\n\r\n"); head != std::string::npos) {
            const auto stated = seen_.find("Content-Length: ");
            const auto size = head + 4 + (stated < head ? std::stoul(seen_.substr(stated + 16)) : 0);
            if (seen_.size() >= size) return take(size);
        }
        if (!more(due)) return std::exchange(seen_, {});
    }
}

bool wire::closed(std::chrono::milliseconds within) {
    const auto due = steady::now() + within;
    while (more(due)) {
    }
    return over_ && seen_.empty();
}

bool wire::taken(std::chrono::milliseconds within) const {
    sockaddr_in here{};
    sockaddr_in there{};
    socklen_t size = sizeof here;
    must(::getsockname(socket_, reinterpret_cast<sockaddr*>(&here), &size), "getsockname");
    must(::getpeername(socket_, reinterpret_cast<sockaddr*>(&there), &size), "getpeername");
    for (const auto due = steady::now() + within; steady::now() < due; std::this_thread::sleep_for(10ms)) {
        const auto ours = waiting(port_of(here), port_of(there));
        if (!ours) { // a system that does not tell
            std::this_thread::sleep_for(1s);
            return true;
        }
        if (ours->unsent != 0) continue;
        const auto theirs = waiting(port_of(there), port_of(here)); // nothing: closed already
        if (!theirs || theirs->unread == 0) return true;
    }
    return false;
}

void wire::half_close() const {
    must(::shutdown(socket_, SHUT_WR), "shutdown");
}

void wire::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void wire::send_at_once() const {
    set(socket_, IPPROTO_TCP, TCP_NODELAY, 1);
}

void wire::reset_on_close() const {
    set(socket_, SOL_SOCKET, SO_LINGER, linger{1, 0});
}

void wire::take_at_most(int bytes) const {
    set(socket_, SOL_SOCKET, SO_RCVBUF, bytes);
}

bool wire::more(steady::time_point due) {
    if (over_) return false;
    if (!readable(socket_, std::chrono::duration_cast<std::chrono::milliseconds>(due - steady::now()))) return false;
    char buffer[65536];
    const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
    over_ = got <= 0;
    if (!over_) seen_.append(buffer, static_cast<std::size_t>(got));
    return !over_;
}

std::string wire::take(std::size_t size) {
    auto taken = seen_.substr(0, size);
    seen_.erase(0, size);
    return taken;
}

port::port(std::uint16_t number)
    : socket_{fresh()} {
    set(socket_, SOL_SOCKET, SO_REUSEADDR, 1);
    take(number);
    open();
}

// Without SO_REUSEADDR: with it, another socket may have the number until one of them listens.
port::port(door at_first)
    : socket_{fresh()} {
    take(0);
    if (at_first == door::open) open();
}

void port::take(std::uint16_t number) {
    auto at = loopback(number);
    must(::bind(socket_, reinterpret_cast<const sockaddr*>(&at), sizeof at), "bind");
    socklen_t size = sizeof at;
    must(::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size), "getsockname");
    number_ = ntohs(at.sin_port);
}

void port::open() {
    must(::listen(socket_, SOMAXCONN), "listen");
}

std::optional<wire> port::accept(std::chrono::milliseconds within) const {
    if (!readable(socket_, within)) return std::nullopt;
    return wire{must(::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC), "accept")};
}

void port::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

} // namespace vagus::tests
