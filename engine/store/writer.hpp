// The one thread that writes: it takes whatever waits, records it in one transaction, commits, and only then answers.
#pragma once

#include "base/report.hpp"
#include "engine/store/depths.hpp"
#include "engine/store/headroom.hpp"
#include "engine/store/meters.hpp"
#include "engine/store/outbox.hpp"
#include "engine/store/recorder.hpp"
#include "engine/store/request_queue.hpp"
#include "engine/store/segments.hpp"
#include "engine/store/subscriptions.hpp"
#include "engine/store/watchers.hpp"

#include <functional>
#include <span>
#include <thread>
#include <vector>

namespace vagus::store {

class writer {
  public:
    // Everything given outlives the writer. `undecided` runs on the writer thread when it cannot go on.
    writer(request_queue& queue, recorder& record, segments& files, depths& counts, subscriptions& outputs,
           watchers& waiting, headroom& room, store_meters& counted, std::function<void(const store_error&)> undecided);

    void join() { thread_.join(); } // after queue.stop()

  private:
    void run();
    // Writes one group from there on, with those who come while it is recorded. Returns how many it was.
    std::size_t write(std::vector<request>& taken, std::size_t from);
    // `recorded` counts while it goes on: an error leaves there how many had been begun.
    void record(std::vector<request>& taken, std::size_t from, std::size_t& recorded);
    // The disk is full and the group was not stored. Settles are, in the room that the ballast gives; the others hear
    // that they were not.
    void settle_without_room(std::span<request> group, bool recorded, const sqlite_error& full);
    // On a full disk: refuses what would need room.
    void turn_away(std::vector<request>& taken, std::size_t from);
    void maintain(std::span<request> group);
    void answer_all(std::span<request> group);
    void give_up(std::span<request> unanswered, const store_error& why);

    request_queue& queue_;
    recorder& record_;
    segments& files_;
    depths& counts_;
    subscriptions& outputs_;
    watchers& waiting_;
    headroom& room_;
    store_meters& counted_;
    std::function<void(const store_error&)> undecided_;
    outbox out_;
    std::jthread thread_; // last: it uses all the others
};

} // namespace vagus::store
