// The dead letters of an output that stand in the way until a person decides about them (`dead_letter:`). What earlier
// lives left is read from the store before anything is sent, so a restart frees nothing.
#pragma once

#include "engine/queue/dead_letter.hpp"
#include "engine/store/store.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace vagus::queue {

// Thread rule: everything on the output's thread, except the constructor.
class unresolved {
  public:
    // What it tells its queue.
    class blocker {
      public:
        // Nothing that names a key of it may pass; false: there is no room, and the output stops instead.
        [[nodiscard]] virtual bool block(const store::dead_mark& what) = 0;
        virtual void unblock(store::delivery_ref at) = 0;
        virtual void stops_changed() = 0;

      protected:
        ~blocker() = default;
    };

    // Listens to the store: before the first accept. Everything given outlives it.
    unresolved(dead_letter_policy how, std::uint32_t output, std::size_t most, store::store& from, store::mailbox& box,
               blocker& whom);
    unresolved(const unresolved&) = delete;
    unresolved& operator=(const unresolved&) = delete;

    // Reads what earlier lives left; `then` runs when it is known.
    void start(std::function<void()> then);
    // A delivery of this life died. `blocked`: its keys are held already.
    void add(store::delivery_ref at, const message_id& message, bool blocked);

    // Nothing is sent: under `stop` while there is one, under `hold_key` when there were more than can be kept apart,
    // and then until none is left.
    [[nodiscard]] bool stops() const { return stops_; }
    [[nodiscard]] std::vector<message_id> messages(std::size_t most) const; // the oldest first
    [[nodiscard]] std::size_t count() const { return known_.size(); }

  private:
    void read();
    void take(std::vector<store::dead_mark> found);
    void decided(const std::vector<store::delivery_ref>& about);
    void stop(bool now);

    const dead_letter_policy how_;
    const std::uint32_t output_;
    const std::size_t most_;
    store::store& store_;
    store::mailbox& box_;
    blocker& whom_;
    std::map<store::delivery_ref, message_id> known_; // at most `most_`
    std::set<store::delivery_ref> decided_;           // while the store is being read: what was read may be old
    bool reading_ = false;
    bool more_ = false; // than are known
    bool stops_ = false;
    std::function<void()> then_;
};

} // namespace vagus::queue
