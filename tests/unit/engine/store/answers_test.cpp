// What a settle brings with it: the answer of a receiver as a message, and what takes the place of a delivery that
// awaits what it is to send. Each enters once.
#include "engine/store/far_settles.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <chrono>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

constexpr std::uint32_t orders = 5;
constexpr std::uint32_t replies = 6;
constexpr std::uint32_t lis = 9;
constexpr std::uint32_t back = 10;

new_message answer_to(const std::string& text, message_id sent, std::vector<std::uint32_t> outputs = {}) {
    auto made = message(text, replies, std::move(outputs));
    made.parent = sent;
    return made;
}

attempt bringing(delivery_ref at, std::vector<new_message> what) {
    auto made = delivered(at);
    made.brings = std::make_shared<const std::vector<new_message>>(std::move(what));
    return made;
}

// A message for lis, and with `awaits` a delivery of `back` that waits for its answer.
new_message order(const std::string& text, bool awaits = false) {
    auto made = message(text, orders, {lis});
    if (awaits) made.deliveries.push_back({back, delivery_state::awaiting, {}, {}, {}});
    return made;
}

new_message in_place(const std::string& text, message_id sent) {
    auto made = answer_to(text, sent, {back});
    made.instead_of = {sent, back};
    return made;
}

std::int64_t messages_of(const temporary_folder& folder, std::uint32_t segment, std::uint32_t input) {
    return ask(folder, segment, "SELECT count(*) FROM message WHERE input = " + std::to_string(input));
}

std::int64_t words_in(const temporary_folder& folder, std::uint32_t segment) {
    return ask(folder, segment, "SELECT count(*) FROM position WHERE source GLOB 'settled *'");
}

settings small_segments(const temporary_folder& folder) {
    auto how = in(folder);
    how.segment_bytes = 64 * 1024;
    return how;
}

// What comes next lies in another file.
struct in_two_files {
    void seal() {
        auto large = message(std::string(80'000, 'x'), 99);
        REQUIRE(accept(*store, box, std::move(large)));
        REQUIRE(accept(*store, box, message("first of the next", 99)));
        REQUIRE(std::filesystem::exists(segment_file(folder.path(), 2)));
    }

    temporary_folder folder;
    settings how = small_segments(folder);
    test_mailbox box;
    std::unique_ptr<vagus::store::store> store = open(how);
};

} // namespace

TEST_CASE("an answer enters with what settles its delivery, linked to what it answers", "[store][answers]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto sent = accept(*store, box, order("order"))->id;
    const auto at = pending(*store, box, lis).front().at;
    REQUIRE(settle(*store, box, bringing(at, {answer_to("the answer", sent, {back})})));
    CHECK(pending(*store, box, lis).empty());
    const auto entered = pending(*store, box, back);
    REQUIRE(entered.size() == 1);
    CHECK(*entered.front().body == "the answer");
    const auto found = message_of(*store, box, entered.front().message);
    REQUIRE(found);
    CHECK(found->parent == sent);
    CHECK(found->input_number == replies);
    CHECK(words_in(folder, 1) == 0); // one file, one commit: nothing to make up for
}

TEST_CASE("what is settled already brings nothing more", "[store][answers]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto sent = accept(*store, box, order("order"))->id;
    const auto at = pending(*store, box, lis).front().at;
    REQUIRE(settle(*store, box, bringing(at, {answer_to("the answer", sent)})));
    REQUIRE(settle(*store, box, bringing(at, {answer_to("the answer", sent)})));
    CHECK(messages_of(folder, 1, replies) == 1);
}

TEST_CASE("an answer to what lies in a sealed segment enters once, and its word is taken back", "[store][answers]") {
    in_two_files b;
    const auto sent = accept(*b.store, b.box, order("order"))->id;
    const auto at = pending(*b.store, b.box, lis).front().at;
    b.seal();
    REQUIRE(settle(*b.store, b.box, bringing(at, {answer_to("the answer", sent, {back})})));
    CHECK(words_in(b.folder, 2) == 1);
    CHECK(messages_of(b.folder, 2, replies) == 1);
    REQUIRE(accept(*b.store, b.box, message("whatever comes next", 99)));
    CHECK(words_in(b.folder, 2) == 0);
    CHECK(pending(*b.store, b.box, lis).empty());
}

TEST_CASE("a crash between the two files does not let the answer enter again", "[store][answers]") {
    in_two_files b;
    const auto sent = accept(*b.store, b.box, order("order", true))->id;
    const auto at = pending(*b.store, b.box, lis).front().at;
    b.seal();
    REQUIRE(settle(*b.store, b.box, bringing(at, {in_place("the answer", sent)})));
    b.store.reset(); // like a crash
    // As if the second file had not come to its commit.
    connection old{segment_file(b.folder.path(), 1), connection::access::write};
    old.run("UPDATE delivery SET state = 0 WHERE output = 9; UPDATE delivery SET state = 8 WHERE output = 10;");
    b.store = open(b.how);
    CHECK(pending(*b.store, b.box, lis).empty());
    CHECK(b.store->depth(lis).pending == 0);
    CHECK(b.store->depth(back).awaiting == 0);
    CHECK(words_in(b.folder, 2) == 2); // they go after what they say, or another crash would find neither
    REQUIRE(accept(*b.store, b.box, message("whatever comes next", 99)));
    CHECK(words_in(b.folder, 2) == 0);
    CHECK(messages_of(b.folder, 2, orders) == 1); // it is of the input of the order
    const auto parts = message_of(*b.store, b.box, sent)->parts;
    CHECK(parts[0].state == delivery_state::delivered);
    CHECK(parts[0].answer == "MSA|AA|1");
    CHECK(parts[1].state == delivery_state::retried);
}

TEST_CASE("what awaits is nothing to send, and one message takes its place", "[store][answers]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto sent = accept(*store, box, order("order", true))->id;
    CHECK(pending(*store, box, back).empty());
    CHECK(store->depth(back).awaiting == 1);
    const auto at = pending(*store, box, lis).front().at;
    REQUIRE(settle(*store, box, bringing(at, {in_place("the answer", sent)})));
    CHECK(pending(*store, box, back).size() == 1);
    CHECK(store->depth(back).awaiting == 0);

    const auto late = accept(*store, box, in_place("too late", sent));
    REQUIRE(late);
    CHECK(late->duplicate);
    CHECK(pending(*store, box, back).size() == 1);
}

TEST_CASE("an answer that comes after something took its place is a wire event", "[store][answers]") {
    in_two_files b;
    const auto sent = accept(*b.store, b.box, order("order", true))->id;
    const auto at = pending(*b.store, b.box, lis).front().at;
    b.seal();
    const auto instead = accept(*b.store, b.box, in_place("nobody answered", sent));
    REQUIRE(instead);
    CHECK_FALSE(instead->duplicate);
    REQUIRE(settle(*b.store, b.box, bringing(at, {in_place("the answer", sent)})));
    CHECK(pending(*b.store, b.box, back).size() == 1);
    CHECK(messages_of(b.folder, 2, orders) == 1);
    CHECK(ask(b.folder, 2, "SELECT count(*) FROM event WHERE kind = 'answer_late'") == 1);
    CHECK(pending(*b.store, b.box, lis).empty());
}

TEST_CASE("an answer that a delivery does not want takes its place with nothing to send", "[store][answers]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    for (const bool unwanted : {true, false}) {
        auto asking = order(unwanted ? "one" : "two", true);
        asking.deliveries.back().keys = {17};
        const auto sent = accept(*store, box, std::move(asking))->id;
        const auto at = pending(*store, box, lis).front().at;
        auto answer = in_place("the answer", sent);
        answer.instead_of->unless = unwanted ? 17 : 18;
        REQUIRE(settle(*store, box, bringing(at, {std::move(answer)})));
        CHECK(pending(*store, box, back).size() == (unwanted ? 0 : 1));
        CHECK(store->depth(back).awaiting == 0);
    }
}

TEST_CASE("what awaits nothing takes no place, and is no late answer either", "[store][answers]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto sent = accept(*store, box, order("order"))->id;
    const auto at = pending(*store, box, lis).front().at;
    REQUIRE(settle(*store, box, bringing(at, {in_place("the answer", sent)})));
    CHECK(messages_of(folder, 1, replies) == 0);
    CHECK(messages_of(folder, 1, orders) == 1);
    CHECK(ask(folder, 1, "SELECT count(*) FROM event") == 0);
}

TEST_CASE("a start knows what awaits, and its segment is owed", "[store][answers]") {
    in_two_files b;
    const auto sent = accept(*b.store, b.box, order("order", true))->id;
    const auto at = pending(*b.store, b.box, lis).front().at;
    REQUIRE(settle(*b.store, b.box, delivered(at)));
    b.seal();
    b.store->close();
    b.store.reset();
    b.store = open(b.how);
    const auto& awaiting = b.store->recovery().awaiting;
    REQUIRE(awaiting.size() == 1);
    CHECK(awaiting.front().what.of == sent);
    CHECK(awaiting.front().what.output == back);
    CHECK(awaiting.front().input == orders);
    CHECK(b.store->depth(back).awaiting == 1); // what is counted keeps its segment from being removed
}

TEST_CASE("the word of a settle says how it ended", "[store][answers]") {
    attempt how;
    how.at = {3, 17};
    how.state = delivery_state::dead;
    how.tries = 4;
    how.when = 1'790'000'000'000'000;
    how.took_us = 12;
    how.result = outcome::rejected;
    how.answer = "MSH|^~\\&|\rMSA|AE|1 2";
    const auto read = read_settled(settled_word(how.at), to_text(how));
    REQUIRE(read);
    CHECK(read->at == how.at);
    CHECK(read->state == how.state);
    CHECK(read->tries == 4);
    CHECK(read->when == how.when);
    CHECK(read->took_us == 12);
    CHECK(read->result == how.result);
    CHECK(read->answer == how.answer);
    CHECK_FALSE(read_settled("fragment 12", "1 2 3 4 5 "));
    CHECK_FALSE(read_settled("settled 2", "1 2 3 4 5 "));
    CHECK_FALSE(read_settled("settled 2/1", "1 2 3"));
}
