// Which alerts are open, who was told, and who has asked for rest. One notice when one begins, one when it ends, a
// reminder while it lasts. Pure: time comes in. What it knows survives a restart as text.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "engine/alerts/conditions.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::alerts {

// It must be over for so long before anybody is told that it is.
inline constexpr std::chrono::seconds over_after{60};
inline constexpr std::size_t most_open = 1000;  // past it nothing more opens, until others end
inline constexpr std::size_t most_recent = 100; // that ended; the oldest give way
inline constexpr std::chrono::minutes longest_snooze{7 * 24 * 60};

struct rest {
    std::string by;
    std::string reason;
    wall_us until = 0;
};

struct alert {
    rule what = rule::feed_silent;
    std::string subject;
    wall_us since = 0;
    std::string words;
    std::optional<rest> snoozed{};
    wall_us told = 0;  // last; 0: never
    wall_us ended = 0; // 0: it is open

    [[nodiscard]] std::string id() const; // "feed_silent:lab_in"
};

struct notice {
    enum class kind : std::uint8_t { start, reminder, end } what = kind::start;
    alert about;
};
[[nodiscard]] std::string_view to_text(notice::kind what);

class board {
  public:
    explicit board(std::chrono::seconds remind_every)
        : remind_every_{remind_every} {}

    // What holds just now, all of it; what is to be told of it.
    [[nodiscard]] std::vector<notice> update(const std::vector<condition>& holds, wall_us now);

    // Nobody is told of it until then, but for its end. The error says in words why not.
    [[nodiscard]] result<void, std::string> snooze(std::string_view id, rest how, wall_us now);
    [[nodiscard]] result<void, std::string> wake(std::string_view id);

    [[nodiscard]] std::vector<alert> open() const;                            // the oldest first
    [[nodiscard]] const std::deque<alert>& recent() const { return recent_; } // the newest first

    // What is open and what was. take() of what save() gave; what cannot be read is left out.
    [[nodiscard]] boost::json::object save() const;
    void take(const boost::json::object& saved);
    // Changes with everything that save() shows.
    [[nodiscard]] std::uint64_t version() const { return version_; }

  private:
    struct entry {
        alert about;
        bool is_open = false;          // else it holds, and not for long enough
        std::optional<wall_us> gone{}; // since when it does not hold
    };
    void look(entry& one, wall_us now, std::vector<notice>& to_tell);

    std::chrono::seconds remind_every_;
    std::map<std::string, entry, std::less<>> all_; // by id
    std::deque<alert> recent_;
    std::uint64_t version_ = 0;
};

} // namespace vagus::alerts
