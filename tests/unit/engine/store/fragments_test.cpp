// Fragments of a message: which series is open, what a crash leaves of it, and what becomes of one that never ends.
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t lab = 5;
constexpr std::uint32_t out = 9;
using pointer = std::optional<std::uint64_t>;

new_message part(const std::string& text, pointer of, pointer to) {
    auto made = message(text, lab);
    made.state = message_state::fragment;
    made.remember = true;
    made.receipt_if_refused = "AE";
    made.fragment = fragment{of, to, 3, 100, 2, 1h, {}, {}};
    return made;
}

// The last one, with the message that it and those before it make.
new_message last_part(const vagus::store::store& in, const std::string& text, std::uint64_t of,
                      const std::string& whole) {
    auto made = part(text, of, {});
    const auto before = in.waiting_series(lab, of);
    if (!before) return made;
    made.fragment->behind = before->last;
    made.fragment->whole = std::make_shared<new_message>(message(whole, lab, {out}));
    return made;
}

receipt take(vagus::store::store& in, test_mailbox& box, new_message what) {
    const auto got = accept(in, box, std::move(what));
    REQUIRE(got);
    return *got;
}

series_bodies read(vagus::store::store& in, test_mailbox& box, const open_series& which) {
    std::optional<series_bodies> answer;
    in.fragments_of(which, box, [&](series_bodies got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    return std::move(*answer);
}

// As intake ends a series whose rest did not come.
receipt end(vagus::store::store& in, test_mailbox& box, const series_bodies& series) {
    auto made = message("what there is", lab);
    made.state = message_state::failed;
    made.unfinished = unfinished{series.about.pointer, series.about.last, series.ids};
    made.deliveries.push_back({lab, delivery_state::failed, {}, {}, "incomplete"});
    return take(in, box, std::move(made));
}

} // namespace

TEST_CASE("a series is followed from fragment to fragment, and its whole is stored with the last",
          "[store][fragment]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto first = take(*store, box, part("one", {}, 11));
    CHECK(first.code == "AA");
    CHECK(pending(*store, box, out).empty());
    const auto second = take(*store, box, part("two", 11, 12));
    CHECK_FALSE(store->waiting_series(lab, 11));
    const auto waits = store->waiting_series(lab, 12);
    REQUIRE(waits);
    CHECK(waits->last == second.id);
    CHECK(waits->fragments == 2);
    CHECK(waits->bytes == 6);
    const auto before = read(*store, box, *waits);
    CHECK(before.all());
    CHECK(before.bodies == std::vector<std::string>{"one", "two"});
    CHECK(before.ids == std::vector{first.id, second.id});

    const auto whole = take(*store, box, last_part(*store, "three", 12, "onetwothree"));
    CHECK_FALSE(store->waiting_series(lab, 12));
    CHECK(store->open_fragments(lab) == 0);
    const auto queue = pending(*store, box, out);
    REQUIRE(queue.size() == 1);
    CHECK(queue.front().message == whole.id);
    CHECK(*queue.front().body == "onetwothree");
    CHECK(ask(folder, 1, "SELECT count(*) FROM message WHERE state = 6") == 3);
    CHECK(ask(folder, 1, "SELECT count(*) FROM position") == 0); // nothing is left of it to recover
}

TEST_CASE("a fragment that comes again gets its first answer, whatever has become of its series", "[store][fragment]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto first = take(*store, box, part("one", {}, 11));
    auto again = take(*store, box, part("one", {}, 11));
    CHECK(again.duplicate);
    CHECK(again.id == first.id);
    CHECK(store->waiting_series(lab, 11)->fragments == 1);
    (void)take(*store, box, last_part(*store, "two", 11, "onetwo"));
    CHECK(take(*store, box, part("one", {}, 11)).duplicate);
    CHECK(take(*store, box, last_part(*store, "two", 11, "onetwo")).duplicate);
    CHECK(pending(*store, box, out).size() == 1);
}

TEST_CASE("what continues nothing is refused, and kept", "[store][fragment]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto stray = take(*store, box, part("two", 11, 12));
    CHECK(stray.refusal.find("MSH-14") != std::string::npos);
    CHECK(stray.code == "AE");
    CHECK_FALSE(take(*store, box, last_part(*store, "three", 12, "")).refusal.empty());
    CHECK(ask(folder, 1, "SELECT count(*) FROM message WHERE state = 4") == 2);

    SECTION("and so is a whole that was joined before another fragment came") {
        (void)take(*store, box, part("one", {}, 11));
        auto late = last_part(*store, "end", 11, "oneend");
        (void)take(*store, box, part("other", 11, 11));
        CHECK_FALSE(take(*store, box, std::move(late)).refusal.empty());
        CHECK(pending(*store, box, out).empty());
    }
    SECTION("where nobody hears of it, it is a dead letter of its input") {
        auto unheard = part("unheard", 77, 78);
        unheard.receipt_if_refused = "";
        (void)take(*store, box, std::move(unheard));
        const auto dead = dead_letters(*store, box);
        REQUIRE(dead.size() == 1);
        CHECK(dead.front().state == delivery_state::failed);
    }
}

TEST_CASE("a whole that is refused leaves its series open for another last fragment", "[store][fragment]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    (void)take(*store, box, part("one", {}, 11));
    auto bad = last_part(*store, "bad", 11, "onebad");
    bad.remember = false;
    bad.fragment->whole->state = message_state::refused;
    bad.fragment->whole->deliveries.clear();
    (void)take(*store, box, std::move(bad));
    REQUIRE(store->waiting_series(lab, 11));
    CHECK(store->waiting_series(lab, 11)->fragments == 1);
    CHECK(take(*store, box, last_part(*store, "good", 11, "onegood")).refusal.empty());
    CHECK(pending(*store, box, out).size() == 1);
}

TEST_CASE("fragments, bytes and open series have limits", "[store][fragment][limits]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    (void)take(*store, box, part("one", {}, 11));
    (void)take(*store, box, part("two", 11, 12));
    (void)take(*store, box, part("three", 12, 13)); // three are allowed
    CHECK(take(*store, box, part("four", 13, 14)).refusal.find("continuation.fragments") != std::string::npos);
    CHECK(store->waiting_series(lab, 13));

    (void)take(*store, box, part(std::string(60, 'a'), {}, 21)); // 100 bytes are allowed
    CHECK(take(*store, box, part(std::string(41, 'b'), 21, 22)).refusal.find("continuation.bytes") !=
          std::string::npos);
    CHECK(take(*store, box, part("x" + std::string(100, 'b'), {}, 23)).refusal.find("continuation.bytes") !=
          std::string::npos);
    CHECK(take(*store, box, part(std::string(40, 'c'), 21, 22)).refusal.empty());

    CHECK(store->open_fragments(lab) == 2); // two are allowed
    CHECK(take(*store, box, part("third", {}, 31)).refusal.find("continuation.open") != std::string::npos);
    (void)take(*store, box, last_part(*store, "", 22, "whole"));
    CHECK(take(*store, box, part("third again", {}, 31)).refusal.empty());
}

TEST_CASE("a series goes on after a crash and over a change of segments", "[store][fragment]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1; // each group seals
    {
        auto store = open(how);
        (void)take(*store, box, part("one", {}, 11));
        (void)take(*store, box, part("two", 11, 12));
    } // no close: a crash
    {
        auto store = open(how);
        CHECK_FALSE(store->waiting_series(lab, 11));
        REQUIRE(store->waiting_series(lab, 12));
        CHECK(read(*store, box, *store->waiting_series(lab, 12)).bodies == std::vector<std::string>{"one", "two"});
        CHECK(take(*store, box, part("two", 11, 12)).duplicate); // its answer was lost
        (void)take(*store, box, last_part(*store, "three", 12, "onetwothree"));
        CHECK(pending(*store, box, out).size() == 1);
    }
    auto store = open(how);
    CHECK(store->open_fragments(lab) == 0); // older segments still say that it waits
    CHECK(take(*store, box, last_part(*store, "three", 12, "onetwothree")).duplicate);
}

TEST_CASE("a series that never ends is shown as dead, and its sender may send it again", "[store][fragment]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto store = open(in(folder), time);
    (void)take(*store, box, part("one", {}, 11));
    (void)take(*store, box, part("two", 11, 12));
    time.advance(59min);
    CHECK_FALSE(store->overdue_series());
    time.advance(1min);
    const auto late = store->overdue_series();
    REQUIRE(late);
    const auto series = read(*store, box, *late);
    CHECK(series.all());

    SECTION("at its end") {
        CHECK_FALSE(end(*store, box, series).duplicate);
        CHECK(store->open_fragments(lab) == 0);
        const auto dead = dead_letters(*store, box);
        REQUIRE(dead.size() == 1);
        CHECK(dead.front().answer == "incomplete");
        CHECK_FALSE(take(*store, box, part("one", {}, 11)).duplicate); // not lost as a duplicate of nothing
        CHECK(end(*store, box, series).duplicate);                     // only once
    }
    SECTION("also after a restart") {
        (void)end(*store, box, series);
        store.reset();
        store = open(in(folder), time);
        CHECK(store->open_fragments(lab) == 0);
        CHECK_FALSE(take(*store, box, part("one", {}, 11)).duplicate);
    }
    SECTION("unless the next fragment came at the last moment") {
        (void)take(*store, box, part("three", 12, 13));
        CHECK(end(*store, box, series).duplicate);
        CHECK(store->waiting_series(lab, 13));
        CHECK(dead_letters(*store, box).empty());
    }
    SECTION("and a restart gives its sender the whole time again") {
        store.reset();
        store = open(in(folder), time);
        CHECK_FALSE(store->overdue_series());
        time.advance(1h);
        CHECK(store->overdue_series());
    }
    SECTION("a wall clock that jumps ends nothing") {
        (void)take(*store, box, part("three", 12, 13));
        time.jump(48h);
        CHECK_FALSE(store->overdue_series());
    }
}

TEST_CASE("a sender that begins again with the same pointer leaves what came before as overdue", "[store][fragment]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = in(folder);
    auto store = open(how, time);
    (void)take(*store, box, part("one", {}, 11));
    const auto anew = take(*store, box, part("one, corrected", {}, 11));
    CHECK(store->waiting_series(lab, 11)->last == anew.id);
    REQUIRE(store->overdue_series());
    CHECK(read(*store, box, *store->overdue_series()).bodies == std::vector<std::string>{"one"});
    store.reset(); // a crash
    store = open(how, time);
    CHECK(store->open_fragments(lab) == 2);
    REQUIRE(store->overdue_series());
    (void)end(*store, box, read(*store, box, *store->overdue_series()));
    CHECK(store->waiting_series(lab, 11)->last == anew.id);
    CHECK_FALSE(store->overdue_series());
}

TEST_CASE("a pointer that is used again does not bring back the message that used it before", "[store][fragment]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 64 * 1024;
    auto store = open(how);
    (void)take(*store, box, part("one", {}, 11));
    (void)take(*store, box, message(std::string(100'000, 'x'), lab)); // seals the segment that says that 11 waits
    (void)take(*store, box, last_part(*store, "two", 11, "onetwo"));
    (void)take(*store, box, part("three", {}, 11));
    (void)take(*store, box, last_part(*store, "four", 11, "threefour"));
    store.reset(); // a crash
    store = open(how);
    CHECK(store->open_fragments(lab) == 0);
}

TEST_CASE("a message that gave way to another with its pointer, and was ended, does not come back at a start",
          "[store][fragment]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 64 * 1024;
    auto store = open(how);
    (void)take(*store, box, part("one", {}, 11));
    (void)take(*store, box, message(std::string(100'000, 'x'), lab)); // seals the segment that says that 11 waits
    (void)take(*store, box, part("three", {}, 11));                   // its sender begins again
    REQUIRE(store->overdue_series());
    (void)end(*store, box, read(*store, box, *store->overdue_series()));
    (void)take(*store, box, last_part(*store, "four", 11, "threefour"));
    CHECK(store->open_fragments(lab) == 0);
    store.reset(); // a crash
    store = open(how);
    CHECK(store->open_fragments(lab) == 0);
    CHECK_FALSE(take(*store, box, part("stray", 11, 12)).refusal.empty());
    CHECK(dead_letters(*store, box).size() == 1);
}
