// The calls of the configuration at work: connections to other systems, a few for each, that messages wait for.
#pragma once

#include "base/clock.hpp"
#include "base/current.hpp"
#include "base/report.hpp"
#include "engine/deliver/call.hpp"
#include "engine/intake/asking.hpp"
#include "engine/runtime/io_pool.hpp"
#include "engine/runtime/task_group.hpp"
#include "engine/runtime/tls/profiles.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vagus::deliver {

class call_line; // one call: its connections, and who waits for them

// A call without an answer. Without values: the URL is the patient's.
struct call_failed {
    std::string call;
    std::string why;
    static constexpr std::string_view name = "call.failed";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

// Those that wait for a connection of one call; further ones hear at once that there is none.
inline constexpr std::size_t calls_waiting = 1000;

class calls final : public intake::other_systems {
  public:
    struct surroundings {
        runtime::io_pool& threads; // a call stays on one
        const tls::profiles& certificates;
        const clock& time;
        reporter& report;
    };
    struct stated {
        std::string name;
        std::shared_ptr<const call> how;
        std::shared_ptr<intake::call_meters> counted;
    };
    explicit calls(const surroundings& around);
    ~calls() override; // after the threads have ended, or before they began

    // From now on these. What was asked of the ones before ends as it began. One thread at a time.
    void use(std::vector<stated> all);
    [[nodiscard]] boost::asio::awaitable<std::vector<routes::answer>> ask(std::vector<routes::question> what) override;

  private:
    using lines = std::map<std::string, std::shared_ptr<call_line>, std::less<>>;

    const surroundings around_;
    std::vector<std::unique_ptr<runtime::task_group>> tasks_; // by thread
    current<lines> lines_;
};

} // namespace vagus::deliver
