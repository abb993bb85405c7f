// The login of one output at work: what its lanes put into `Authorization:`. A token is fetched by one of them while
// the others wait, kept until shortly before it ends, and fetched anew once when a server refuses it.
#pragma once

#include "base/clock.hpp"
#include "engine/deliver/web/http_client.hpp"
#include "engine/deliver/web/login.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/uuid/random_generator.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace vagus::deliver {

// Thread rule: the output's thread. Secrets stay in here: no error holds one.
class authorization {
  public:
    // All of it outlives it.
    authorization(const login& how, const http_bounds& bounds, https secured, const clock& time,
                  boost::asio::io_context& context);

    // The field's value; empty: none is needed. Any number may wait at once.
    [[nodiscard]] boost::asio::awaitable<result<std::string, http_failure>> field();
    // The server answered 401 to a request with this value. True: another one is to be had.
    [[nodiscard]] bool refused(const std::string& value);
    void stop(); // who waits gets `stopped`

  private:
    [[nodiscard]] boost::asio::awaitable<result<std::string, http_failure>> fetch();
    [[nodiscard]] result<http_request, std::string> request();

    const login& how_;
    const clock& clock_;
    std::string body_;                   // of the token request under way, which looks at it
    boost::uuids::random_generator ids_; // of assertions
    std::optional<http_client> server_;
    boost::asio::steady_timer fetched_; // whoever waits for the one that fetches
    std::string field_;                 // empty: none yet
    std::chrono::steady_clock::time_point until_ = std::chrono::steady_clock::time_point::max();
    bool fetching_ = false;
    bool stopping_ = false;
};

} // namespace vagus::deliver
