// What differs between what two configurations make of a message, and what a page says of many.
#include "engine/app/outcome_of.hpp"
#include "engine/app/replay/comparison.hpp"
#include "engine/app/replay/json_diff.hpp"
#include "engine/app/replay/tally.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace vagus;
using namespace vagus::app;

namespace {

const std::string head = "MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\r";

using lines = std::vector<std::string>;

std::string line_of(const dissent& each) {
    std::string out{to_text(each.is)};
    for (const auto& word : {each.where, each.what, std::string{to_text(each.how)}})
        if (!word.empty()) out += " " + word;
    return out;
}

lines told(const outcome& before, const outcome& after) {
    lines out;
    for (const auto& each : compare(before, after)) out.push_back(line_of(each));
    return out;
}

outcome with_copies(std::vector<made_copy> copies) {
    outcome made;
    made.received = head + "PID|1||7\r";
    made.copies = std::move(copies);
    return made;
}
outcome sending(const std::string& body, bool hl7 = true) {
    return with_copies({{.output = "pas", .body = body, .hl7 = hl7}});
}

lines json_told(std::string_view first, std::string_view second) {
    lines out;
    for (const auto& each : json_differences(first, second))
        out.push_back(each.pointer + " " + each.first.value_or("-") + " > " + each.second.value_or("-"));
    return out;
}

configuration with(const std::string& steps) {
    auto made =
        check(config::load_text("version: 1\n"
                                "inputs: { in: { mllp: { listen: '127.0.0.1:2575' }, ack: { after: processed } } }\n"
                                "outputs: { pas: { mllp: { connect: '127.0.0.1:6661' } } }\n"
                                "routes: { r: { from: in, steps: [" +
                                steps + "], to: pas } }\n"),
              ".");
    INFO(config::show(made.files.found, made.files.files));
    REQUIRE(made.good());
    return made;
}

} // namespace

TEST_CASE("two outcomes that are the same differ in nothing", "[replay]") {
    CHECK(told(outcome{}, outcome{}) == lines{});
    CHECK(told(with_copies({{.output = "pas"}}), with_copies({{.output = "pas"}})) == lines{});
    CHECK(told(with_copies({{.output = "pas"}}), sending(head + "PID|1||7\r")) == lines{}); // the same bytes
}

TEST_CASE("what differs is named by its kind, its place and how", "[replay]") {
    outcome before;
    before.ack = "AA";
    before.routes = {"a", "b"};
    before.failures = {{"b", "vagus.yaml:3 step 1 \"x\": no"}};
    before.drops = {{"a", "test"}};
    before.tags = {"old"};
    outcome after;
    after.routes = {"b", "c"};
    after.drops = {{"a", "training"}};
    CHECK(told(before, after) == lines{"ack AA -> none changed", "route a lost", "route c gained", "drop a test lost",
                                       "drop a training gained", "failure b vagus.yaml:3 step 1 \"x\": no lost",
                                       "tag old lost"});
}

TEST_CASE("a failure that names another line is the same failure", "[replay]") {
    outcome before;
    before.failures = {{"b", "vagus.yaml:3 step 1 \"x\": no"}};
    outcome after;
    after.failures = {{"b", "vagus.yaml:9 step 2 \"x\": no"}};
    CHECK(told(before, after) == lines{});
}

TEST_CASE("values of messages differ by path, without the numbers of segments and repetitions", "[replay]") {
    CHECK(told(sending(head + "PID|1||7~8^^^H\rOBX|1|a\rOBX|2|a\r"),
               sending(head + "PID|1||7~9^^^H||X\rOBX|1|a\rOBX|2\r")) ==
          lines{"value pas PID-3.1 changed", "value pas PID-5 gained", "value pas OBX-2 lost"});
    const auto found = compare(sending(head + "PID|1||7\r"), sending(head + "PID|1||8\r"));
    REQUIRE(found.size() == 1);
    CHECK(found.front().before == "7");
    CHECK(found.front().after == "8");
    CHECK(found.front().at == peers::place{"PID", 1, 3});
}

TEST_CASE("what differs in no value still differs", "[replay]") {
    CHECK(told(sending("a", false), sending("b", false)) == lines{"body pas changed"});
    CHECK(told(sending("{}", false), sending(head)) == lines{"body pas changed"});
    CHECK(told(sending(head), sending("MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\n")) == lines{"body pas changed"});
}

TEST_CASE("copies, keys and what goes beside the bytes are compared for each output", "[replay]") {
    CHECK(told(with_copies({{.output = "pas"}, {.output = "lis"}}),
               with_copies({{.output = "pas"}, {.output = "pas"}})) == lines{"copy pas gained", "copy lis lost"});
    CHECK(told(with_copies({{.output = "pas", .keys = {"1"}, .beside = {{"topic", "a"}, {"key", "k"}}}}),
               with_copies({{.output = "pas", .keys = {"2"}, .beside = {{"topic", "b"}, {"new", "n"}}}})) ==
          lines{"beside pas topic changed", "beside pas key lost", "beside pas new gained", "key pas per_key changed"});
}

TEST_CASE("of bytes that one cannot read nothing else is compared", "[replay]") {
    outcome broken;
    broken.unreadable = "at byte 3";
    outcome whole;
    whole.ack = "AA";
    CHECK(told(broken, broken) == lines{});
    CHECK(told(whole, broken) == lines{"unreadable at byte 3 gained"});
    CHECK(told(broken, whole) == lines{"unreadable at byte 3 lost"});
}

TEST_CASE("JSON differs by pointer, element by element", "[replay]") {
    CHECK(json_told(R"({"a":1,"b":[1,2]})", R"({"b":[1,3,{"c":null}],"d/e":"x"})") ==
          lines{"/a 1 > -", "/b/* 2 > 3", "/b/*/c - > null", "/d~1e - > x"});
    CHECK(json_told("[1]", "{}") == lines{" [1] > {}"});
    CHECK(json_told("[1]", "no") == lines{});
    CHECK(json_told("[1]", "[1]") == lines{});
}

TEST_CASE("equal differences of many messages are one, with a few examples", "[replay]") {
    tally found{true};
    for (std::uint32_t i = 1; i <= 5; ++i) {
        const dissent one{
            .is = about::value, .where = "pas", .what = "PID-3", .before = "a" + std::to_string(i), .after = "b"};
        found.add({1, 0, 1, i}, {one, one}); // twice in one message
    }
    found.add({1, 0, 1, 9}, {});
    CHECK(found.messages() == 6);
    CHECK(found.different() == 5);
    const auto groups = found.groups();
    REQUIRE(groups.size() == 1);
    CHECK(groups[0]->messages == 5);
    CHECK(groups[0]->examples.size() == examples_of_group);
    REQUIRE(groups[0]->values.size() == examples_of_group);
    CHECK(groups[0]->values[0] == value_pair{"a1", "b"});
}

TEST_CASE("a tally keeps no value that nobody asked for, and no long one whole", "[replay]") {
    const std::string longest(longest_value, 'x');
    const dissent one{
        .is = about::value, .where = "pas", .what = "PID-3", .before = longest, .after = longest + "\xC3\xA9"};
    tally quiet{false};
    quiet.add({}, {one});
    CHECK(quiet.groups().front()->values.empty());
    CHECK_FALSE(quiet.groups().front()->what.before);
    tally telling{true};
    telling.add({}, {one});
    CHECK(telling.groups().front()->values.front() == value_pair{longest, longest + "..."});
}

TEST_CASE("past so many kinds of differences they are counted alone", "[replay]") {
    tally found{false};
    for (std::size_t i = 0; i < most_groups; ++i)
        found.add({1, 0, 1, 1}, {{.is = about::tag, .what = std::to_string(i)}});
    CHECK(found.ungrouped() == 0);
    found.add({1, 0, 1, 2}, {{.is = about::tag, .what = "one more"}, {.is = about::tag, .what = "7"}});
    CHECK(found.groups().size() == most_groups);
    CHECK(found.ungrouped() == 1);
}

TEST_CASE("a page begins with what a sender hears, and has the most frequent first", "[replay]") {
    tally found{false};
    found.add({1, 0, 1, 1}, {{.is = about::value, .where = "pas", .what = "PID-3"}});
    for (std::uint32_t i = 2; i < 4; ++i)
        found.add({1, 0, 1, i},
                  {{.is = about::value, .where = "pas", .what = "PID-5"}, {.is = about::ack, .what = "AA -> AE"}});
    lines order;
    for (const auto* each : found.groups()) order.push_back(line_of(each->what));
    CHECK(order == lines{"ack AA -> AE changed", "value pas PID-5 changed", "value pas PID-3 changed"});
}

TEST_CASE("an outcome is what the engine would make of the message, by the clock of then", "[replay]") {
    const auto rules = with("{ set: { PID-5: \"${now('%Y')}\" } }, { tag: seen }");
    const auto made = outcome_of(rules, {"in", head + "PID|1\r", 0});
    CHECK(made.ack == "AA");
    CHECK(made.routes == lines{"r"});
    CHECK(made.tags == lines{"seen"});
    REQUIRE(made.copies.size() == 1);
    CHECK(made.copies.front().body == head + "PID|1||||1970\r");
    const auto refused = outcome_of(with("{ send_to: pas }, { reject: no }"), {"in", head, 0});
    CHECK(refused.ack == "AE");
    CHECK(refused.copies.empty());
    CHECK(refused.failures.size() == 1);
    CHECK(outcome_of(rules, {"in", "no message", 0}).unreadable);
    CHECK(input_named(rules, "nobody") == nullptr);
}
