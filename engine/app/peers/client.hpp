// A sender's end of an MLLP connection, one message in flight: what `vagus send` speaks with.
#pragma once

#include "base/result.hpp"
#include "parsers/mllp/decoder.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace vagus::peers {

// Blocking calls with a deadline each; one thread. After any failure the connection is closed, so that a late answer is
// never taken for that of the next message.
class client {
  public:
    // Words for people: "cannot connect to 10.1.4.9:2575: connection refused".
    [[nodiscard]] result<void, std::string> connect(const std::string& host, std::uint16_t port,
                                                    std::chrono::milliseconds within);
    [[nodiscard]] bool connected() const { return socket_.is_open(); }
    // Sends one message and waits for the frame that answers it.
    [[nodiscard]] result<std::string, std::string> exchange(std::string_view message, std::chrono::milliseconds within);
    void close();

  private:
    // Runs what was started until it calls back, or cancels it at the deadline; false: the deadline came first.
    [[nodiscard]] bool run_until(std::chrono::steady_clock::time_point deadline);
    [[nodiscard]] result<std::string, std::string> failed(std::string why);

    boost::asio::io_context context_{1};
    boost::asio::ip::tcp::socket socket_{context_};
    mllp::decoder frames_;
};

} // namespace vagus::peers
