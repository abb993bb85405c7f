// Deliveries that are not to be sent any more, and may yet come from disk, to this queue or to the one that goes on
// after it. Each is forgotten once the disk says so too. Pure. Thread rule: the output's thread.
#pragma once

#include "engine/store/types.hpp"

#include <cstddef>
#include <iterator>
#include <set>
#include <utility>
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

    // Of what comes from disk, in queue order: it was withdrawn. What lies before it comes no more: the disk has it
    // withdrawn by now.
    [[nodiscard]] bool take(store::delivery_ref at) {
        const auto found = all_.lower_bound(at);
        const bool known = found != all_.end() && *found == at;
        for (auto each = all_.begin(); each != found; ++each) promised_.erase(*each);
        all_.erase(all_.begin(), known ? std::next(found) : found);
        return known;
    }

    // Somebody was told that it is not sent. Bounded by those who wait to be told.
    void promise(store::delivery_ref at) { promised_.insert(at); }
    // What the disk does not know yet, for the queue that goes on after this one.
    [[nodiscard]] std::set<store::delivery_ref> hand_over() { return std::exchange(promised_, {}); }
    void take_over(const std::set<store::delivery_ref>& promised) {
        all_.insert(promised.begin(), promised.end());
        promised_.insert(promised.begin(), promised.end());
    }

    // The store has it withdrawn: a read that begins now does not find it. One that is under way may.
    void durable(store::delivery_ref at, bool reading) {
        promised_.erase(at);
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
    std::set<store::delivery_ref> all_; // that may come from disk
    std::set<store::delivery_ref> promised_;
    std::vector<store::delivery_ref> after_read_;
};

} // namespace vagus::queue
