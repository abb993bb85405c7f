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

  private:
    [[nodiscard]] boost::asio::awaitable<std::optional<request>> read();
    [[nodiscard]] boost::asio::awaitable<bool> read_more();
    [[nodiscard]] boost::asio::awaitable<bool> answer(const reply& what, bool stays);
    [[nodiscard]] boost::asio::awaitable<bool> write(std::string bytes);
    [[nodiscard]] boost::asio::awaitable<void> turn_down(const vagus::http::bad_request& why);

    runtime::stream peer_;
    const handler& answers_;
    vagus::http::request_reader requests_;
    std::array<char, 16 * limits::KiB> came_{};
    std::chrono::steady_clock::time_point until_; // of the request that has begun
    std::string from_;
    bool secure_ = false;
    std::vector<std::string> certificate_;
    bool stopping_ = false;
    bool stays_ = true;
};

} // namespace vagus::admin::http
