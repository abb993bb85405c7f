// A sender's end of an MLLP connection, one message in flight: what `vagus send` speaks with.
#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/runtime/stream.hpp"
#include "engine/runtime/task_group.hpp"
#include "parsers/mllp/decoder.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::peers {

// Blocking calls with a deadline each; one thread. After any failure the connection is closed, so that a late answer is
// never taken for that of the next message.
class client {
  public:
    // From the next connect() on.
    void use_tls(tls::client_side how) { tls_ = std::move(how); }
    // Words for people: "cannot connect to 10.1.4.9:2575: connection refused".
    [[nodiscard]] result<void, std::string> connect(const std::string& host, std::uint16_t port,
                                                    std::chrono::milliseconds within);
    [[nodiscard]] bool connected() const { return peer_.is_open(); }
    // Sends one message and waits for the frame that answers it.
    [[nodiscard]] result<std::string, std::string> exchange(std::string_view message, std::chrono::milliseconds within);
    void close() { peer_.close(); }

  private:
    using outcome = result<std::string, std::string>;

    // Runs it to its end, which its deadline bounds.
    void run(boost::asio::awaitable<void> task);
    [[nodiscard]] boost::asio::awaitable<void>
    open(std::string host, std::uint16_t port, std::chrono::milliseconds within, boost::system::error_code& failed);
    [[nodiscard]] boost::asio::awaitable<void> speak(std::string framed, std::chrono::milliseconds within, outcome& is);
    [[nodiscard]] boost::asio::awaitable<outcome> answer(std::chrono::steady_clock::time_point due,
                                                         std::chrono::milliseconds within);

    boost::asio::io_context context_{1};
    runtime::task_group tasks_{context_, no_report()};
    runtime::stream peer_{context_};
    std::optional<tls::client_side> tls_;
    mllp::decoder frames_;
};

} // namespace vagus::peers
