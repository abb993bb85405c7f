// Answers requests of the API: finds the endpoint, lets the caller in, checks what they may do, asks the verb, and
// writes what was done into the audit log before anybody hears of it.
// Thread rule: the admin thread.
#pragma once

#include "base/clock.hpp"
#include "engine/admin/audited.hpp"
#include "engine/admin/http/caller.hpp"
#include "engine/admin/http/endpoint.hpp"
#include "engine/admin/http/exchange.hpp"
#include "engine/admin/http/unseen_logins.hpp"
#include "engine/admin/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::admin::http {

// One request on its way.
struct call {
    const endpoint& what;
    const request& from;
    caller who; // nobody, where no login is asked for
    boost::json::object asked;
};
using answerer = std::function<boost::asio::awaitable<reply>(const call&)>;

class api {
  public:
    // All of it outlives the api. `others`: by the id of endpoints without a verb.
    struct surroundings {
        doorkeeper& door;
        const std::map<std::string, verb>& verbs;
        std::map<std::string, answerer, std::less<>> others;
        witness seen;
        std::function<std::string()> revision; // that runs
        hasher hashed{};
        const clock& time = system_clock();
    };
    explicit api(surroundings around);

    // Of a path below api_root, whose segments have been taken off.
    [[nodiscard]] boost::asio::awaitable<reply> answer(request from);

  private:
    [[nodiscard]] boost::asio::awaitable<reply> forbidden(const call& what) const;
    [[nodiscard]] boost::asio::awaitable<reply> ask(call what);
    [[nodiscard]] boost::asio::awaitable<reply> done(const call& what) const;
    // `word` stands in the place of the endpoint's; empty: it does not.
    [[nodiscard]] audit::entry entry_by(const call& what, std::string_view word, std::string result) const;
    // Nothing: it is written down.
    [[nodiscard]] boost::asio::awaitable<std::optional<reply>> write_down(const call& what, std::string_view word,
                                                                          std::string result) const;
    [[nodiscard]] boost::asio::awaitable<void> login_refused(const call& what, std::uint32_t status);

    surroundings around_;
    unseen_logins unseen_;
};

} // namespace vagus::admin::http
