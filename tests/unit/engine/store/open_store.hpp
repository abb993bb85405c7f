// What the store's tests share: a folder that goes away, a mailbox that runs work when told, short ways to ask.
#pragma once

#include "engine/store/folder.hpp"
#include "engine/store/sqlite.hpp"
#include "engine/store/store.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace vagus::store::test {

class temporary_folder {
  public:
    temporary_folder() {
        static std::atomic<int> count = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("vagus-store-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
        std::filesystem::remove_all(path_);
    }
    temporary_folder(temporary_folder&&) = delete;
    ~temporary_folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// One I/O thread's mailbox: work waits until the test runs it.
class test_mailbox final : public mailbox {
  public:
    void post(std::vector<std::move_only_function<void()>> work) override {
        std::scoped_lock hold{mutex_};
        ++posts_;
        for (auto& each : work) work_.push_back(std::move(each));
        came_.notify_all(); // under the lock: whoever waited may be gone with this once it is free
    }
    // Runs what comes until `done` says so; false when nothing came for half a minute.
    template <class Done> [[nodiscard]] bool run_until(Done done) {
        while (!done()) {
            auto work = [this] {
                std::unique_lock hold{mutex_};
                came_.wait_for(hold, std::chrono::seconds{30}, [this] { return !work_.empty(); });
                return std::exchange(work_, {});
            }();
            if (work.empty()) return false;
            for (auto& each : work) each();
        }
        return true;
    }
    [[nodiscard]] int posts() {
        std::scoped_lock hold{mutex_};
        return posts_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<std::move_only_function<void()>> work_;
    int posts_ = 0;
};

// Waits for as long as a slow disk takes. The upkeep threads look once a second by the machine's clock.
template <class Is> [[nodiscard]] bool comes_to(Is is) {
    for (int i = 0; i < 6000 && !is(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    return is();
}

// Time that the test moves.
class test_clock final : public clock {
  public:
    [[nodiscard]] wall_us wall() const override { return wall_us_; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
        return std::chrono::steady_clock::time_point{std::chrono::microseconds{steady_us_}};
    }
    void advance(std::chrono::microseconds by) {
        wall_us_ += by.count();
        steady_us_ += by.count();
    }
    void jump(std::chrono::microseconds by) { wall_us_ += by.count(); }

  private:
    std::atomic<wall_us> wall_us_ = 1'790'000'000'000'000;
    std::atomic<std::int64_t> steady_us_ = 1'000'000'000'000;
};

// For what a later round may do as well. Rounds are a minute of the store's clock apart, so that goes on by one for
// each five seconds that the test waits.
template <class Is> [[nodiscard]] bool comes_to(test_clock& time, Is is) {
    int looks = 0;
    return comes_to([&] {
        if (is()) return true;
        if (++looks % 500 == 0) time.advance(std::chrono::minutes{1});
        return false;
    });
}

inline settings in(const temporary_folder& folder) {
    settings how;
    how.folder = folder.path();
    return how;
}

inline std::unique_ptr<vagus::store::store> open(const settings& how, const clock& time = system_clock()) {
    auto opened = vagus::store::store::open(how, time, no_report());
    if (!opened) FAIL(opened.error().text);
    return std::move(*opened);
}

// The answer of a segment file to a question in SQL.
inline std::int64_t ask(const temporary_folder& folder, std::uint32_t segment, const std::string& sql) {
    return connection{segment_file(folder.path(), segment), connection::access::read}.ask(sql.c_str());
}

inline std::int64_t ask_catalog(const temporary_folder& folder, const std::string& sql) {
    return connection{folder.path() / catalog_name, connection::access::read}.ask(sql.c_str());
}

// After the answer to its last message, at the time of the test's clock: before the test moves that. The next one's
// file is there sooner than the catalog's word, from which the age counts.
[[nodiscard]] inline bool sealed(const temporary_folder& folder, std::uint32_t no) {
    const auto sql = "SELECT count(*) FROM segment WHERE sealed <> 0 AND no = " + std::to_string(no);
    return comes_to([&] { return ask_catalog(folder, sql) == 1; });
}

inline bool is_doubted(const temporary_folder& folder) {
    return ask_catalog(folder, "SELECT count(*) FROM clock_doubt") != 0;
}

// When the clock was last known to be right: once an hour, at the end of a round.
inline wall_us marked(const temporary_folder& folder) {
    return ask_catalog(folder, "SELECT wall_us FROM store");
}

// Which file a segment lies in. Asked without opening it: whoever looks into a segment keeps it from being reduced.
inline ino_t file_of(const temporary_folder& folder, std::uint32_t no) {
    struct stat at{};
    return ::stat(segment_file(folder.path(), no).c_str(), &at) == 0 ? at.st_ino : 0;
}

// Whether another file takes a segment's place once `act` was done.
template <class Act> bool replaced_after(const temporary_folder& folder, std::uint32_t no, test_clock& time, Act act) {
    const auto before = file_of(folder, no);
    act();
    return comes_to(time, [&] { return file_of(folder, no) != before; });
}

// A message whose bytes are `text`, for the outputs named, remembered by its bytes.
inline new_message message(const std::string& text, std::uint32_t input = 1, std::vector<std::uint32_t> outputs = {}) {
    new_message made;
    made.input = input;
    made.peer = "127.0.0.1:4711";
    made.received = system_clock().wall();
    made.revision = 1;
    made.control = "C-" + text.substr(0, 8);
    made.type = "ADT^A01";
    made.receipt = "AA";
    made.raw = text;
    for (std::size_t i = 0; i < text.size(); ++i)
        made.digest[i % 16] ^= static_cast<std::uint8_t>(text[i] + static_cast<int>(i / 16));
    for (auto output : outputs) made.deliveries.push_back({output, delivery_state::pending, {output, 7}, {}, {}});
    return made;
}

// Asks and waits for the answer. Requires that one comes.
inline result<receipt, store_error> accept(vagus::store::store& to, test_mailbox& box, new_message what) {
    std::optional<result<receipt, store_error>> answer;
    to.accept(std::move(what), box, [&](result<receipt, store_error> got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    return *answer;
}

inline result<void, store_error> settle(vagus::store::store& to, test_mailbox& box, attempt what) {
    std::optional<result<void, store_error>> answer;
    to.settle(std::move(what), true, box, [&](result<void, store_error> got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    return *answer;
}

inline result<bool, store_error> resolve(vagus::store::store& to, test_mailbox& box, delivery_ref at,
                                         delivery_state state, std::optional<new_message> replacement = {}) {
    std::optional<result<bool, store_error>> answer;
    to.resolve(at, state, "asked for", std::move(replacement), box,
               [&](result<bool, store_error> got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    return *answer;
}

inline std::vector<queued_delivery> pending(vagus::store::store& in, test_mailbox& box, std::uint32_t output,
                                            delivery_ref after = {}, std::size_t most = 1000,
                                            std::size_t most_bytes = 1 << 20) {
    std::optional<std::vector<queued_delivery>> answer;
    in.pending_after(output, after, most, most_bytes, box, [&](auto got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    return std::move(*answer);
}

// A page of what people ask for. Requires that the store answers.
template <class Row, class Ask> page<Row> page_of(test_mailbox& box, Ask ask) {
    std::optional<result<page<Row>, std::string>> answer;
    ask([&](auto got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    REQUIRE(*answer);
    return std::move(**answer);
}

inline page<dead_letter> dead_page(vagus::store::store& in, test_mailbox& box, dead_query what = {}) {
    return page_of<dead_letter>(box, [&](auto done) { in.dead_letters(what, box, std::move(done)); });
}

inline std::vector<dead_letter> dead_letters(vagus::store::store& in, test_mailbox& box, dead_query what = {}) {
    std::vector<dead_letter> all;
    for (;;) {
        auto page = dead_page(in, box, what);
        all.insert(all.end(), page.rows.begin(), page.rows.end());
        if (!page.next) return all;
        what.after = *page.next;
    }
}

inline std::optional<stored_message> message_of(vagus::store::store& in, test_mailbox& box, message_id id) {
    std::optional<std::optional<stored_message>> answer;
    in.message_of(id, box, [&](auto got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    return std::move(*answer);
}

inline attempt delivered(delivery_ref at) {
    attempt what;
    what.at = at;
    what.state = delivery_state::delivered;
    what.tries = 1;
    what.when = system_clock().wall();
    what.answer = "MSA|AA|1";
    return what;
}

} // namespace vagus::store::test
