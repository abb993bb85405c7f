// Deliveries that are not to be sent any more, and may yet come from disk. Each is forgotten once the disk says so too.
// Pure. Thread rule: the output's thread.
#pragma once

#include "engine/store/types.hpp"

#include <cstddef>
#include <set>
#include <vector>

namespace vagus::queue {

// More than that are being withdrawn at one time: the others stay in the queue, and their senders hear so.
inline constexpr std::size_t most_withdrawn = 16'384;

class withdrawn {
  public:
    // False: there is no room to remember it.
    [[nodiscard]] bool add(store::delivery_ref at) {
        if (all_.size() >= most_withdrawn && !all_.contains(at)) return false;
        all_.insert(at);
        return true;
    }

    // Of what comes from disk, in queue order: it was withdrawn. What lies before it comes no more.
    [[nodiscard]] bool take(store::delivery_ref at) {
        const bool known = all_.contains(at);
        all_.erase(all_.begin(), all_.upper_bound(at));
        return known;
    }

    // The store has it withdrawn: a read that begins now does not find it. One that is under way may.
    void durable(store::delivery_ref at, bool reading) {
        if (reading && all_.contains(at)) {
            after_read_.push_back(at);
        } else {
            all_.erase(at);
        }
    }
    void read_ended() {
        for (const auto& at : after_read_) all_.erase(at);
        after_read_.clear();
    }

    [[nodiscard]] std::size_t size() const { return all_.size(); }

  private:
    std::set<store::delivery_ref> all_;
    std::vector<store::delivery_ref> after_read_;
};

} // namespace vagus::queue
