// The engine's side of the socket. It has a thread of its own: people's questions never wait for messages, nor the
// reverse.
#pragma once

#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/admin/audited.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace vagus::admin {

// Answers one request. An "error" member is shown to the person who asked.
using verb = std::function<boost::asio::awaitable<boost::json::object>(const boost::json::object& request)>;

class server {
  public:
    // `seen`: what people do and look at is written down, as through the API; empty: nothing is. `hashed`: how
    // it names what was looked for.
    server(boost::asio::io_context& context, std::map<std::string, verb> verbs, witness seen, hasher hashed,
           reporter& report);
    ~server();

    // The socket is made readable for its owner only. The store's lock is held, so an old socket there is a leftover.
    [[nodiscard]] result<void, std::string> start(const std::filesystem::path& folder);
    void stop(); // any thread; removes the socket

  private:
    struct running;
    std::shared_ptr<running> running_;
};

// `code` is what programs go by: one of http/problem.hpp.
[[nodiscard]] boost::json::object refusal(std::string words, std::string_view code = "refused");

} // namespace vagus::admin
