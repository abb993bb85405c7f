#include "engine/audit/limits.hpp"
#include "engine/audit/search.hpp"
#include "tests/unit/engine/audit/written.hpp"

using namespace vagus::audit;
using namespace vagus::audit::test;

namespace {

std::vector<std::uint64_t> numbers(const page& found) {
    std::vector<std::uint64_t> all;
    for (const auto& each : found.found) all.push_back(each.n);
    return all;
}
using n = std::vector<std::uint64_t>;

// 1 is the start; a file for every two or three.
struct bench {
    store_folder folder;
    bench() {
        terms how;
        how.file_size = 700;
        const auto all = open(folder, how);
        REQUIRE(all->record(act("anna", "message.view", "0A")));         // 2
        REQUIRE(all->record(act("berta", "message.view", "0A0B")));      // 3
        REQUIRE(all->record(act("Anna", "message.resend", "0B 0A 0C"))); // 4
        REQUIRE(all->record(act("berta", "output.hold")));               // 5
        REQUIRE(all->record(act("anna", "messages")));                   // 6
        REQUIRE(files_of(folder.audit()).size() > 1);
    }
    page ask(const question& what) const { return search(folder.audit(), what); }
};

} // namespace

TEST_CASE("the audit is searched by who, what and the message, newest first", "[audit]") {
    const bench at;
    question asked;
    CHECK(numbers(at.ask(asked)) == n{6, 5, 4, 3, 2, 1});
    asked.who = "anna";
    CHECK(numbers(at.ask(asked)) == n{6, 4, 2});
    asked.what = "message";
    CHECK(numbers(at.ask(asked)) == n{4, 2});
    asked.what = "message.view";
    CHECK(numbers(at.ask(asked)) == n{2});
    asked = {};
    asked.message = "0A";
    CHECK(numbers(at.ask(asked)) == n{4, 2});
    CHECK(at.ask(asked).verified);
    CHECK(at.ask(asked).next == 0);
}

TEST_CASE("what was done to a message's delivery is found by the message", "[audit]") {
    const store_folder folder;
    {
        const auto all = open(folder);
        REQUIRE(all->record(act("anna", "dead.retry", "0A/pas 0B0A/lab"))); // 2
        REQUIRE(all->record(act("anna", "dead.retry", "0B/0A")));           // 3
    }
    question asked;
    asked.message = "0A";
    CHECK(numbers(search(folder.audit(), asked)) == n{2});
    asked.message = "0A/pas";
    CHECK(numbers(search(folder.audit(), asked)) == n{2});
    asked.message = "0B";
    CHECK(numbers(search(folder.audit(), asked)) == n{3});
}

TEST_CASE("pages of the audit follow each other without a gap", "[audit]") {
    const bench at;
    question asked;
    asked.limit = 2;
    n seen;
    int pages = 0;
    do {
        const auto found = at.ask(asked);
        for (const auto each : numbers(found)) seen.push_back(each);
        asked.before = found.next;
        REQUIRE(++pages < 10);
    } while (asked.before != 0);
    CHECK(seen == n{6, 5, 4, 3, 2, 1});
}

TEST_CASE("entries of a time", "[audit]") {
    const bench at;
    question asked;
    const auto all = at.ask(asked).found;
    asked.since = all[2].at;
    asked.until = all[1].at;
    const auto found = at.ask(asked);
    for (const auto& each : found.found) CHECK((each.at >= all[2].at && each.at < all[1].at));
    asked.since = all[0].at + 1;
    asked.until.reset();
    CHECK(at.ask(asked).found.empty());
}

TEST_CASE("a search reads so many files, and says where to go on", "[audit]") {
    const store_folder folder;
    {
        terms how;
        how.file_size = 1;
        const auto all = open(folder, how);
        for (int i = 0; i < 7; ++i) REQUIRE(all->note(act("anna", "message.view")));
    }
    question asked;
    asked.who = "nobody";
    auto found = search(folder.audit(), asked);
    CHECK(found.found.empty());
    CHECK(found.next == 8 - files_at_once + 1);
    asked.before = found.next;
    CHECK(search(folder.audit(), asked).next == 8 - 2 * files_at_once + 1);
}

TEST_CASE("a search says when what it read was changed", "[audit]") {
    const bench at;
    auto bytes = bytes_of(at.folder.newest());
    bytes.replace(bytes.find("because"), 7, "becalse");
    overwrite(at.folder.newest(), bytes);
    const auto found = at.ask({});
    CHECK_FALSE(found.verified);
    CHECK(found.found.size() == 6);
}

TEST_CASE("nothing is found where there is no audit", "[audit]") {
    const auto found = search("/nowhere", {});
    CHECK(found.found.empty());
    CHECK(found.next == 0);
}
