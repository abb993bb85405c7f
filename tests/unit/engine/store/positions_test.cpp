// How far an input has come in what it reads by itself: durable with its messages, over repeats, seals and restarts.
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

constexpr std::uint32_t in_files = 5;

new_message at(const std::string& text, std::string value) {
    auto made = message(text, in_files);
    made.remember = true;
    made.reached = {"file", std::move(value)};
    return made;
}

} // namespace

TEST_CASE("a position is there with its message, and after a restart", "[store][position]") {
    temporary_folder folder;
    test_mailbox box;
    {
        auto store = open(in(folder));
        CHECK_FALSE(store->position(in_files, "file"));
        REQUIRE(accept(*store, box, at("a", "one 1")));
        REQUIRE(accept(*store, box, at("b", "one 2")));
        CHECK(store->position(in_files, "file") == "one 2");
        CHECK_FALSE(store->position(in_files + 1, "file"));
        CHECK_FALSE(store->position(in_files, "another"));
    }
    auto again = open(in(folder));
    CHECK(again->position(in_files, "file") == "one 2");
}

TEST_CASE("a repeat is not stored, and its input has come past it all the same", "[store][position]") {
    temporary_folder folder;
    test_mailbox box;
    {
        auto store = open(in(folder));
        REQUIRE(accept(*store, box, at("a", "one 1")));
        const auto twice = accept(*store, box, at("a", "one 2"));
        REQUIRE(twice);
        CHECK(twice->duplicate);
    }
    CHECK(ask(folder, 1, "SELECT count(*) FROM message") == 1);
    CHECK(open(in(folder))->position(in_files, "file") == "one 2");
}

TEST_CASE("the newest word on a position counts, in whatever segment it lies", "[store][position]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 64 << 10U;
    {
        auto store = open(how);
        for (int i = 1; i < 9; ++i)
            REQUIRE(accept(*store, box, at(std::to_string(i) + std::string(20'000, '.'), "one " + std::to_string(i))));
    }
    REQUIRE(ask(folder, 2, "SELECT count(*) FROM position") == 1);
    CHECK(open(how)->position(in_files, "file") == "one 8");
}

TEST_CASE("an input may go on from elsewhere though no message says so", "[store][position]") {
    temporary_folder folder;
    test_mailbox box;
    {
        auto store = open(in(folder));
        REQUIRE(accept(*store, box, at("a", "7")));
        bool done = false;
        store->go_on_from(in_files, {"file", "3"}, box, [&](auto went) { done = went.has_value(); });
        REQUIRE(box.run_until([&] { return done; }));
        CHECK(store->position(in_files, "file") == "3");
    }
    CHECK(open(in(folder))->position(in_files, "file") == "3");
}
