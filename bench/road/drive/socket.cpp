#include "drive/socket.hpp"

#include "frames.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace road {
namespace {

constexpr std::size_t read_bytes = 16U << 10U;

[[noreturn]] void fail(const char* what, std::uint16_t port) {
    throw std::runtime_error{std::string{what} + " 127.0.0.1:" + std::to_string(port) + ": " + std::strerror(errno)};
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void at_once(int fd) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

} // namespace

socket::~socket() {
    if (fd_ >= 0) ::close(fd_);
}

bool socket::write(std::string_view bytes) const {
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(bytes.size());
}

socket connect_to(std::uint16_t port) {
    socket made{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const auto address = loopback(port);
    if (::connect(made.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail("connect to", port);
    at_once(made.fd());
    return made;
}

socket listen_on(std::uint16_t port) {
    socket made{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    const int on = 1;
    ::setsockopt(made.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const auto address = loopback(port);
    if (::bind(made.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("bind", port);
    if (::listen(made.fd(), SOMAXCONN) != 0) fail("listen on", port);
    return made;
}

socket accept_from(const socket& door) {
    socket made{::accept4(door.fd(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (made.fd() >= 0) at_once(made.fd());
    return made;
}

bool inbox::read(const socket& from) {
    bytes_.erase(0, taken_);
    taken_ = 0;
    std::array<char, read_bytes> piece;
    const auto got = ::recv(from.fd(), piece.data(), piece.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    bytes_.append(piece.data(), static_cast<std::size_t>(got));
    return got > 0;
}

std::string_view inbox::next() {
    const auto rest = std::string_view{bytes_}.substr(taken_);
    const auto size = frame_size(rest);
    if (!size) return {};
    taken_ += *size;
    return rest.substr(0, *size);
}

} // namespace road
