// Who waits for deliveries is told after the commit that settles them; what was not sent can be taken back.
#include "engine/store/verify.hpp"
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

constexpr std::uint32_t in_number = 5;
constexpr std::uint32_t pas = 9;
constexpr std::uint32_t lab = 10;

new_message awaited(const std::string& text, std::vector<std::uint32_t> outputs = {pas, lab}) {
    auto made = message(text, in_number, std::move(outputs));
    made.remember = true;
    made.awaited = true;
    return made;
}

struct ear {
    std::vector<settlement> heard;
    std::shared_ptr<const watcher> handler =
        std::make_shared<const watcher>([this](const settlement& what) { heard.push_back(what); });
};

std::vector<settlement> watch(vagus::store::store& in, test_mailbox& box, message_id which, const ear& by) {
    std::optional<result<std::vector<settlement>, store_error>> answer;
    in.watch(which, box, by.handler, [&](auto got) { answer.emplace(std::move(got)); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    REQUIRE(*answer);
    return **answer;
}

void withdraw(vagus::store::store& in, test_mailbox& box, message_id which, std::vector<delivery_ref> refs) {
    std::optional<result<void, store_error>> answer;
    in.withdraw(which, std::move(refs), "AE", "not delivered in time", box, [&](auto got) { answer = got; });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    REQUIRE(*answer);
}

receipt take(vagus::store::store& in, test_mailbox& box, new_message what) {
    const auto got = accept(in, box, std::move(what));
    REQUIRE(got);
    return *got;
}

} // namespace

TEST_CASE("whoever watches a message hears of each delivery once it is settled", "[store][watch]") {
    temporary_folder folder;
    test_mailbox box;
    ear by;
    auto store = open(in(folder));
    const auto id = take(*store, box, awaited("a")).id;
    const auto before = watch(*store, box, id, by);
    REQUIRE(before.size() == 2);
    CHECK(before[0].output == pas);
    CHECK(before[0].state == delivery_state::pending);
    (void)settle(*store, box, delivered(before[0].at));
    REQUIRE(box.run_until([&] { return !by.heard.empty(); }));
    CHECK(by.heard.front().at == before[0].at);
    CHECK(by.heard.front().state == delivery_state::delivered);
    CHECK(by.heard.front().answer == "MSA|AA|1");

    ear late; // of what is settled already it is told at once
    const auto now = watch(*store, box, id, late);
    CHECK(now[0].state == delivery_state::delivered);
    CHECK(now[0].answer == "MSA|AA|1");
    CHECK(now[1].state == delivery_state::pending);
}

TEST_CASE("a try that failed is no settlement, and who is gone is not told", "[store][watch]") {
    temporary_folder folder;
    test_mailbox box;
    ear by;
    auto store = open(in(folder));
    const auto id = take(*store, box, awaited("a", {pas})).id;
    const auto at = watch(*store, box, id, by).front().at;
    auto again = delivered(at);
    again.state = delivery_state::pending;
    (void)settle(*store, box, again);
    CHECK(by.heard.empty());
    by.handler.reset();
    (void)settle(*store, box, delivered(at));
    (void)take(*store, box, awaited("b"));
    CHECK(by.heard.empty());
}

TEST_CASE("what is withdrawn is sent by nobody, and its message is new when it comes again", "[store][watch]") {
    temporary_folder folder;
    test_mailbox box;
    ear by;
    {
        auto store = open(in(folder));
        const auto id = take(*store, box, awaited("a")).id;
        const auto at = watch(*store, box, id, by);
        CHECK(take(*store, box, awaited("a")).duplicate);
        withdraw(*store, box, id, {at[0].at, at[1].at});
        CHECK(pending(*store, box, pas).empty());
        CHECK(pending(*store, box, lab).empty());
        CHECK(store->depth(pas).pending == 0);
        CHECK(store->depth(pas).dead == 0);
        REQUIRE(by.heard.size() == 2);
        CHECK(by.heard.front().state == delivery_state::withdrawn);
        for (const auto& each : verify(folder.path())) CHECK(each.faults.empty());
        CHECK(ask(folder, 1, "SELECT count(*) FROM message WHERE receipt = 'AE'") == 1);
    } // a crash
    auto store = open(in(folder));
    CHECK(store->recovery().pending == 0);
    CHECK_FALSE(take(*store, box, awaited("a")).duplicate);
}

TEST_CASE("what was settled meanwhile is not withdrawn", "[store][watch]") {
    temporary_folder folder;
    test_mailbox box;
    ear by;
    auto store = open(in(folder));
    const auto id = take(*store, box, awaited("a", {pas})).id;
    const auto at = watch(*store, box, id, by).front().at;
    (void)settle(*store, box, delivered(at));
    withdraw(*store, box, id, {at});
    CHECK(watch(*store, box, id, by).front().state == delivery_state::delivered);
    CHECK(take(*store, box, awaited("a", {pas})).duplicate); // its receiver has it
}

TEST_CASE("a resend of what was delivered in part names that part, wherever it stands by now", "[store][watch]") {
    temporary_folder folder;
    test_mailbox box;
    ear by;
    auto how = in(folder);
    how.segment_bytes = 1; // each message in a segment of its own
    auto store = open(how);
    const auto id = take(*store, box, awaited("a")).id;
    const auto at = watch(*store, box, id, by);
    withdraw(*store, box, id, {at[1].at}); // pas has it in hand
    const auto resend = take(*store, box, awaited("a"));
    REQUIRE(resend.duplicate);
    REQUIRE(resend.returned);
    auto anew = *resend.returned;
    anew.anew = true;
    anew.parent = id;
    anew.deliveries[0] = {pas, delivery_state::linked, {}, {}, {}, {}, at[0].at};
    const auto second = take(*store, box, std::move(anew));
    CHECK_FALSE(second.duplicate);
    CHECK(pending(*store, box, pas).size() == 1); // the first one's
    CHECK(pending(*store, box, lab).size() == 1); // the second one's

    const auto now = watch(*store, box, second.id, by);
    REQUIRE(now.size() == 2);
    CHECK(now[0].at == at[0].at);
    CHECK(now[0].state == delivery_state::pending);
    by.heard.clear();
    (void)settle(*store, box, delivered(at[0].at));
    REQUIRE(box.run_until([&] { return !by.heard.empty(); }));
    CHECK(watch(*store, box, second.id, by)[0].state == delivery_state::delivered);

    // The next resend is one of the second, also after a crash.
    withdraw(*store, box, second.id, {now[1].at});
    store.reset();
    store = open(how);
    const auto third = take(*store, box, awaited("a"));
    CHECK(third.duplicate);
    CHECK(third.id == second.id);
}

TEST_CASE("two resends at once after a failure in part: the second attaches to the first", "[store][watch]") {
    temporary_folder folder;
    test_mailbox box;
    ear by;
    auto store = open(in(folder));
    const auto first = take(*store, box, awaited("a")).id;
    const auto at = watch(*store, box, first, by);
    withdraw(*store, box, first, {at[1].at}); // pas has it in hand
    const auto resent = [&](const receipt& seen) {
        auto anew = *seen.returned;
        anew.anew = true;
        anew.parent = seen.id;
        anew.deliveries[0] = {pas, delivery_state::linked, {}, {}, {}, {}, at[0].at};
        return anew;
    };
    // Both are told of the first message before either has planned anew.
    const auto one = take(*store, box, awaited("a"));
    const auto other = take(*store, box, awaited("a"));
    REQUIRE(one.id == first);
    REQUIRE(other.id == first);
    const auto second = take(*store, box, resent(one));
    CHECK_FALSE(second.duplicate);
    const auto third = take(*store, box, resent(other));
    CHECK(third.duplicate);
    CHECK(third.id == second.id);
    CHECK(third.returned); // should the second have failed by now
    CHECK(pending(*store, box, lab).size() == 1);
}

TEST_CASE("what nobody was answered for is new as a whole when it is read again, though a part of it was sent",
          "[store][watch]") {
    temporary_folder folder;
    test_mailbox box;
    ear by;
    auto store = open(in(folder));
    auto one = message("a", in_number, {pas, lab});
    one.remember = true;
    const auto first = take(*store, box, one).id;
    const auto at = watch(*store, box, first, by);
    (void)settle(*store, box, delivered(at[0].at));
    std::optional<result<void, store_error>> done;
    store->withdraw(first, {at[1].at}, "", "another reads it", box, [&](auto got) { done = got; });
    REQUIRE(box.run_until([&] { return done.has_value(); }));
    CHECK_FALSE(take(*store, box, one).duplicate);
    CHECK(pending(*store, box, lab).size() == 1);
}

TEST_CASE("a linked delivery is withdrawn where it lies", "[store][watch]") {
    temporary_folder folder;
    test_mailbox box;
    ear by;
    auto how = in(folder);
    how.segment_bytes = 1; // each message in a segment of its own
    auto store = open(how);
    const auto first = take(*store, box, awaited("a")).id;
    const auto at = watch(*store, box, first, by);
    withdraw(*store, box, first, {at[1].at});
    auto anew = awaited("a");
    anew.anew = true;
    anew.parent = first;
    anew.deliveries[0] = {pas, delivery_state::linked, {}, {}, {}, {}, at[0].at};
    const auto second = take(*store, box, std::move(anew)).id;
    REQUIRE(second.segment != first.segment);
    withdraw(*store, box, second, {at[0].at, watch(*store, box, second, by)[1].at});
    CHECK(pending(*store, box, pas).empty());
    CHECK(pending(*store, box, lab).empty());
    CHECK_FALSE(take(*store, box, awaited("a")).duplicate);
}
