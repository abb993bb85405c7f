// Alerts of a running engine: what is seen once a second is judged, who is to be told is told, and what is known of it
// lies in the store's folder, so that a restart tells nothing twice.
// Thread rule: the admin thread.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/admin/server.hpp"
#include "engine/alerts/board.hpp"
#include "engine/alerts/sinks.hpp"
#include "engine/alerts/words.hpp"
#include "engine/app/configuration.hpp"
#include "engine/observe/readings.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vagus::app {

class alerting {
  public:
    static constexpr std::chrono::seconds save_every{60}; // when nothing changed but when messages came

    // `running`: what runs now, for whom to call.
    alerting(const configuration& first, std::filesystem::path folder, std::function<const configuration&()> running,
             const clock& time, reporter& report);

    // When messages came last, by input, as an earlier life knew it.
    [[nodiscard]] const std::map<std::string, wall_us>& came_last() const { return came_last_; }
    void look(const alerts::snapshot& now, std::map<std::string, wall_us> came_last);
    void save(); // also at the end

    [[nodiscard]] std::size_t open() const { return board_.open().size(); }
    // Larger with each change, over a restart too: which of two lists is newer, and whether a list is what stands now.
    [[nodiscard]] std::int64_t no() const { return began_ + static_cast<std::int64_t>(board_.version()); }
    [[nodiscard]] std::vector<observe::alert_reading> readings() const;
    [[nodiscard]] boost::json::object list() const; // {no, open: [...], recent: [...]}
    // Adds alerts.list, alerts.snooze and alerts.wake.
    void add_verbs(std::map<std::string, admin::verb>& verbs);

  private:
    [[nodiscard]] alerts::contacts about(const alerts::alert& one) const;
    [[nodiscard]] boost::json::object snooze(const boost::json::object& request);
    void read();

    const std::filesystem::path file_;
    const std::string site_;
    const std::function<const configuration&()> running_;
    const clock& clock_;
    const wall_us began_;
    reporter& report_;
    alerts::board board_;
    std::map<std::string, wall_us> came_last_;
    std::uint64_t saved_ = 0; // version of the board
    std::chrono::steady_clock::time_point save_at_;
    std::unique_ptr<alerts::sinks> sinks_; // last: its threads report
};

} // namespace vagus::app
