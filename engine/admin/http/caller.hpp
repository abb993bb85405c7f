// Who asks: by the cookie of a session, or by a bearer token.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "engine/access/people.hpp"
#include "engine/access/sessions.hpp"
#include "engine/admin/http/exchange.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <optional>
#include <string>

namespace vagus::admin::http {

inline constexpr std::string_view session_cookie = "vagus_session";

struct caller {
    std::string name;
    access::role is = access::role::viewer;
    std::string session;      // the id in the cookie; empty: a token
    bool sees_values = false; // by role, or revealed for a while
};

// Bearer tokens that are not ours: of an identity provider. Nothing: it vouches for nobody.
using vouches = std::function<std::optional<caller>(std::string_view token)>;

// All of it outlives the doorkeeper.
class doorkeeper {
  public:
    // `slow`: a thread for what waits for the disk.
    doorkeeper(access::people& people, access::sessions& sessions, boost::asio::io_context& slow, const clock& time,
               vouches others = {});

    // The refusal says what to do. `changes`: the request would change something, so that one with a cookie must show
    // that it comes from our own pages.
    [[nodiscard]] boost::asio::awaitable<result<caller, reply>> let_in(const request& who, bool changes);

  private:
    [[nodiscard]] result<caller, reply> by_cookie(const request& who, bool changes);
    [[nodiscard]] boost::asio::awaitable<result<caller, reply>> by_token(std::string token);

    access::people& people_;
    access::sessions& sessions_;
    boost::asio::io_context& slow_;
    const clock& time_;
    vouches others_;
};

} // namespace vagus::admin::http
