#include "engine/alerts/words.hpp"
#include "tests/support/catch.hpp"

#include <boost/json/parse.hpp>

using namespace vagus::alerts;

namespace {

constexpr vagus::wall_us began = 1'772'355'762'000'000; // 2026-03-01T09:02:42Z

notice one(notice::kind what) {
    alert about{rule::feed_silent, "lab_in", began, "nothing came for 22 min"};
    if (what == notice::kind::end) about.ended = began + 600'000'000;
    return {what, about};
}

} // namespace

TEST_CASE("a mail says what, where, since when, whom to call and what to do", "[alerts][words]") {
    const auto made =
        letter_of(one(notice::kind::start), "st-elsewhere", {{"call", "+43 1 555 0100"}}, began + 60'000'000);
    CHECK(made.subject == "[st-elsewhere] feed_silent: lab_in");
    CHECK(made.text == "nothing came for 22 min\n\n"
                       "Rule:    feed_silent (page)\n"
                       "Subject: lab_in\n"
                       "Site:    st-elsewhere\n"
                       "Since:   2026-03-01T09:02:42Z\n"
                       "Lasts:   1 min\n"
                       "call: +43 1 555 0100\n"
                       "What to do: docs/monitoring.md#feed-silent\n");
    CHECK(letter_of(one(notice::kind::reminder), "s", {}, began).subject == "[s] still: feed_silent: lab_in");
    const auto over = letter_of(one(notice::kind::end), "s", {}, began + 700'000'000);
    CHECK(over.subject == "[s] over: feed_silent: lab_in");
    CHECK(over.text.find("Over:    2026-03-01T09:12:42Z, after 10 min\n") != std::string::npos);
}

TEST_CASE("a webhook gets the same as JSON", "[alerts][words]") {
    const auto made = letter_of(one(notice::kind::end), "s", {{"call", "1"}}, began);
    const auto body = boost::json::parse(made.json).as_object();
    CHECK(body.at("kind") == "end");
    CHECK(body.at("id") == "feed_silent:lab_in");
    CHECK(body.at("level") == "page");
    CHECK(body.at("since") == "2026-03-01T09:02:42Z");
    CHECK(body.at("ended_us") == began + 600'000'000);
    CHECK(body.at("about").at("call") == "1");
    CHECK(body.at("runbook") == "docs/monitoring.md#feed-silent");
    CHECK(body.at("snoozed").is_null());
}
