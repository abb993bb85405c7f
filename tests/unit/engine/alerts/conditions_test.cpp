// What is an alert and what is none, at the bounds.
#include "engine/alerts/conditions.hpp"
#include "tests/support/catch.hpp"

#include <functional>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace vagus::alerts;

namespace {

// Nothing is wrong with it.
snapshot calm() {
    snapshot now;
    now.inputs.push_back({"lab_in", 600s, 0s});
    now.outputs.push_back({"pas"});
    now.outputs.back().age_limit = 300s;
    now.routes.push_back({"lab_main"});
    now.certificates.push_back({"hospital", certificate_within + 1s});
    now.disk = {50ULL << 30U, 100ULL << 30U, true};
    return now;
}

struct step_over {
    std::string rule; // that then holds; "": none
    std::function<void(snapshot&)> change;
};

std::string rules_of(const std::vector<condition>& all) {
    std::string names;
    for (const auto& each : all) names += (names.empty() ? "" : " ") + std::string{facts_of(each.what).name};
    return names;
}

} // namespace

TEST_CASE("each rule holds past its bound and not at it", "[alerts][conditions]") {
    const auto input = [](auto change) { return [=](snapshot& now) { change(now.inputs[0]); }; };
    const auto output = [](auto change) { return [=](snapshot& now) { change(now.outputs[0]); }; };
    const std::vector<step_over> all{
        {"", [](snapshot&) {}},
        {"", input([](auto& in) { in.silent = 600s; })},
        {"feed_silent", input([](auto& in) { in.silent = 601s; })},
        {"", input([](auto& in) { in.silent = 1h * 1000, in.expected_every.reset(); })},
        {"unmatched", input([](auto& in) { in.unmatched = 1; })},
        {"", input([](auto& in) { in.answers = enough, in.negative = most_failures; })},
        {"", input([](auto& in) { in.answers = enough - 1, in.negative = 1; })},
        {"negative_acks", input([](auto& in) { in.answers = enough, in.negative = 0.06; })},
        {"", input([](auto& in) { in.paused = forgotten_after; })},
        {"paused_long", input([](auto& in) { in.paused = forgotten_after + 1s; })},
        {"", output([](auto& out) { out.pending = 1, out.oldest = 300s; })},
        {"queue_age", output([](auto& out) { out.pending = 1, out.oldest = 301s; })},
        {"", output([](auto& out) { out.pending = 1, out.oldest = 301s, out.age_limit.reset(); })},
        {"", output([](auto& out) { out.pending = 500, out.depth_limit = 500; })},
        {"queue_depth", output([](auto& out) { out.pending = 501, out.depth_limit = 500; })},
        {"", output([](auto& out) { out.up = false; })},
        {"output_down", output([](auto& out) { out.up = false, out.pending = 1; })},
        {"", output([](auto& out) { out.head_tries = most_tries; })},
        {"head_failing", output([](auto& out) { out.head_tries = most_tries + 1; })},
        {"dead_letters", output([](auto& out) { out.dead = 1; })},
        {"", output([](auto& out) { out.attempts = enough, out.rejected = most_failures; })},
        {"rejects", output([](auto& out) { out.attempts = enough, out.rejected = 0.1; })},
        {"held_long", output([](auto& out) { out.held = forgotten_after + 1s; })},
        {"route_failures", [](snapshot& now) { now.routes[0].failed = 1; }},
        {"certificate", [](snapshot& now) { now.certificates[0].left = certificate_within; }},
        {"certificate_soon", [](snapshot& now) { now.certificates[0].left = certificate_soon_within; }},
        {"certificate_soon", [](snapshot& now) { now.certificates[0].left = -1h; }},
        {"", [](snapshot& now) { now.disk.free = 20ULL << 30U; }},
        {"disk", [](snapshot& now) { now.disk.free = (20ULL << 30U) - 1; }},
        {"disk_full", [](snapshot& now) { now.disk.free = very_little_free - 1; }},
        {"", [](snapshot& now) { now.disk = {1ULL << 30U, 2ULL << 30U, true}; }}, // a small disk, half empty
        {"", [](snapshot& now) { now.disk = {0, 0, true}; }},                     // nobody knows
        {"disk_full", [](snapshot& now) { now.disk.takes_messages = false; }},
        {"reload_refused", [](snapshot& now) { now.reloads_refused = 1; }},
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        CAPTURE(i);
        auto now = calm();
        all[i].change(now);
        CHECK(rules_of(judge(now)) == all[i].rule);
    }
}

TEST_CASE("rules are listed in their order, each with a runbook", "[alerts][conditions]") {
    for (std::size_t i = 0; i < rules().size(); ++i) {
        CHECK(static_cast<std::size_t>(rules()[i].what) == i);
        CHECK_FALSE(rules()[i].runbook.empty());
    }
}

TEST_CASE("words say how much and since when", "[alerts][conditions]") {
    auto now = calm();
    now.inputs[0].silent = 22min;
    now.outputs[0].pending = 41;
    now.outputs[0].oldest = 7min;
    const auto all = judge(now);
    REQUIRE(all.size() == 2);
    CHECK(all[0].words == "nothing came for 22 min, and a message is expected every 10 min; no connection is open");
    CHECK(all[1].words == "the oldest message has waited for 7 min; 41 messages in the queue");
    CHECK(in_words(59s) == "59 s");
    CHECK(in_words(3h) == "3 h");
    CHECK(in_words(2h + 5min + 3s) == "2 h 5 min");
    CHECK(in_words(50h) == "2 days");
}
