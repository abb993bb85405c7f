#include "engine/access/sessions.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/engine/access/moved_clock.hpp"

using namespace vagus;
using namespace vagus::access;
using namespace std::chrono_literals;

TEST_CASE("a session is found by its id, and by nothing else", "[access]") {
    test::moved_clock time;
    sessions all{time};
    const auto made = all.open("anna", role::support, "10.1.4.9");
    REQUIRE(made);
    CHECK(made->id.size() == 43);
    const auto found = all.use(made->id);
    REQUIRE(found);
    CHECK(found->user == "anna");
    CHECK(found->is == role::support);
    CHECK(found->from == "10.1.4.9");
    for (const auto& wrong : {std::string{}, made->id.substr(1), made->id + "A", std::string(secret_letters + 1, 'A')})
        CHECK_FALSE(all.use(wrong));
    CHECK(carries_csrf(*found, made->what.csrf));
    CHECK_FALSE(carries_csrf(*found, made->id));
    CHECK_FALSE(carries_csrf(*found, ""));
}

TEST_CASE("a session ends when it is not used, and after its longest time whatever happens", "[access]") {
    test::moved_clock time;
    sessions all{time, {15min, 1h}};
    const auto made = all.open("anna", role::viewer, "");
    time.pass(15min - 1s);
    CHECK(all.use(made->id));
    time.pass(15min - 1s);
    CHECK(all.look(made->id)); // does not count as use
    time.pass(1s);
    CHECK_FALSE(all.use(made->id));

    const auto busy = all.open("anna", role::viewer, "");
    for (int i = 0; i < 5; ++i) {
        time.pass(10min);
        CHECK(all.use(busy->id));
    }
    time.pass(10min);
    CHECK_FALSE(all.use(busy->id));
    CHECK(all.open_now().empty());
}

TEST_CASE("a session ends with what it was opened with", "[access]") {
    test::moved_clock time;
    sessions all{time, {15min, 12h}};
    const auto made = all.open("token program", role::viewer, "", time.wall() + 60'000'000);
    time.pass(60s - 1us);
    CHECK(all.use(made->id));
    time.pass(1us);
    CHECK_FALSE(all.look(made->id));
    CHECK_FALSE(all.use(made->id));
    const auto late = all.open("token program", role::viewer, "", time.wall() + 3'600'000'000);
    time.pass(15min); // no longer than others either
    CHECK_FALSE(all.look(late->id));
}

TEST_CASE("another idle time holds for sessions that are open", "[access]") {
    test::moved_clock time;
    sessions all{time};
    const auto made = all.open("anna", role::viewer, "");
    time.pass(5min);
    all.set({5min, 12h});
    CHECK_FALSE(all.use(made->id));
}

TEST_CASE("ending a session, or all of a user, leaves the others", "[access]") {
    test::moved_clock time;
    sessions all{time};
    const auto one = all.open("anna", role::viewer, "");
    const auto two = all.open("anna", role::viewer, "");
    const auto other = all.open("berta", role::viewer, "");
    CHECK(all.end(one->id));
    CHECK_FALSE(all.end(one->id));
    CHECK_FALSE(all.use(one->id));
    CHECK(all.use(two->id));
    CHECK(all.end_all_of("anna") == 1);
    CHECK_FALSE(all.use(two->id));
    CHECK(all.use(other->id));
}

TEST_CASE("one user's oldest session makes room, and beyond all sessions there is none", "[access]") {
    test::moved_clock time;
    sessions all{time};
    const auto first = all.open("anna", role::viewer, "");
    for (std::size_t i = 1; i < sessions_of_one; ++i) {
        time.pass(1s);
        CHECK(all.open("anna", role::viewer, ""));
    }
    time.pass(1s);
    CHECK(all.use(first->id)); // so it is not the one longest not used
    CHECK(all.open("anna", role::viewer, ""));
    CHECK(all.use(first->id));
    CHECK(all.open_now().size() == sessions_of_one);

    for (std::size_t i = sessions_of_one; i < sessions_at_most; ++i)
        REQUIRE(all.open("user" + std::to_string(i), role::viewer, ""));
    CHECK_FALSE(all.open("one too many", role::viewer, ""));
    time.pass(16min);
    CHECK(all.open("one too many", role::viewer, "")); // the others were idle too long
}

TEST_CASE("values are seen for as long as was asked, an hour at most, and in that session only", "[access]") {
    test::moved_clock time;
    sessions all{time, {2h, 12h}};
    const auto mine = all.open("anna", role::viewer, "");
    const auto other = all.open("anna", role::viewer, "");
    const auto shown = all.reveal(mine->id, "patient at the desk", 10min);
    REQUIRE(shown);
    CHECK(shown->until == time.wall() + std::chrono::microseconds{10min}.count());
    REQUIRE(all.use(mine->id)->reveals);
    CHECK(all.use(mine->id)->reveals->reason == "patient at the desk");
    CHECK_FALSE(all.use(other->id)->reveals);
    time.pass(10min);
    CHECK_FALSE(all.use(mine->id)->reveals);
    CHECK(all.reveal(mine->id, "again", 24h)->until == time.wall() + std::chrono::microseconds{reveal_at_most}.count());
    CHECK_FALSE(all.reveal("nobody's", "why", 1min));
}
