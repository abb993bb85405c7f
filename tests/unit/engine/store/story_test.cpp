// What a store knows of one message beside the message: attempts, what was made of it, what its sender was promised.
#include "engine/store/catalog.hpp"
#include "engine/store/index.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/story.hpp"
#include "engine/store/survey.hpp"
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

settings small_segments(const temporary_folder& folder) {
    auto how = in(folder);
    how.segment_bytes = 64 * 1024;
    return how;
}

struct filled {
    temporary_folder folder;
    test_mailbox box;
    std::unique_ptr<vagus::store::store> store = open(small_segments(folder));
    std::uint32_t pas = store->number(name_kind::output, "pas");

    message_id add(const std::string& text, std::optional<message_id> parent = {},
                   message_state state = message_state::queued) {
        auto made = message(text, 1, {pas});
        made.parent = parent;
        made.state = state;
        return accept(*store, box, std::move(made))->id;
    }
    message_id resend(message_id of) {
        auto made = message("again", 1, {});
        made.parent = of;
        made.state = message_state::resent;
        made.digest = {};
        return accept(*store, box, std::move(made))->id;
    }
    delivery_ref delivery() { return pending(*store, box, pas).back().at; }
    void tried(delivery_ref at, std::uint32_t tries, wall_us when, outcome what, const std::string& answer) {
        attempt one;
        one.at = at;
        one.tries = tries;
        one.when = when;
        one.next = when + 1;
        one.took_us = 5;
        one.result = what;
        one.answer = answer;
        REQUIRE(settle(*store, box, one));
    }
    void seal() {
        (void)add(std::string(80'000, 'x'));
        (void)add("first of the next");
    }
    [[nodiscard]] story of(message_id which) const {
        auto told = story_of(folder.path(), which);
        REQUIRE(told);
        return *told;
    }
};

std::vector<message_id> ids_of(const story& told) {
    std::vector<message_id> ids;
    for (const auto& each : told.children) ids.push_back(each.id);
    return ids;
}
using ids = std::vector<message_id>;

} // namespace

TEST_CASE("every attempt is told, those that ended alike in one row", "[store][story]") {
    filled at;
    const auto id = at.add("one");
    const auto to = at.delivery();
    at.tried(to, 1, 100, outcome::timeout, "");
    at.tried(to, 2, 200, outcome::rejected, "MSA|AE|1");
    at.tried(to, 3, 300, outcome::rejected, "MSA|AE|1");
    const auto told = at.of(id);
    const auto& rows = told.attempts.at(to.row).rows;
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].result == outcome::timeout);
    CHECK(rows[0].n == 1);
    CHECK((rows[1].first == 200 && rows[1].last == 300 && rows[1].n == 2 && rows[1].took_us == 5));
    CHECK(rows[1].answer == "MSA|AE|1");
    CHECK_FALSE(told.attempts.at(to.row).more);
    CHECK(told.receipt == "AA");
    CHECK(told.peer == "127.0.0.1:4711");
}

TEST_CASE("of many attempts the newest are told, of an answer its beginning", "[store][story]") {
    filled at;
    const auto id = at.add("one");
    const auto to = at.delivery();
    for (std::uint32_t i = 1; i <= most_attempts; ++i)
        at.tried(to, i, i, outcome::rejected, std::to_string(i) + std::string(answer_head, 'x'));
    CHECK_FALSE(at.of(id).attempts.at(to.row).more);
    at.tried(to, most_attempts + 1, most_attempts + 1, outcome::rejected, "the last");
    const auto told = at.of(id).attempts.at(to.row);
    CHECK(told.more);
    CHECK(told.rows.size() == most_attempts);
    CHECK(told.rows.front().first == 2);
    CHECK(told.rows.front().answer.size() == answer_head);
    CHECK(told.rows.back().answer == "the last");
}

TEST_CASE("what was made of a message is found beside it and in later files", "[store][story]") {
    filled at;
    const auto id = at.add("one");
    const auto answer = at.add("an answer", id);
    const auto first = at.resend(id);
    at.seal();
    const auto second = at.resend(id);
    const auto other = at.resend(answer);
    CHECK(ids_of(at.of(id)) == ids{answer, first, second});
    CHECK_FALSE(at.of(id).more_children);
    CHECK(ids_of(at.of(answer)) == ids{other});
    CHECK(ids_of(at.of(second)).empty());
    at.seal();         // its file has an index then, in which only what was sent again is looked for
    at.store->close(); // nobody else makes one meanwhile
    connection entries{at.folder.path() / catalog_name, connection::access::read};
    for (const auto& each : segments_of(entries))
        if (each.sealed) make_index(at.folder.path(), each, look_at(at.folder.path()).uuid);
    CHECK(ids_of(at.of(id)) == ids{answer, first, second});
    CHECK_FALSE(at.of(id).more_children);
    std::filesystem::resize_file(segment_file(at.folder.path(), 2), 0); // damaged: the rest is told
    CHECK(ids_of(at.of(id)) == ids{answer, first});
    CHECK(at.of(id).more_children);
}

TEST_CASE("so many children are told and no more", "[store][story]") {
    filled at;
    const auto id = at.add("one");
    for (std::size_t i = 0; i < most_children; ++i) (void)at.resend(id);
    CHECK(at.of(id).children.size() == most_children);
    CHECK_FALSE(at.of(id).more_children);
    (void)at.resend(id);
    CHECK(at.of(id).children.size() == most_children);
    CHECK(at.of(id).more_children);
}

TEST_CASE("tags and reasons are told, and nothing of what is not there", "[store][story]") {
    filled at;
    auto made = message("one", 1, {});
    made.tags = {"urgent", "lab"};
    made.reason = "not production traffic";
    made.state = message_state::dropped;
    const auto id = accept(*at.store, at.box, std::move(made))->id;
    const auto told = at.of(id);
    CHECK(told.tags == std::vector<std::string>{"urgent", "lab"});
    CHECK(told.reason == "not production traffic");
    CHECK(told.attempts.empty());
    CHECK(told.revision.empty()); // number 1 was never known here
    auto nobody = id;
    nobody.row += 1000;
    CHECK_FALSE(story_of(at.folder.path(), nobody));
    nobody = id;
    nobody.store ^= 1U;
    CHECK_FALSE(story_of(at.folder.path(), nobody));
    nobody = id;
    nobody.segment += 7;
    CHECK_FALSE(story_of(at.folder.path(), nobody));
}
