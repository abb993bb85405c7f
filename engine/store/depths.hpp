// How many deliveries wait and how many are dead, by output and segment: what people are shown, and what tells readers
// which files to open. The writer stages changes while a transaction is open and publishes them after its commit.
// Thread rule: stage() and publish() the writer thread; the rest any thread.
#pragma once

#include "engine/store/types.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace vagus::store {

class depths {
  public:
    void stage(std::uint32_t number, std::uint32_t segment, std::optional<delivery_state> from, delivery_state to);
    void publish();
    void drop(std::uint32_t segment); // what is staged for it: it was not stored after all
    void add(std::uint32_t number, std::uint32_t segment, delivery_state state, std::uint64_t count); // recovery

    [[nodiscard]] queue_depth of(std::uint32_t number) const;
    [[nodiscard]] std::uint64_t pending() const;
    [[nodiscard]] std::uint64_t owed(std::uint32_t segment) const; // what waits in it or is dead
    [[nodiscard]] bool has_dead(std::uint32_t segment) const;
    // Segments from `first` on that hold pending deliveries of `number`, ascending.
    [[nodiscard]] std::vector<std::uint32_t> segments_pending(std::uint32_t number, std::uint32_t first) const;
    // Segments that hold dead or failed deliveries, ascending.
    [[nodiscard]] std::vector<std::uint32_t> segments_dead() const;

  private:
    struct change {
        std::uint32_t number;
        std::uint32_t segment;
        std::optional<delivery_state> from;
        delivery_state to;
    };
    mutable std::mutex mutex_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, queue_depth> cells_; // (number, segment); never all zero
    std::vector<change> staged_;
};

} // namespace vagus::store
