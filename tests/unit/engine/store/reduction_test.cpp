// A segment that has had its time is reduced to what it owes, and nobody who names a row of it need know.
#include "engine/store/limits.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/survey.hpp"
#include "engine/store/verify.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using namespace std::chrono_literals;
using vagus::tests::small_disk;
namespace fs = std::filesystem;

namespace {

settings keeping(const temporary_folder& folder) {
    auto how = in(folder);
    how.segment_bytes = 1 << 20;
    how.segment_age = 24h;
    how.kept_for = 24h;
    return how;
}

bool is_reduced(const temporary_folder& folder, std::uint32_t no) {
    connection db{segment_file(folder.path(), no), connection::access::read};
    return reduction_of(db).has_value();
}

template <class Act> bool reduced_after(const temporary_folder& folder, std::uint32_t no, test_clock& time, Act act) {
    return replaced_after(folder, no, time, act) && is_reduced(folder, no);
}

// What `dead.expired` said: whose, and how many.
class heard_events final : public reporter {
  public:
    heard_events()
        : reporter{severity::info} {}
    [[nodiscard]] std::vector<std::string> told() {
        std::scoped_lock hold{mutex_};
        return told_;
    }

  private:
    void write(std::string_view name, severity, const facts& what) override {
        if (name != "dead.expired") return;
        std::scoped_lock hold{mutex_};
        told_.push_back(std::get<std::string>(what[0].value) + " " +
                        std::to_string(std::get<std::int64_t>(what[2].value)));
    }
    std::mutex mutex_;
    std::vector<std::string> told_;
};

attempt dead(delivery_ref at) {
    auto what = delivered(at);
    what.state = delivery_state::dead;
    what.result = outcome::rejected;
    return what;
}

// By its age; the message that ends it lies in it too.
void seal(vagus::store::store& in, test_mailbox& box, test_clock& time, const temporary_folder& folder,
          std::uint32_t no) {
    time.advance(25h);
    REQUIRE(accept(in, box, message("the last of segment " + std::to_string(no), 2)));
    REQUIRE(sealed(folder, no));
}

// Messages for output 5, sent by now or not, in a segment of their own that has had its time.
std::vector<queued_delivery> old_messages(vagus::store::store& in, test_mailbox& box,
                                          const std::vector<std::string>& texts) {
    for (const auto& text : texts) REQUIRE(accept(in, box, message(text, 1, {5})));
    return pending(in, box, 5);
}

} // namespace

TEST_CASE("what waits or is dead outlives its segment's time under the same ids; the rest goes", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    std::vector<queued_delivery> all;
    {
        auto store = open(keeping(folder), time);
        all = old_messages(*store, box, {"done", std::string(200'000, 'd'), "dead", "waits", "resolved"});
        REQUIRE(settle(*store, box, delivered(all[0].at)));
        REQUIRE(settle(*store, box, delivered(all[1].at)));
        REQUIRE(settle(*store, box, dead(all[2].at)));
        REQUIRE(settle(*store, box, dead(all[4].at)));
        REQUIRE(resolve(*store, box, all[4].at, delivery_state::discarded));
        store->note("outside_frame", 1, {}, "bytes");
        seal(*store, box, time, folder, 1);
        wall_us begun = 0;
        REQUIRE(reduced_after(folder, 1, time, [&] {
            time.advance(25h);
            begun = time.wall();
        }));

        CHECK_FALSE(message_of(*store, box, all[0].message));
        CHECK_FALSE(message_of(*store, box, all[1].message));
        CHECK_FALSE(message_of(*store, box, all[4].message));
        CHECK(ask(folder, 1, "SELECT count(*) FROM event") == 0);
        const auto letters = dead_letters(*store, box);
        REQUIRE(letters.size() == 1);
        CHECK(letters.front().message == all[2].message);
        CHECK(letters.front().answer == "MSA|AA|1");
        CHECK(message_of(*store, box, all[2].message).value().raw == "dead");
        const auto waits = pending(*store, box, 5);
        REQUIRE(waits.size() == 1);
        CHECK(waits.front().at == all[3].at);
        CHECK(*waits.front().body == "waits");
        CHECK(store->depth(5).pending == 1);
        CHECK(store->depth(5).dead == 1);

        const auto seen = look_at(folder.path()).segments.front();
        CHECK(seen.reduced >= begun);
        CHECK(seen.reduced <= time.wall());
        CHECK(seen.messages == 2);
        CHECK(seen.freed > 150'000);
        for (const auto& each : verify(folder.path())) CHECK(each.faults.empty());
        store->close();
    }
    auto store = open(keeping(folder), time);
    CHECK(store->depth(5).pending == 1);
    REQUIRE(settle(*store, box, delivered(all[3].at)));
    CHECK(pending(*store, box, 5).empty());
    CHECK(settle(*store, box, delivered(all[0].at))); // of one that is gone: nothing to do
    REQUIRE(resolve(*store, box, all[2].at, delivery_state::retried, message("again", 1, {5})));
    time.advance(2min);
    CHECK(comes_to(time, [&] { return !fs::exists(segment_file(folder.path(), 1)); }));
}

TEST_CASE("whoever had the whole file open sees what is settled in the reduced one", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    delivery_ref waits;
    {
        auto store = open(keeping(folder), time);
        const auto all = old_messages(*store, box, {"done", "waits"});
        waits = all[1].at;
        REQUIRE(settle(*store, box, delivered(all[0].at)));
        seal(*store, box, time, folder, 1);
        CHECK(pending(*store, box, 5).size() == 1); // the store's reader
        {
            // A person's sqlite3, with the right to write. On closing it would remove what it takes for its log.
            connection person{segment_file(folder.path(), 1), connection::access::write};
            REQUIRE(person.ask("SELECT count(*) FROM delivery") == 2);
            REQUIRE(reduced_after(folder, 1, time, [&] { time.advance(25h); }));
            REQUIRE(settle(*store, box, delivered(waits)));
            CHECK(pending(*store, box, 5).empty());
            CHECK(person.has_moved());
        }
    } // like a crash: what was settled lies in the log
    auto store = open(keeping(folder), time);
    CHECK(store->depth(5).pending == 0);
    CHECK(ask(folder, 1, "SELECT state FROM delivery WHERE row = " + std::to_string(waits.row)) == 1);
}

TEST_CASE("a segment under somebody's eyes is reduced when he looks away", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto store = open(keeping(folder), time);
    const auto all = old_messages(*store, box, {"done", "waits"});
    seal(*store, box, time, folder, 1);
    REQUIRE(settle(*store, box, delivered(all[0].at))); // in its log
    std::optional<connection> person;
    person.emplace(segment_file(folder.path(), 1), connection::access::read);
    person->run("BEGIN");
    REQUIRE(person->ask("SELECT count(*) FROM delivery") == 2);
    REQUIRE(settle(*store, box, [&] {
        auto later = delivered(all[1].at); // in the log behind what he sees
        later.state = delivery_state::pending;
        return later;
    }()));
    time.advance(25h);
    std::this_thread::sleep_for(1500ms);
    CHECK_FALSE(is_reduced(folder, 1));
    CHECK(fs::exists(segment_file(folder.path(), 1)));
    CHECK(comes_to([&] { return !fs::exists(reduced_file(folder.path(), 1)); }));
    person.reset();
    time.advance(2min);
    CHECK(comes_to(time, [&] { return is_reduced(folder, 1); }));
}

TEST_CASE("a reduced segment is reduced again once half of what it kept is decided", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto store = open(keeping(folder), time);
    const auto all = old_messages(*store, box, {"one", "two", "three", "four", "done"});
    for (std::size_t i = 0; i < 4; ++i) REQUIRE(settle(*store, box, dead(all[i].at)));
    REQUIRE(settle(*store, box, delivered(all[4].at)));
    seal(*store, box, time, folder, 1);
    REQUIRE(reduced_after(folder, 1, time, [&] { time.advance(25h); }));
    const auto messages = [&] { return ask(folder, 1, "SELECT count(*) FROM message"); };
    CHECK(messages() == 4);
    REQUIRE(resolve(*store, box, all[0].at, delivery_state::discarded));
    time.advance(2min);
    std::this_thread::sleep_for(1500ms);
    CHECK(messages() == 4);
    REQUIRE(resolve(*store, box, all[1].at, delivery_state::discarded));
    CHECK(reduced_after(folder, 1, time, [&] { time.advance(2min); }));
    CHECK(messages() == 2);
    CHECK(dead_letters(*store, box).size() == 2);
}

TEST_CASE("a segment that is written to all the time is not copied yet", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = keeping(folder);
    how.kept_for = 60h;
    auto store = open(how, time);
    const auto busy = old_messages(*store, box, {"busy", "done"});
    REQUIRE(settle(*store, box, delivered(busy[1].at)));
    seal(*store, box, time, folder, 1);
    const auto at_the_limit = old_messages(*store, box, {"calm"}).back();
    seal(*store, box, time, folder, 2);
    const auto again = [&](delivery_ref at) {
        auto what = delivered(at);
        what.state = delivery_state::pending;
        REQUIRE(settle(*store, box, what));
    };
    for (std::uint64_t i = 0; i <= busy_changes; ++i) again(busy[0].at);
    for (std::uint64_t i = 0; i < busy_changes; ++i) again(at_the_limit.at);
    CHECK(reduced_after(folder, 2, time, [&] { time.advance(61h); })); // after the first was looked at
    CHECK_FALSE(is_reduced(folder, 1));
    CHECK(reduced_after(folder, 1, time, [&] { time.advance(2min); }));
}

TEST_CASE("a segment is reduced only where the copy leaves the floor of free space", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    small_disk disk{1 << 30};
    auto how = keeping(folder);
    how.on = &disk;
    how.stop_inputs_below = 1000;
    how.ballast_bytes = 0;
    auto store = open(how, time);
    const auto all = old_messages(*store, box, {"done", "waits"});
    REQUIRE(settle(*store, box, delivered(all[0].at)));
    seal(*store, box, time, folder, 1);
    std::uint64_t enough = 1000;
    {
        connection db{segment_file(folder.path(), 1), connection::access::read};
        enough += room_for_reduced(db);
    }
    const auto free_is = [&](std::uint64_t bytes) {
        disk.leave(bytes);
        REQUIRE(comes_to([&] { return store->room().free == bytes; }));
        time.advance(25h);
    };
    free_is(enough - 1);
    std::this_thread::sleep_for(1500ms);
    CHECK_FALSE(is_reduced(folder, 1));
    CHECK(reduced_after(folder, 1, time, [&] { free_is(enough); }));
    CHECK(fs::file_size(segment_file(folder.path(), 1)) <= enough - 1000);
}

TEST_CASE("dead letters that nobody decided about in time go, and the log says how many of whom", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    heard_events heard;
    auto how = keeping(folder);
    how.dead_kept_for = 60h;
    how.held_by_dead = {"stops"};
    auto opened = vagus::store::store::open(how, time, heard);
    REQUIRE(opened);
    auto& store = **opened;
    const auto pas = store.number(name_kind::output, "pas");
    const auto stops = store.number(name_kind::output, "stops");
    std::vector<delivery_ref> resolved;
    store.on_resolved(pas, box, [&](const std::vector<delivery_ref>& which) {
        resolved.insert(resolved.end(), which.begin(), which.end());
    });
    const auto die = [&](std::uint32_t output, const std::string& text) {
        REQUIRE(accept(store, box, message(text, 1, {output})));
        auto what = dead(pending(store, box, output).back().at);
        what.when = time.wall();
        REQUIRE(settle(store, box, what));
    };
    die(pas, "one");
    die(pas, "two");
    die(stops, "holds others up");
    time.advance(1us);
    die(pas, "a moment younger");
    seal(store, box, time, folder, 1);
    const auto whole = file_of(folder, 1);
    time.advance(35h - 1us);
    REQUIRE(comes_to([&] { return file_of(folder, 1) != whole; })); // at that moment: time does not go on
    CHECK(comes_to([&] { return store.depth(pas).dead == 1; }));
    CHECK(store.depth(stops).dead == 1);
    CHECK(heard.told() == std::vector<std::string>{"pas 2"});
    time.advance(2min);
    CHECK(comes_to(time, [&] { return store.depth(pas).dead == 0; }));
    CHECK(box.run_until([&] { return resolved.size() == 3; }));
    time.advance(24h * 365);
    std::this_thread::sleep_for(1500ms);
    CHECK(store.depth(stops).dead == 1); // until a person decides
    CHECK(comes_to(time, [&] { return ask(folder, 1, "SELECT count(*) FROM message") == 1; }));
    CHECK(heard.told() == std::vector<std::string>{"pas 2", "pas 1"});
}

TEST_CASE("dead letters that people must decide about hide none that has had its time", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = keeping(folder);
    how.dead_kept_for = 24h;
    how.held_by_dead = {"stops"};
    auto store = open(how, time);
    const auto pas = store->number(name_kind::output, "pas");
    const auto stops = store->number(name_kind::output, "stops");
    std::vector<std::uint32_t> outputs(expired_at_once + 1, stops);
    outputs.push_back(pas);
    REQUIRE(accept(*store, box, message("to many", 1, outputs)));
    const auto id = pending(*store, box, pas).front().at;
    for (std::int64_t row = 1; row <= id.row; ++row) {
        auto what = dead({id.segment, row});
        what.when = time.wall();
        REQUIRE(settle(*store, box, what));
    }
    seal(*store, box, time, folder, 1);
    time.advance(25h);
    CHECK(comes_to(time, [&] { return store->depth(pas).dead == 0; }));
    CHECK(store->depth(stops).dead == expired_at_once + 1);
}
