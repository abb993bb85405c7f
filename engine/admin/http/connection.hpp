// One connection of a browser or a program: a coroutine that reads top to bottom, a request a turn.
#pragma once

#include "engine/admin/http/exchange.hpp"
#include "engine/runtime/http/request_reader.hpp"
#include "engine/runtime/stream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace vagus::admin::http {

using handler = std::function<boost::asio::awaitable<reply>(request)>;

// Lives on the admin thread, which closes it from outside by stop().
class connection {
  public:
    connection(boost::asio::ip::tcp::socket peer, const handler& answers);

    // Ends with the connection.
    [[nodiscard]] boost::asio::awaitable<void> serve(const std::optional<tls::server_side>& secured);
    void stop();
    // Since when it waits for a request or for the rest of one; nothing: it is being answered, or on its way out.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> quiet_since() const { return quiet_since_; }

  private:
    [[nodiscard]] boost::asio::awaitable<std::optional<request>> read();
    [[nodiscard]] boost::asio::awaitable<bool> read_more();
    [[nodiscard]] boost::asio::awaitable<bool> answer(const reply& what, bool only_head);
    [[nodiscard]] boost::asio::awaitable<bool> write(std::string bytes);
    [[nodiscard]] boost::asio::awaitable<void> turn_down(const vagus::http::bad_request& why);

    runtime::stream peer_;
    const handler& answers_;
    vagus::http::request_reader requests_;
    std::array<char, 16 * limits::KiB> came_{};
    std::chrono::steady_clock::time_point until_; // of the request that has begun
    std::optional<std::chrono::steady_clock::time_point> quiet_since_;
    std::string from_;
    bool secure_ = false;
    std::vector<std::string> certificate_;
    bool stopping_ = false;
    bool stays_ = true;
};

} // namespace vagus::admin::http
