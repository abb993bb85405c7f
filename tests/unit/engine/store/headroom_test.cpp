// The floor of free space, and the ballast below it.
#include "engine/store/headroom.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <semaphore>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using vagus::tests::small_disk;
using namespace std::chrono_literals;

namespace {

settings on(small_disk& disk, const temporary_folder& folder) {
    auto how = in(folder);
    how.on = &disk;
    how.stop_inputs_below = 1000;
    how.ballast_bytes = 100;
    return how;
}

// Holds whoever says `what` until it may go on, or a test has failed.
class held_reporter final : public reporter {
  public:
    explicit held_reporter(std::string_view what)
        : reporter{severity::debug}
        , what_{what} {}
    std::counting_semaphore<1000> came{0};
    std::counting_semaphore<1000> go_on{0};

  private:
    void write(std::string_view name, severity, const facts&) override {
        if (name != what_) return;
        came.release();
        static_cast<void>(go_on.try_acquire_for(20s));
    }
    std::string_view what_;
};

std::unique_ptr<vagus::store::store> open(const settings& how, const test_clock& time, reporter& report) {
    auto opened = vagus::store::store::open(how, time, report);
    REQUIRE(opened);
    return std::move(*opened);
}

} // namespace

TEST_CASE("inputs stop one byte below the floor, and go on a tenth above it", "[store]") {
    temporary_folder folder;
    small_disk disk{5000};
    headroom room{on(disk, folder), no_report()};
    CHECK(room.takes_messages());
    disk.leave(1000);
    room.look();
    CHECK(room.takes_messages());
    disk.leave(999);
    room.look();
    CHECK_FALSE(room.takes_messages());
    CHECK(room.now().free == 999);
    CHECK_FALSE(room.out());
    disk.leave(1099);
    room.look();
    CHECK_FALSE(room.takes_messages());
    disk.leave(1100);
    room.look();
    CHECK(room.takes_messages());
}

TEST_CASE("the ballast is given up once, and inputs wait until there is another", "[store]") {
    temporary_folder folder;
    small_disk disk{5000};
    headroom room{on(disk, folder), no_report()};
    CHECK(disk.held() == 100);
    disk.leave(0);
    CHECK(room.ran_out());
    CHECK(disk.held() == 0);
    CHECK_FALSE(room.takes_messages());
    CHECK_FALSE(room.ran_out()); // nothing is left to give
    disk.leave(1099);
    room.look();
    CHECK(room.out());
    disk.leave(1100);
    room.look();
    CHECK(room.takes_messages());
    CHECK(disk.held() == 100);
    CHECK(room.ran_out());
}

TEST_CASE("a store without room for its ballast takes no messages", "[store]") {
    temporary_folder folder;
    small_disk disk{50};
    headroom room{on(disk, folder), no_report()};
    CHECK(room.out());
    disk.leave(2000);
    room.look();
    CHECK(room.takes_messages());
}

TEST_CASE("the ballast of the real disk occupies what it says and gives it back", "[store]") {
    temporary_folder folder;
    std::filesystem::create_directories(folder.path());
    auto ballast = folder.path() / "ballast";
    CHECK(system_disk().free_bytes(folder.path()).value_or(0) > 0);
    REQUIRE(system_disk().reserve(ballast, 1 << 20));
    CHECK(std::filesystem::file_size(ballast) == 1 << 20);
    CHECK(system_disk().release(ballast));
    CHECK_FALSE(std::filesystem::exists(ballast));
    CHECK_FALSE(system_disk().release(ballast));
    CHECK_FALSE(system_disk().reserve(ballast, std::uint64_t{1} << 60U));
    CHECK_FALSE(std::filesystem::exists(ballast));
    CHECK_FALSE(system_disk().read_only(folder.path()));
}

TEST_CASE("a store whose disk filled refuses what would need room, settles what waits, and recovers by itself",
          "[store]") {
    temporary_folder folder;
    test_mailbox box;
    small_disk disk{5000};
    auto how = on(disk, folder);
    {
        auto store = open(how);
        REQUIRE(accept(*store, box, message("one", 1, {5})));
        store->close();
    }
    disk.leave(50);
    static_cast<void>(disk.release({})); // as a crash left it: the ballast is gone
    disk.leave(50);
    auto store = open(how);
    CHECK(store->room().out_of_space);
    auto refused = accept(*store, box, message("two", 1, {5}));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what == store_error::kind::full);
    auto waiting = pending(*store, box, 5);
    REQUIRE(waiting.size() == 1);
    CHECK(settle(*store, box, delivered(waiting.front().at)));
    disk.leave(5000);
    (void)comes_to([&] { return store->room().takes_messages; });
    CHECK(accept(*store, box, message("two", 1, {5})));
    CHECK(store->depth(5).pending == 1);
    store->close();
}

TEST_CASE("the disk was not looked at for as long as a round of retention lasts", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    small_disk disk{5000};
    held_reporter report{"store.index_made"};
    auto how = on(disk, folder);
    how.segment_bytes = 1; // a segment a message
    auto store = open(how, time, report);
    REQUIRE(accept(*store, box, message("one")));
    REQUIRE(accept(*store, box, message("two")));
    time.advance(61s);
    REQUIRE(report.came.try_acquire_for(60s)); // the round is held from here on
    CHECK(store->room().takes_messages);
    disk.leave(0);
    CHECK(comes_to([&] { return !store->room().takes_messages; }));
    disk.leave(5000);
    CHECK(comes_to([&] { return store->room().takes_messages; }));
    report.go_on.release(1000);
    store->close();
}

TEST_CASE("the end of the store waits for the segment in hand, not for a whole round", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    held_reporter report{"store.segment_removed"};
    auto how = in(folder);
    how.segment_bytes = 1;
    how.kept_for = 24h;
    auto store = open(how, time, report);
    for (const char* text : {"one", "two", "three", "four"}) REQUIRE(accept(*store, box, message(text)));
    REQUIRE(sealed(folder, 3));
    time.advance(25h);
    REQUIRE(report.came.try_acquire_for(60s));
    std::atomic<bool> begun = false;
    std::jthread ending{[&] {
        begun = true;
        store->close();
    }};
    REQUIRE(comes_to([&] { return begun.load(); }));
    std::this_thread::sleep_for(1s); // it has said so by now
    report.go_on.release(1000);
    ending.join();
    CHECK_FALSE(std::filesystem::exists(segment_file(folder.path(), 1)));
    CHECK(std::filesystem::exists(segment_file(folder.path(), 2)));
}
