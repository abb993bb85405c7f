// The wire events that an engine left in its store, read after it has stopped.
#pragma once

#include "base/clock.hpp"
#include "engine/store/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/running_engine.hpp"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace vagus::tests {

// Runs work on the store's own threads, one at a time.
class waiting_mailbox final : public store::mailbox {
  public:
    void post(std::vector<std::move_only_function<void()>> work) override {
        std::lock_guard hold{guard_};
        for (auto& item : work) item();
        done_.notify_all();
    }
    template <class Ready> bool wait_until(Ready ready) {
        std::unique_lock hold{guard_};
        return done_.wait_for(hold, std::chrono::seconds{60}, ready);
    }

  private:
    std::mutex guard_;
    std::condition_variable done_;
};

struct kept_event {
    std::string kind;
    std::string where;
    std::string bytes;
};

// The newest first.
inline std::vector<kept_event> kept_events(const std::filesystem::path& home) {
    event_list unheard;
    store::settings how;
    how.folder = home / ".vagus/store";
    auto opened = store::store::open(how, system_clock(), unheard);
    REQUIRE(opened);
    auto& kept = **opened;
    waiting_mailbox box;
    std::optional<std::vector<store::wire_event>> all;
    kept.wire_events(0, 100, box, [&](auto got) { all = std::move(got); });
    REQUIRE(box.wait_until([&] { return all.has_value(); }));
    std::vector<kept_event> found;
    for (const auto& each : *all) {
        std::optional<std::optional<store::wire_event>> one;
        kept.wire_event_at(each.at, box, [&](auto got) { one = std::move(got); });
        REQUIRE(box.wait_until([&] { return one.has_value(); }));
        found.push_back({each.kind, each.where, (*one)->bytes});
    }
    kept.close();
    return found;
}

} // namespace vagus::tests
