#include "engine/store/upkeep.hpp"

#include "engine/store/events.hpp"
#include "engine/store/limits.hpp"

namespace vagus::store {

upkeep::upkeep(headroom& room, retention& old, const clock& time, reporter& report)
    : room_{room}
    , old_{old}
    , time_{time}
    , report_{report}
    , next_{time.steady() + retention_every}
    , thread_{[this] { run(); }} {}

void upkeep::run() {
    std::unique_lock hold{mutex_};
    while (!wake_.wait_for(hold, upkeep_every, [this] { return stopping_; })) {
        hold.unlock();
        room_.look();
        if (time_.steady() >= next_) remove_old();
        hold.lock();
    }
}

// What cannot be removed does no harm but to the disk's room, and that is looked at.
void upkeep::remove_old() {
    next_ = time_.steady() + retention_every;
    try {
        old_.round();
    } catch (const std::exception& error) {
        report_(upkeep_failed{error.what()});
    }
}

void upkeep::stop() {
    {
        std::scoped_lock hold{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

} // namespace vagus::store
