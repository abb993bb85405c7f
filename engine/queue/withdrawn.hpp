// Deliveries that are not to be sent any more, and may yet come from disk. Pure.
#pragma once

#include "engine/store/types.hpp"

#include <set>

namespace vagus::queue {

class withdrawn {
  public:
    void add(store::delivery_ref at) { all_.insert(at); }

    // Of what comes from disk, in queue order: it was withdrawn. What lies before it comes no more.
    [[nodiscard]] bool take(store::delivery_ref at) {
        const bool known = all_.contains(at);
        all_.erase(all_.begin(), all_.upper_bound(at));
        return known;
    }

  private:
    std::set<store::delivery_ref> all_;
};

} // namespace vagus::queue
