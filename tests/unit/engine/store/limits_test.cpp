// The bounds of the queue, and the end of the store.
#include "engine/store/limits.hpp"
#include "engine/store/request_queue.hpp"
#include "engine/store/requests.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <semaphore>
#include <thread>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

request asking(std::size_t bytes) {
    new_message what;
    what.raw.resize(bytes);
    return accept_request{std::move(what), nullptr, {}, {}};
}

request settling() {
    return settle_request{{}, nullptr, [](const auto&) {}};
}
request recording_a_try() {
    return settle_request{{}, nullptr, {}};
}

// Holds whoever brings an answer until it may go on, or a test has failed.
class held_mailbox final : public mailbox {
  public:
    void post(std::vector<std::move_only_function<void()>> work) override {
        came.release();
        static_cast<void>(go_on.try_acquire_for(std::chrono::seconds{20}));
        for (auto& each : work) each();
    }
    std::counting_semaphore<1000> came{0};
    std::counting_semaphore<1000> go_on{0};
};

bool full(const std::optional<store_error>& why) {
    return why && why->what == store_error::kind::full;
}

} // namespace

TEST_CASE("the queue takes no more requests than its limit", "[store]") {
    settings how;
    how.queue_requests = 3;
    request_queue queue{how};
    for (int i = 0; i < 3; ++i) {
        auto one = asking(1);
        CHECK_FALSE(queue.push(one, urgency::now));
    }
    auto fourth = asking(7);
    CHECK(full(queue.push(fourth, urgency::now)));
    CHECK(std::get<accept_request>(fourth).message.raw.size() == 7); // left with whoever asked
    auto attempt = recording_a_try();
    CHECK(full(queue.push(attempt, urgency::rides))); // of which the next life would know a little more

    std::vector<request> taken;
    REQUIRE(queue.take(taken));
    CHECK(taken.size() == 3);
    CHECK_FALSE(queue.push(fourth, urgency::now)); // there is room again
}

TEST_CASE("a withdrawal that a full queue refused was pending on disk and in no queue, until a restart", "[store]") {
    settings how;
    how.queue_requests = 2;
    how.queue_bytes = 10'000;
    request_queue queue{how};
    auto large = asking(5000);
    REQUIRE_FALSE(queue.push(large, urgency::now));
    for (int i = 0; i < 50; ++i) {
        request end = withdraw_request{{}, std::vector<delivery_ref>(10), {}, std::string(100, 'x'), nullptr, {}};
        CHECK_FALSE(needs_room(end)); // on the disk
        CHECK_FALSE(queue.push(end, urgency::now));
    }
    std::vector<request> taken;
    REQUIRE(queue.take(taken));
    CHECK(taken.size() == 51);
}

TEST_CASE("a settle that a full queue refused stopped its output until a restart", "[store]") {
    settings how;
    how.queue_requests = 1;
    request_queue queue{how};
    for (int i = 0; i < 50; ++i) {
        auto settle = settling();
        CHECK_FALSE(queue.push(settle, urgency::rides));
    }
    auto message = asking(1);
    CHECK(full(queue.push(message, urgency::now)));
}

TEST_CASE("a place that goes back finds room wherever what was made since is withdrawn", "[store]") {
    settings how;
    how.queue_requests = 1;
    request_queue queue{how};
    for (int i = 0; i < 50; ++i) {
        request place = position_request{};
        CHECK_FALSE(needs_room(place)); // on the disk
        CHECK_FALSE(queue.push(place, urgency::now));
    }
}

TEST_CASE("the queue takes nothing more once its limit of bytes waits", "[store]") {
    settings how;
    how.queue_bytes = 10'000;
    request_queue queue{how};
    auto large = asking(9000);
    CHECK_FALSE(queue.push(large, urgency::now));
    auto second = asking(1000);
    CHECK_FALSE(queue.push(second, urgency::now));
    auto third = asking(1);
    CHECK(full(queue.push(third, urgency::now)));
    std::vector<request> taken;
    REQUIRE(queue.take(taken));
    CHECK(taken.size() == 2);
    CHECK_FALSE(queue.push(third, urgency::now));
}

TEST_CASE("a message longer than the queue's limit of bytes was refused for ever", "[store]") {
    settings how;
    how.queue_bytes = 10'000;
    request_queue queue{how};
    auto small = asking(1);
    CHECK_FALSE(queue.push(small, urgency::now));
    auto large = asking(10'000);
    CHECK_FALSE(queue.push(large, urgency::now)); // and not only when nothing waits, which may never be
    auto next = asking(10'000);
    CHECK(full(queue.push(next, urgency::now)));
    std::vector<request> taken;
    REQUIRE(queue.take(taken));
    CHECK(taken.size() == 2);
    CHECK_FALSE(queue.push(next, urgency::now));
}

TEST_CASE("a settle that is expected and does not come holds nobody up for longer than its patience", "[store]") {
    request_queue queue{settings{}};
    std::vector<request> taken;
    for (int i = 0; i < 10; ++i) {
        queue.expect_settle();
        auto one = asking(1);
        REQUIRE_FALSE(queue.push(one, urgency::now));
        auto begun = std::chrono::steady_clock::now();
        REQUIRE(queue.take(taken)); // would wait for ever
        CHECK(taken.size() == 1);
        CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{10});
    }
}

TEST_CASE("a group waits for the settle that is expected, and goes when it is there", "[store]") {
    settings how;
    how.settle_patience = std::chrono::seconds{60};
    request_queue queue{how};
    queue.expect_settle();
    auto one = asking(1);
    REQUIRE_FALSE(queue.push(one, urgency::now));
    std::jthread lane{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
        auto settle = settling();
        CHECK_FALSE(queue.push(settle, urgency::now));
    }};
    std::vector<request> taken;
    REQUIRE(queue.take(taken));
    CHECK(taken.size() == 2);
}

TEST_CASE("a full group and a stop do not wait for a settle", "[store]") {
    settings how;
    how.settle_patience = std::chrono::hours{1};
    request_queue queue{how};
    queue.expect_settle();
    for (std::size_t i = 0; i < group_requests; ++i) {
        auto one = asking(1);
        REQUIRE_FALSE(queue.push(one, urgency::now));
    }
    std::vector<request> taken;
    REQUIRE(queue.take(taken));
    CHECK(taken.size() == group_requests);
    queue.expect_settle();
    queue.stop({store_error::kind::closed, "closed"});
    CHECK_FALSE(queue.take(taken));
}

TEST_CASE("a message that finds the queue full is told so, and others are not harmed", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    held_mailbox held;
    auto how = in(folder);
    how.queue_bytes = 100'000;
    auto store = open(how);
    std::atomic<int> stored = 0;
    const auto count = [&](const auto& got) { stored += got ? 1 : 0; };
    store->accept(message("first"), held, count);
    held.came.acquire(); // the writer waits for it
    store->accept(message(std::string(200'000, 'x')), box, count);
    auto got = accept(*store, box, message("second"));
    held.go_on.release(1000);
    REQUIRE_FALSE(got);
    CHECK(got.error().what == store_error::kind::full);
    REQUIRE(box.run_until([&] { return stored == 2; }));
    CHECK(accept(*store, box, message("third")));
}

TEST_CASE("the longest body fits into a row with what stands beside it, and a longer one is a failed route",
          "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto row = std::to_string(longest_body + 32 * limits::MiB);
    CHECK(ask(folder, 1, "SELECT length(zeroblob(" + row + "))") > 0);

    auto what = message("x", 1, {5, 6});
    what.deliveries[0].body = std::string(95, 'a');
    what.deliveries[0].attributes = "beside";
    what.deliveries[0].route = 7;
    auto other = what;
    fail_too_long(what, 101);
    CHECK(what.state == message_state::queued);
    CHECK(what.deliveries[0].body);
    fail_too_long(other, 100);
    CHECK(other.state == message_state::failed);
    CHECK(other.deliveries[0].name == 7);
    CHECK(other.deliveries[0].state == delivery_state::failed);
    CHECK_FALSE(other.deliveries[0].body);
    CHECK(other.deliveries[1].state == delivery_state::pending);
    CHECK(other.reason == other.deliveries[0].reason);
    REQUIRE(accept(*store, box, std::move(other)));
    CHECK(pending(*store, box, 5).empty());
    CHECK(pending(*store, box, 6).size() == 1);
    CHECK(dead_letters(*store, box).size() == 1);
}

TEST_CASE("a group is bounded: more than one transaction's worth is still answered in order", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    std::vector<message_id> ids;
    auto many = 3 * group_requests;
    for (std::size_t i = 0; i < many; ++i) {
        store->accept(message("x"), box, [&](auto got) { ids.push_back(got->id); });
    }
    REQUIRE(box.run_until([&] { return ids.size() == many; }));
    CHECK(std::is_sorted(ids.begin(), ids.end()));
}

TEST_CASE("the log is copied into the segment when it passes its limit, and used again", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    std::string large(limits::MiB, 'x');
    for (int i = 0; i < 20; ++i) REQUIRE(accept(*store, box, message(large)));
    CHECK(std::filesystem::file_size(folder.path() / "s0-1.db-wal") < wal_bytes + 3 * limits::MiB);
    CHECK(std::filesystem::file_size(folder.path() / "s0-1.db") > 12 * limits::MiB);
}

TEST_CASE("close finishes what is queued, and refuses what comes later", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    int stored = 0;
    {
        auto store = open(in(folder));
        for (int i = 0; i < 100; ++i) {
            store->accept(message("m" + std::to_string(i), 1, {5}), box, [&](auto got) { stored += bool(got); });
        }
        store->note("garbage", 1, std::nullopt, "x");
        store->close();
        auto late = accept(*store, box, message("late"));
        REQUIRE_FALSE(late);
        CHECK(late.error().what == store_error::kind::closed);
        CHECK(stored == 100);
        store->close(); // again: nothing
    }
    CHECK(std::filesystem::exists(folder.path() / "s0-1.db"));
    CHECK_FALSE(std::filesystem::exists(folder.path() / "s0-1.db-wal")); // all of it is in the segment
    auto store = open(in(folder));
    CHECK(store->recovery().clean);
    CHECK(store->recovery().pending == 100);
    CHECK(ask(folder, 1, "SELECT count(*) FROM event") == 1);
}

TEST_CASE("names keep their numbers", "[store]") {
    temporary_folder folder;
    std::uint32_t in_one = 0;
    {
        auto store = open(in(folder));
        in_one = store->number(name_kind::input, "adt");
        CHECK(store->number(name_kind::output, "adt") != in_one);
        CHECK(store->number(name_kind::input, "adt") == in_one);
    }
    auto store = open(in(folder));
    CHECK(store->number(name_kind::input, "adt") == in_one);
    CHECK(store->name(99).empty());
}

TEST_CASE("what is renamed keeps its number, over a restart too, and takes no name that is taken", "[store]") {
    temporary_folder folder;
    std::uint32_t number = 0;
    {
        auto store = open(in(folder));
        number = store->number(name_kind::output, "pas");
        CHECK(store->rename(name_kind::output, "pas", "pas_new"));
        CHECK_FALSE(store->rename(name_kind::output, "pas", "again")); // nothing is called so any more
        CHECK(store->known_number(name_kind::output, "pas") == 0);
        CHECK(store->name(number) == "pas_new");
        CHECK(store->number(name_kind::output, "pas") != number);
        CHECK_FALSE(store->rename(name_kind::output, "pas", "pas_new"));
    }
    auto store = open(in(folder));
    CHECK(store->known_number(name_kind::output, "pas_new") == number);
}
