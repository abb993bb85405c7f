// Sequence numbers of an input: what is in turn is decided where messages meet, and is durable with them.
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

constexpr std::uint32_t lab = 5;
constexpr std::uint32_t out = 9;

new_message numbered_message(std::int64_t number, const std::string& text) {
    auto made = message(text, lab, {out});
    made.remember = number > 0;
    made.sequence = {number};
    made.receipt_if_refused = "AE";
    return made;
}

receipt take(vagus::store::store& in, test_mailbox& box, std::int64_t number, const std::string& text) {
    auto got = accept(in, box, numbered_message(number, text));
    REQUIRE(got);
    return *got;
}

} // namespace

TEST_CASE("the first number may be any, then each is one more than the last", "[store][sequence]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto first = take(*store, box, 41, "a");
    CHECK(first.refusal.empty());
    CHECK(first.expected == 41); // echoed
    CHECK(take(*store, box, 42, "b").expected == 42);

    const auto gap = take(*store, box, 44, "d");
    CHECK_FALSE(gap.refusal.empty());
    CHECK(gap.expected == 43);
    CHECK(gap.code == "AE");
    CHECK_FALSE(take(*store, box, 42, "other bytes").refusal.empty());
    CHECK(take(*store, box, 43, "c").refusal.empty());
    CHECK(ask(folder, 1, "SELECT count(*) FROM message WHERE state = 4 AND deliveries_n = 0") == 2);
    CHECK(pending(*store, box, out).size() == 3); // what was out of turn goes nowhere
}

TEST_CASE("a resend of the last message is answered as the first time", "[store][sequence]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    (void)take(*store, box, 1, "a");
    (void)take(*store, box, 2, "b");
    const auto again = take(*store, box, 2, "b");
    CHECK(again.duplicate);
    CHECK(again.expected == 2);
    CHECK(take(*store, box, 3, "c").refusal.empty());
}

TEST_CASE("a number that was refused may come again, with the very same bytes", "[store][sequence]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    (void)take(*store, box, 1, "a");
    CHECK_FALSE(take(*store, box, 3, "c").refusal.empty());
    (void)take(*store, box, 2, "b");
    const auto third = take(*store, box, 3, "c");
    CHECK_FALSE(third.duplicate);
    CHECK(third.refusal.empty());
}

TEST_CASE("zero asks for the number to go on with, and -1 lets the next be any", "[store][sequence]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    CHECK(take(*store, box, sequence_asks, "hello").expected == -1); // nothing was ever accepted
    (void)take(*store, box, 7, "a");
    CHECK(take(*store, box, sequence_asks, "hello").expected == 8);
    CHECK(take(*store, box, sequence_forgets, "start over").expected == -1);
    CHECK(take(*store, box, sequence_asks, "hello").expected == -1);
    CHECK(take(*store, box, 1, "b").refusal.empty());
}

TEST_CASE("numbers outlive a restart and a change of the segment, and each input has its own", "[store][sequence]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1; // a segment a message
    {
        auto store = open(how);
        for (int i = 1; i <= 3; ++i) (void)take(*store, box, i, "message " + std::to_string(i));
        store->close();
    }
    {
        auto store = open(how);
        CHECK(take(*store, box, 3, "later").expected == 4);
        CHECK(take(*store, box, 4, "the fourth").refusal.empty());
        auto elsewhere = numbered_message(100, "elsewhere");
        elsewhere.input = lab + 1;
        CHECK(accept(*store, box, std::move(elsewhere))->refusal.empty());
        CHECK(take(*store, box, sequence_forgets, "start over").expected == -1);
    }
    auto store = open(how); // without a clean stop
    CHECK(take(*store, box, sequence_asks, "hello").expected == -1);
}
