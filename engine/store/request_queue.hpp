// The bounded queue in front of the writer. While a group is written the next one gathers here by itself; a settle that
// nobody waits for does not wake an idle writer, it rides with whatever comes or goes alone when its time is up.
#pragma once

#include "engine/store/requests.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace vagus::store {

enum class urgency : std::uint8_t { now, rides };

class request_queue {
  public:
    explicit request_queue(const settings& how);

    // Takes `what` or says why not, and then leaves it untouched. Past the bounds only what ends what is stored already
    // is taken. Any thread.
    [[nodiscard]] std::optional<store_error> push(request& what, urgency when);
    // Waits, then exchanges what came, in order, for `taken`. False: stopped, and nothing will come. The writer thread.
    [[nodiscard]] bool take(std::vector<request>& taken);

    // Adds what came since to `taken`, without waiting. False: nothing came. The writer thread.
    [[nodiscard]] bool take_more(std::vector<request>& taken);

    // A settle that somebody will await is under way: the writer holds its next group back for it, at most
    // settle_patience, so that it need not wait for a whole commit first. Any thread.
    void expect_settle();

    // From now on push() fails with `why`; take() still hands over what is there.
    void stop(const store_error& why);

  private:
    enum class waiting : std::uint8_t { no, at_most, forever, for_settles };

    [[nodiscard]] bool has_room(const request& what) const;
    void let_settles_come(std::unique_lock<std::mutex>& hold);

    const std::size_t most_requests_;
    const std::size_t most_bytes_;
    const std::chrono::milliseconds settle_delay_;
    const std::chrono::microseconds settle_patience_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<request> waiting_;
    std::size_t bytes_ = 0;
    bool urgent_ = false; // somebody waits for one of them
    waiting writer_ = waiting::no;
    std::chrono::steady_clock::time_point rides_until_;
    std::size_t expected_ = 0; // settles under way
    std::chrono::steady_clock::time_point expected_until_;
    std::optional<store_error> stopped_;
};

} // namespace vagus::store
