#include "engine/queue/supply.hpp"

#include <utility>

namespace vagus::queue {
namespace {

constexpr std::size_t read_at_once = 512;
constexpr std::size_t read_bytes_at_once = std::size_t{4} << 20U;

} // namespace

supply::supply(std::uint32_t output, store::store& from, store::mailbox& box, shelf& into)
    : output_{output}
    , store_{from}
    , box_{box}
    , shelf_{into} {
    store_.subscribe(output_, box_, [this](std::vector<store::queued_delivery> fresh) { arrived(std::move(fresh)); });
}

void supply::arrived(std::vector<store::queued_delivery> fresh) {
    if (behind_) {
        missed_ = fresh.back().at;
        return;
    }
    for (auto& delivery : fresh) {
        if (delivery.at <= loaded_) continue; // a read saw the commit before its post came
        if (!shelf_.has_room()) {
            behind_ = true;
            missed_ = fresh.back().at;
            return;
        }
        loaded_ = delivery.at;
        shelf_.put(std::move(delivery));
    }
}

void supply::refill() {
    if (!behind_ || reading_ || stopping_ || !shelf_.below_half()) return;
    reading_ = true;
    // What was posted before this read was committed before it, so the read sees all of it.
    auto known = missed_;
    store_.pending_after(output_, loaded_, read_at_once, read_bytes_at_once, box_,
                         [this, known](std::vector<store::queued_delivery> read) {
                             reading_ = false;
                             bool all = read.empty();
                             for (auto& delivery : read) {
                                 loaded_ = delivery.at;
                                 shelf_.put(std::move(delivery));
                             }
                             shelf_.read_ended();
                             if (all && loaded_ < known) loaded_ = known;
                             // Caught up: the disk holds nothing that was neither loaded nor will be posted.
                             if (all) caught_up_ = true;
                             if (all && missed_ <= loaded_) behind_ = false;
                             refill();
                         });
}

} // namespace vagus::queue
