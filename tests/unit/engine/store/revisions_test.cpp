// The configurations that ran: their numbers, who had them run, and how many are kept.
#include "engine/store/revisions.hpp"
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

std::uint32_t begin(vagus::store::store& where, const std::string& sha, const std::string& by = "ops") {
    const auto number = where.begin_revision({sha, "{\"vagus.yaml\":\"" + sha + "\"}", by, "a reload", 5});
    REQUIRE(number);
    return *number;
}

} // namespace

TEST_CASE("a revision keeps its number, and its history is there after a crash", "[store]") {
    temporary_folder folder;
    {
        auto store = open(in(folder));
        CHECK(begin(*store, "abc") == 1);
        CHECK(begin(*store, "def") == 2);
    } // not closed: like a crash
    auto store = open(in(folder));
    CHECK(begin(*store, "abc", "anna") == 1);
    const auto all = store->revisions();
    REQUIRE(all.size() == 3);
    CHECK(all[0].no == 3);
    CHECK(all[0].sha == "abc");
    CHECK(all[0].by == "anna");
    CHECK(all[0].why == "a reload");
    CHECK(all[0].since == 5);
    CHECK(all[2].no == 1);
    CHECK(store->files_of_revision(2) == "{\"vagus.yaml\":\"def\"}");
    CHECK_FALSE(store->files_of_revision(9));
    store->close();
}

TEST_CASE("a start with the configuration that ran last is no new entry of the history", "[store]") {
    temporary_folder folder;
    auto store = open(in(folder));
    CHECK(begin(*store, "abc") == 1);
    CHECK(begin(*store, "abc") == 1);
    CHECK(store->revisions().size() == 1);
    store->close();
}

TEST_CASE("the history is as long as its limit, and files are kept as long as an entry names them", "[store]") {
    temporary_folder folder;
    auto store = open(in(folder));
    for (std::size_t i = 0; i < history_entries; ++i) begin(*store, std::to_string(i));
    CHECK(store->revisions().size() == history_entries);
    CHECK(store->files_of_revision(1));
    begin(*store, "1"); // runs again: its files are named once more
    CHECK(store->revisions().size() == history_entries);
    CHECK_FALSE(store->files_of_revision(1));
    begin(*store, "one more");
    CHECK_FALSE(store->files_of_revision(2));
    CHECK(store->files_of_revision(static_cast<std::int64_t>(history_entries) + 1) == "{\"vagus.yaml\":\"1\"}");
    CHECK(begin(*store, "0") == 1); // messages name it: its number stays
    CHECK(store->files_of_revision(static_cast<std::int64_t>(history_entries) + 3) == "{\"vagus.yaml\":\"0\"}");
    store->close();
}
