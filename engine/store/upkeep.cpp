#include "engine/store/upkeep.hpp"

#include "engine/store/events.hpp"
#include "engine/store/limits.hpp"

#include <condition_variable>
#include <mutex>

namespace vagus::store {
namespace {

template <class Work> void now_and_then(const std::stop_token& stops, Work work) {
    std::mutex unshared;
    std::condition_variable_any wake;
    std::unique_lock hold{unshared};
    while (!wake.wait_for(hold, stops, upkeep_every, [&] { return stops.stop_requested(); })) work();
}

} // namespace

upkeep::upkeep(headroom& room, retention& old, const clock& time, reporter& report)
    : room_{room}
    , old_{old}
    , time_{time}
    , report_{report}
    , looks_{[this](const std::stop_token& stops) { look(stops); }}
    , rounds_{[this, first = time.steady() + retention_every](const std::stop_token& stops) {
        remove_old(stops, first);
    }} {}

void upkeep::look(const std::stop_token& stops) {
    now_and_then(stops, [this] { room_.look(); });
}

// What cannot be removed does no harm but to the disk's room, and that is looked at.
void upkeep::remove_old(const std::stop_token& stops, std::chrono::steady_clock::time_point next) {
    now_and_then(stops, [&] {
        if (time_.steady() < next) return;
        next = time_.steady() + retention_every;
        try {
            old_.round(stops);
        } catch (const std::exception& error) {
            report_(upkeep_failed{error.what()});
        }
    });
}

void upkeep::stop() {
    looks_.request_stop();
    rounds_.request_stop();
    for (auto* each : {&looks_, &rounds_})
        if (each->joinable()) each->join();
}

} // namespace vagus::store
