// One connection of an HTTP client: a coroutine that reads top to bottom. Head in, whether it may come is said, message
// in, message stored, answer out, again.
#pragma once

#include "engine/listen/http.hpp"
#include "engine/listen/http/answer.hpp"
#include "engine/listen/port_session.hpp"
#include "engine/runtime/http/request_reader.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <string>

namespace vagus::listen::http {

class session final : public port_session {
  public:
    session(boost::asio::ip::tcp::socket peer, port_service& service, const http_listener& how, store::mailbox& box);

  private:
    enum class go : std::uint8_t { on, end };

    [[nodiscard]] boost::asio::awaitable<void> converse() override;
    [[nodiscard]] bool inside_message() const override { return requests_.begun(); }

    // Nothing: the connection is over.
    [[nodiscard]] boost::asio::awaitable<std::optional<vagus::http::request_head>> read_head();
    [[nodiscard]] boost::asio::awaitable<std::optional<std::string>> read_body(const vagus::http::request_head& head);
    [[nodiscard]] boost::asio::awaitable<bool> read_more();
    [[nodiscard]] boost::asio::awaitable<go> respond(const vagus::http::request_head& head,
                                                     const intake::verdict& verdict);
    // With an answer that ends the connection, since what the client is sending is not read.
    [[nodiscard]] boost::asio::awaitable<void> turn_down(answer why);
    [[nodiscard]] boost::asio::awaitable<bool> write(const std::string& bytes);

    const http_listener& how_;
    vagus::http::request_reader requests_;
    std::array<char, 16 * limits::KiB> came_{};
    std::chrono::steady_clock::time_point until_; // of the request that has begun
    bool first_ = true;                           // nothing has come yet
};

} // namespace vagus::listen::http
