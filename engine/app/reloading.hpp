// Changes the configuration of the engine that runs: read, check, compare, keep, swap. What cannot be done changes
// nothing.
// Thread rule: the admin thread; a reload is over before the next begins.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/admin/server.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/reload_plan.hpp"
#include "engine/app/running_inputs.hpp"
#include "engine/app/running_outputs.hpp"
#include "engine/deliver/calls.hpp"
#include "engine/intake/intake.hpp"
#include "engine/observe/books.hpp"
#include "engine/runtime/tls/profiles.hpp"
#include "engine/store/store.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vagus::app {

class reloading {
  public:
    // All of it outlives the reloading.
    struct surroundings {
        store::store& store;
        intake::intake& intake;
        running_inputs& inputs;
        running_outputs& outputs;
        deliver::calls& calls;
        tls::profiles& certificates;
        const clock& time;
        reporter& report;
        observe::books& counted;
    };
    // Who wants it.
    struct wish {
        std::string by;
        std::string why;
        bool only_shown = false; // the plan, and nothing is done
        std::string planned{};   // the revision that a plan was shown of; not empty: no other is taken
    };
    // `by`: what intake plans by.
    reloading(std::shared_ptr<const configuration> first, const std::shared_ptr<const intake::in_force>& by,
              const surroundings& around);

    void stop() { stopped_ = true; } // nothing is changed any more
    [[nodiscard]] const configuration& running() const { return *running_; }
    [[nodiscard]] std::shared_ptr<const configuration> running_shared() const { return running_; } // for other threads
    // From the files on disk. What people are told: "plan", "refusals", "applied", revisions; or "error".
    boost::json::object from_disk(const wish& what);
    // As an entry of the history was; what its ${file:...} name is read as it is today.
    boost::json::object back_to(std::int64_t entry, const wish& what);
    [[nodiscard]] wall_us since() const { return since_; } // when what runs began
    [[nodiscard]] bool as_on_disk() const;
    [[nodiscard]] boost::json::object show() const;    // what runs, since when, and whether the files say the same
    [[nodiscard]] boost::json::object history() const; // the newest first
    // The files of an entry; 0: those on disk.
    [[nodiscard]] boost::json::object files_of(std::int64_t entry) const;

  private:
    boost::json::object change_to(configuration wanted, const wish& what);
    [[nodiscard]] result<void, std::string> apply(std::shared_ptr<const configuration> wanted, const reload_plan& plan,
                                                  const wish& what);
    [[nodiscard]] result<std::uint32_t, std::string> prepare(const configuration& wanted, const reload_plan& plan,
                                                             const wish& what);
    // What of the state of the engine forbids it now, in sentences.
    [[nodiscard]] std::vector<std::string> in_the_way(const configuration& wanted, const reload_plan& plan) const;
    void plan_by(const std::shared_ptr<const configuration>& what, std::uint32_t revision);
    [[nodiscard]] std::function<bool()> planned_by_older();
    boost::json::object refuse(const wish& what, const std::string& reason, std::string words,
                               std::string_view code = "refused");

    std::shared_ptr<const configuration> running_;
    surroundings around_;
    std::vector<std::weak_ptr<const intake::in_force>> planning_; // by which messages may be planned; the last one runs
    wall_us since_ = 0;
    bool stopped_ = false;
};

// Adds reload, config.show, config.history, config.files and config.rollback.
void add_config_verbs(std::map<std::string, admin::verb>& verbs, reloading& through);

} // namespace vagus::app
