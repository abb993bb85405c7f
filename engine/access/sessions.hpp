// Who is logged in: sessions of browsers, in memory only, so that a restart ends them all. Ids are kept as hashes.
// Thread rule: any thread; no call waits.
#pragma once

#include "base/clock.hpp"
#include "engine/access/limits.hpp"
#include "engine/access/rights.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::access {

struct session_terms {
    std::chrono::seconds idle{15min};  // ends when it was not used for so long
    std::chrono::seconds longest{12h}; // and after so long whatever happens
};

struct revealed {
    wall_us until = 0;
    std::string reason;
};

struct session {
    std::string user;
    role is = role::viewer;
    std::string csrf; // what requests that change something must carry
    std::string from; // address at the login
    wall_us since = 0;
    std::optional<revealed> reveals; // nothing, or past: values are masked unless the role has right::values
};

struct opened_session {
    std::string id; // for the cookie: nowhere else
    session what;
};

class sessions {
  public:
    explicit sessions(const clock& time, session_terms terms = {});

    // Nothing: sessions_at_most are open. Of one user the one longest not used ends for a new one.
    // `until`: it ends then at the latest, as what it was opened with does; 0: that never ends.
    [[nodiscard]] std::optional<opened_session> open(std::string_view user, role is, std::string_view from,
                                                     wall_us until = 0);
    // And begins the idle time anew. Nothing: never was, or has ended.
    [[nodiscard]] std::optional<session> use(std::string_view id);
    // Without that: for what a page does by itself, such as a stream of events.
    [[nodiscard]] std::optional<session> look(std::string_view id);
    // Values may be seen from now on for so long (reveal_at_most at most). Nothing: no such session.
    std::optional<revealed> reveal(std::string_view id, std::string_view reason, std::chrono::minutes for_so_long);
    bool end(std::string_view id);
    std::size_t end_all_of(std::string_view user); // in upper or lower case; how many
    [[nodiscard]] std::vector<session> open_now();
    void set(session_terms terms); // for sessions that are open too

  private:
    using moment = std::chrono::steady_clock::time_point;
    struct kept {
        session what;
        moment begun;
        moment used;
        moment reveals_until;
        wall_us until = 0;
    };
    using table = std::map<std::string, kept>; // by digest of the id

    [[nodiscard]] bool over(const kept& each, moment now) const;
    [[nodiscard]] kept* living(std::string_view id);
    [[nodiscard]] session as_of_now(const kept& each) const;
    void sweep(moment now);
    void make_room_for(std::string_view user);

    const clock& time_;
    std::mutex guard_;
    session_terms terms_;
    table all_;
};

// For X-CSRF-Token; takes as long whatever is equal.
[[nodiscard]] bool carries_csrf(const session& which, std::string_view sent);

} // namespace vagus::access
