// Who asks: by the cookie of a session, or by a bearer token.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "engine/access/people.hpp"
#include "engine/access/sessions.hpp"
#include "engine/access/strangers.hpp"
#include "engine/admin/http/exchange.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::admin::http {

inline constexpr std::string_view session_cookie = "vagus_session";

struct caller {
    std::string name;
    access::role is = access::role::viewer;
    std::string session;      // the id in the cookie; empty: a token
    bool sees_values = false; // by role, or revealed for a while
    std::string token{};      // the id of the one of ours that was sent; empty: none was
    wall_us until = 0;        // what was sent is good so long; 0: for ever, or a session knows
};

// Who is known by what others say: an identity provider by a bearer token that is not ours, an authority by the names
// of a certificate. Nothing: nobody.
struct references {
    std::function<std::optional<access::stranger>(std::string_view token)> of_token{};
    std::function<std::optional<access::stranger>(const std::vector<std::string>& names)> of_certificate{};
};

// Whether a role sees values without revealing them.
using shows_values = std::function<bool(access::role)>;

// All of it outlives the doorkeeper.
class doorkeeper {
  public:
    // `slow`: a thread for what waits for the disk.
    doorkeeper(access::people& people, access::sessions& sessions, boost::asio::io_context& slow, const clock& time,
               shows_values shows, references others = {});

    // The refusal says what to do. `changes`: the request would change something, so that one with a cookie must show
    // that it comes from our own pages.
    [[nodiscard]] boost::asio::awaitable<result<caller, reply>> let_in(const request& who, bool changes);
    // Whether one who was let in still would be: for an answer that takes long. Waits for nothing.
    [[nodiscard]] bool still_lets_in(const caller& who);
    [[nodiscard]] bool shows(access::role is) const { return shows_(is); }

  private:
    [[nodiscard]] result<caller, reply> by_cookie(const request& who, bool changes);
    [[nodiscard]] boost::asio::awaitable<result<caller, reply>> by_token(std::string token);
    [[nodiscard]] result<caller, reply> by_certificate(const request& who, bool changes) const;
    [[nodiscard]] caller known_as(const access::stranger& who) const;

    access::people& people_;
    access::sessions& sessions_;
    boost::asio::io_context& slow_;
    const clock& time_;
    shows_values shows_;
    references others_;
};

} // namespace vagus::admin::http
