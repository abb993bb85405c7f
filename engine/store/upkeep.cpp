#include "engine/store/upkeep.hpp"

#include "engine/store/limits.hpp"

namespace vagus::store {

upkeep::upkeep(headroom& room)
    : room_{room}
    , thread_{[this] { run(); }} {}

void upkeep::run() {
    std::unique_lock hold{mutex_};
    while (!wake_.wait_for(hold, upkeep_every, [this] { return stopping_; })) room_.look();
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
