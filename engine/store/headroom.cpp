#include "engine/store/headroom.hpp"

#include "engine/store/events.hpp"
#include "engine/store/limits.hpp"

#include <algorithm>

namespace vagus::store {

headroom::headroom(const settings& how, reporter& report)
    : folder_{how.folder}
    , ballast_{how.folder / ballast_name}
    , floor_{how.stop_inputs_below}
    , ballast_bytes_{how.ballast_bytes}
    , enough_{std::max(floor_ + floor_ / floor_margin, 2 * ballast_bytes_)}
    , disk_{*how.on}
    , report_{report} {
    std::error_code none;
    held_ = std::filesystem::file_size(ballast_, none) >= ballast_bytes_ && !none;
    look();
    // Without a ballast a full disk would find the store with nothing to give.
    if (held_ || ballast_bytes_ == 0) return;
    out_ = true;
    report_(store_full{false});
}

disk_room headroom::now() const {
    return {free_.load(), floor_, takes_messages(), out()};
}

void headroom::look() {
    // A disk that does not say is believed to have room: writes find out.
    const auto free = disk_.free_bytes(folder_).value_or(enough_);
    free_.store(free);
    if (free >= enough_) return recover(free);
    if (free < floor_ && !low_.exchange(true)) report_(store_below_floor{{free, floor_}});
}

void headroom::recover(std::uint64_t free) {
    std::scoped_lock hold{mutex_}; // to the end: a write that runs out of room meanwhile has the last word
    if (!held_ && ballast_bytes_ > 0) held_ = disk_.reserve(ballast_, ballast_bytes_);
    if (!held_ && out()) return;
    const bool was_out = out_.exchange(false);
    const bool was_low = low_.exchange(false);
    if (was_out || was_low) report_(store_has_room{{free, floor_}});
}

bool headroom::ran_out() {
    std::scoped_lock hold{mutex_};
    if (!out_.exchange(true)) report_(store_full{held_});
    const bool gave = held_ && disk_.release(ballast_);
    held_ = false;
    return gave;
}

} // namespace vagus::store
