// The other end of a TCP connection, in a test's hands: raw bytes out, raw bytes in, every wait bounded. Loopback only.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <poll.h>
#include <string>
#include <string_view>
#include <utility>

namespace vagus::tests {

using namespace std::chrono_literals;
inline constexpr auto patience = 5s; // for what must happen

inline std::string framed(std::string_view message) {
    return "\x0B" + std::string{message} + "\x1C\r";
}

class wire {
  public:
    explicit wire(std::uint16_t port) { socket_.connect({boost::asio::ip::address_v4::loopback(), port}); }
    explicit wire(boost::asio::ip::tcp::socket accepted)
        : socket_{std::move(accepted)} {}

    void send(std::string_view bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }

    // Everything up to and including FS CR, or what came until `within` passed or the peer closed.
    std::string read_frame(std::chrono::milliseconds within = patience) {
        const auto due = std::chrono::steady_clock::now() + within;
        for (;;) {
            if (auto end = seen_.find("\x1C\r"); end != std::string::npos) {
                auto frame = seen_.substr(0, end + 2);
                seen_.erase(0, end + 2);
                return frame;
            }
            if (!more(due)) return std::exchange(seen_, {});
        }
    }
    // One HTTP request with a body of a stated length, or what came until `within` passed or the peer closed.
    std::string read_request(std::chrono::milliseconds within = patience) {
        const auto due = std::chrono::steady_clock::now() + within;
        for (;;) {
            const auto head = seen_.find("\r\n\r\n");
            if (head != std::string::npos) {
                const auto stated = seen_.find("Content-Length: ");
                const auto body = stated < head ? std::stoul(seen_.substr(stated + 16)) : 0;
                if (seen_.size() >= head + 4 + body) {
                    auto request = seen_.substr(0, head + 4 + body);
                    seen_.erase(0, head + 4 + body);
                    return request;
                }
            }
            if (!more(due)) return std::exchange(seen_, {});
        }
    }
    // The peer closed, with nothing more to read.
    bool closed(std::chrono::milliseconds within = patience) {
        const auto due = std::chrono::steady_clock::now() + within;
        while (more(due)) {
        }
        return over_ && seen_.empty();
    }
    bool silent(std::chrono::milliseconds span) { return read_frame(span).empty() && !over_; }
    void half_close() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }
    void close() { socket_.close(); }
    boost::asio::ip::tcp::socket& socket() { return socket_; }

  private:
    bool more(std::chrono::steady_clock::time_point due) {
        if (over_) return false;
        auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(due - std::chrono::steady_clock::now()).count();
        pollfd wait{socket_.native_handle(), POLLIN, 0};
        if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) <= 0) return false;
        char buffer[65536];
        boost::system::error_code failed;
        auto bytes = socket_.read_some(boost::asio::buffer(buffer), failed);
        if (failed) {
            over_ = true;
            return false;
        }
        seen_.append(buffer, bytes);
        return true;
    }

    static inline boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_{context_};
    std::string seen_;
    bool over_ = false;
};

// A receiver's port, in a test's hands.
class port {
  public:
    explicit port(std::uint16_t number = 0)
        : acceptor_{context_, {boost::asio::ip::address_v4::loopback(), number}} {}
    std::uint16_t number() { return acceptor_.local_endpoint().port(); }
    std::optional<wire> accept(std::chrono::milliseconds within = patience) {
        pollfd wait{acceptor_.native_handle(), POLLIN, 0};
        if (::poll(&wait, 1, static_cast<int>(within.count())) <= 0) return std::nullopt;
        return wire{acceptor_.accept()};
    }
    void close() { acceptor_.close(); }

  private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor acceptor_;
};

} // namespace vagus::tests
