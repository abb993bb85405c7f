// The reader's own thread: what it is asked of files that come and go meanwhile.
#include "engine/store/reader.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <string>
#include <vector>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
namespace fs = std::filesystem;

namespace {

// Two sealed segments, each with a dead letter of output 5 and one that waits for it.
void two_segments(const temporary_folder& folder, test_mailbox& box) {
    auto how = in(folder);
    how.segment_bytes = 1;
    auto store = open(how);
    for (const char* text : {"first", "second"}) {
        REQUIRE(accept(*store, box, message(text, 1, {5, 5})));
        auto dead = delivered(pending(*store, box, 5).back().at);
        dead.state = delivery_state::dead;
        dead.result = outcome::rejected;
        REQUIRE(settle(*store, box, dead));
    }
    store->close();
}

// As a reader finds things that has asked where something is owed, and comes to the file a moment later.
struct late_reader {
    late_reader(const temporary_folder& folder, test_mailbox& box)
        : entries{folder.path()}
        , reads{folder.path(), entries, counts, opening, no_report(), [this, &box](const store_error&) {
                    ended = true;
                    std::vector<std::move_only_function<void()>> nothing;
                    nothing.emplace_back([] {});
                    box.post(std::move(nothing));
                }} {
        for (const std::uint32_t no : {1U, 2U}) {
            counts.add(5, no, delivery_state::dead, 1);
            counts.add(5, no, delivery_state::pending, 1);
        }
    }
    catalog entries;
    depths counts;
    std::mutex opening;
    std::atomic<bool> ended = false; // the engine
    reader reads;
};

template <class Row, class Ask> std::vector<Row> answer(late_reader& from, test_mailbox& box, Ask ask) {
    std::optional<std::vector<Row>> got;
    ask([&](std::vector<Row> rows) { got = std::move(rows); });
    REQUIRE(box.run_until([&] { return got.has_value() || from.ended; }));
    return got ? std::move(*got) : std::vector<Row>{};
}

std::vector<dead_mark> undecided(late_reader& from, test_mailbox& box) {
    return answer<dead_mark>(from, box, [&](auto done) { from.reads.undecided_dead(5, 100, box, std::move(done)); });
}

std::vector<queued_delivery> waiting(late_reader& from, test_mailbox& box) {
    return answer<queued_delivery>(
        from, box, [&](auto done) { from.reads.pending_after(5, {}, 100, 1 << 20, box, std::move(done)); });
}

} // namespace

TEST_CASE("a segment that is removed while a queue is read ended the engine", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    two_segments(folder, box);
    late_reader from{folder, box};
    CHECK(undecided(from, box).size() == 2);
    CHECK(waiting(from, box).size() == 2);

    REQUIRE(from.entries.retire(1, 0));
    SECTION("its file is there yet") {}
    SECTION("its file has gone") {
        remove_database(segment_file(folder.path(), 1));
    }
    const auto letters = undecided(from, box);
    const auto queue = waiting(from, box);
    CHECK_FALSE(from.ended);
    REQUIRE(letters.size() == 1);
    CHECK(letters.front().at.segment == 2);
    REQUIRE(queue.size() == 1);
    CHECK(queue.front().at.segment == 2);
}

TEST_CASE("a segment that is missing and was not removed ends the engine: its queue would go on without it",
          "[store]") {
    temporary_folder folder;
    test_mailbox box;
    two_segments(folder, box);
    remove_database(segment_file(folder.path(), 1));
    late_reader from{folder, box};
    CHECK(undecided(from, box).empty());
    CHECK(from.ended);
}
