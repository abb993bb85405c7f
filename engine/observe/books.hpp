// Whatever is counted while messages flow, by the names of the configuration. Counters are found here when an input, an
// output or a set of rules is made, and outlive it: a reload goes on counting where the one before stopped.
#pragma once

#include "engine/intake/asking.hpp"
#include "engine/intake/lookup_misses.hpp"
#include "engine/intake/meters.hpp"
#include "engine/queue/meters.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace vagus::observe {

// Names of one kind since the start, over all reloads; further ones share the counters of `other`.
inline constexpr std::size_t most_names = 4096;

// Any thread.
template <class T> class by_owner {
  public:
    using all = std::map<std::string, std::shared_ptr<T>>;

    [[nodiscard]] std::shared_ptr<T> of(const std::string& name) {
        const std::lock_guard hold{guard_};
        const bool room = all_.size() < most_names || all_.contains(name);
        auto& found = all_[room ? name : std::string{meter::other}];
        if (!found) found = std::make_shared<T>();
        return found;
    }
    [[nodiscard]] all look() const {
        const std::lock_guard hold{guard_};
        return all_;
    }

  private:
    mutable std::mutex guard_;
    all all_;
};

// Names of routes by their numbers in the store. Any thread.
class route_names {
  public:
    void know(std::uint32_t number, const std::string& name) {
        const std::lock_guard hold{guard_};
        if (all_.size() < most_names) all_[number] = name;
    }
    [[nodiscard]] std::map<std::uint32_t, std::string> look() const {
        const std::lock_guard hold{guard_};
        return all_;
    }

  private:
    mutable std::mutex guard_;
    std::map<std::uint32_t, std::string> all_;
};

// Words that are known beforehand are there from the start: a first 1 out of nothing is no increase to Prometheus.
struct books {
    books() {
        for (const auto* each : {"applied", "refused", "unchanged"}) reloads.add(each, 0);
        for (const auto* each : {"cli", "api", "ui"}) resends.add(each, 0);
        for (const auto* each : {"viewer", "support", "operator", "admin", "local"}) views.add(each, 0);
    }

    by_owner<intake::input_meters> inputs;
    by_owner<intake::route_meters> routes;
    by_owner<queue::output_meters> outputs;
    by_owner<intake::call_meters> calls;
    route_names names; // of routes
    std::shared_ptr<intake::lookup_misses> misses = std::make_shared<intake::lookup_misses>();
    meter::by_name reloads{8};        // by result: applied, refused, unchanged
    std::atomic<wall_us> reloaded{0}; // when the configuration that runs was taken
    meter::by_name resends{8};        // by: cli, api, ui
    meter::by_name views{8};          // of values, by role
};

} // namespace vagus::observe
