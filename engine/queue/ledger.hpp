// What came of every attempt of an output: judged, reported, counted, and made into what the store is to keep.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/queue/output_settings.hpp"
#include "engine/store/store.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <random>
#include <string>

namespace vagus::queue {

// Thread rule: everything on the output's thread, except status().
class ledger {
  public:
    // All of it outlives the ledger.
    ledger(const output_settings& how, const clock& time, reporter& report);

    struct conclusion {
        store::attempt attempt;                        // for the store
        std::optional<std::chrono::milliseconds> wait; // to be tried again after it; nothing: done with
        std::string hold{};                            // why the output is to be held; "": it is not
    };
    // Counts one more try. `first_try` is a work_time() of this life.
    [[nodiscard]] conclusion conclude(store::queued_delivery& item, const attempt_result& result,
                                      std::chrono::steady_clock::time_point first_try, std::chrono::microseconds took);
    // A clock that stands still while the output is not to send: what `give_up` counts by, and `first_try` is of.
    [[nodiscard]] std::chrono::steady_clock::time_point work_time() const;
    void rest(bool begins);
    [[nodiscard]] bool given_up(std::chrono::steady_clock::time_point first_try, std::uint32_t tries) const;
    // The receiver is away; `why` in words without field values. Reported when it was not known yet, or for another
    // reason.
    void down(const std::string& why);

    [[nodiscard]] output_status status() const; // any thread

  private:
    void note_connection(const attempt_result& result);

    const output_settings& how_;
    const clock& clock_;
    reporter& report_;
    std::minstd_rand chance_;
    std::chrono::steady_clock::duration rested_{0};
    std::optional<std::chrono::steady_clock::time_point> rests_since_;
    std::atomic<std::uint64_t> delivered_{0};
    std::atomic<std::uint64_t> attempts_{0};
    std::atomic<bool> up_{true};
    mutable std::mutex guard_;
    std::string why_; // guarded
};

} // namespace vagus::queue
