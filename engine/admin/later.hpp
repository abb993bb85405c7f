// How many later messages of the same key a receiver has already: what a person is told before something is sent out of
// its order. Pure.
#pragma once

#include "engine/store/queries.hpp"

#include <cstdint>
#include <set>
#include <unordered_map>
#include <vector>

namespace vagus::admin {

// Of one output. What is to be sent is told first, then what was delivered.
class later_count {
  public:
    // A message by the segment and row of its id. Without keys it has the key of all that have none: every message of
    // an output with `order: strict`.
    void to_send(store::delivery_ref message, const std::vector<std::uint64_t>& keys);
    // Counts when it is later than one that is to be sent and shares a key with it, and is not to be sent itself.
    void delivered(const store::delivered_row& row);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] store::delivery_ref first() const { return first_; } // of what is to be sent

  private:
    void note(std::uint64_t key, store::delivery_ref message);

    std::unordered_map<std::uint64_t, store::delivery_ref> earliest_; // by key
    std::set<store::delivery_ref> chosen_;
    store::delivery_ref first_ = store::last_place;
    std::uint64_t count_ = 0;
};

} // namespace vagus::admin
