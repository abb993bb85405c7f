// The floor of free space, and the ballast below it.
#include "engine/store/headroom.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using vagus::tests::small_disk;

namespace {

settings on(small_disk& disk, const temporary_folder& folder) {
    auto how = in(folder);
    how.on = &disk;
    how.stop_inputs_below = 1000;
    how.ballast_bytes = 100;
    return how;
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
    for (int i = 0; i < 500 && !store->room().takes_messages; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    CHECK(accept(*store, box, message("two", 1, {5})));
    CHECK(store->depth(5).pending == 1);
    store->close();
}
