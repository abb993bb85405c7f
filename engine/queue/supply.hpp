// How an output's memory follows its queue on disk: what the store posts is taken in while there is room; once
// something had to be left out, everything is read back from disk, in order, until the two have met again.
#pragma once

#include "engine/store/store.hpp"

#include <cstdint>
#include <vector>

namespace vagus::queue {

// What a supply fills. Bounded; one delivery always fits an empty one.
class shelf {
  public:
    [[nodiscard]] virtual bool has_room() const = 0;
    [[nodiscard]] virtual bool below_half() const = 0;
    virtual void put(store::queued_delivery delivery) = 0; // in queue order
    virtual void read_ended() = 0;                         // what it found has been put

  protected:
    ~shelf() = default;
};

// Thread rule: everything on the output's thread, except the constructor.
class supply {
  public:
    // Subscribes to the store: before the first accept. The shelf outlives it.
    supply(std::uint32_t output, store::store& from, store::mailbox& box, shelf& into);
    supply(const supply&) = delete;
    supply& operator=(const supply&) = delete;

    // Reads on where something was left out and there is room for it.
    void refill();
    // The last delivery taken in: what lies behind it is on disk, or not yet there.
    [[nodiscard]] store::delivery_ref loaded() const { return loaded_; }
    // Everything that was there before this life has been taken in.
    [[nodiscard]] bool caught_up() const { return caught_up_; }
    [[nodiscard]] bool reading() const { return reading_; } // just now, from disk
    void stop() { stopping_ = true; }                       // nothing more is read

  private:
    void arrived(std::vector<store::queued_delivery> fresh);

    std::uint32_t output_;
    store::store& store_;
    store::mailbox& box_;
    shelf& shelf_;

    // `loaded_` is the last delivery taken in; while `behind_`, posts only move `missed_`.
    store::delivery_ref loaded_;
    store::delivery_ref missed_;
    bool behind_ = true; // earlier lives may have left something
    bool caught_up_ = false;
    bool reading_ = false;
    bool stopping_ = false;
};

} // namespace vagus::queue
