// What an HTTP status means, and how long a receiver may keep us waiting.
#include "config/load.hpp"
#include "engine/queue/status_rules.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using namespace vagus::queue;
using namespace std::chrono_literals;

namespace {

std::vector<status_rule> rules_of(const std::string& yaml, std::size_t findings = 0) {
    auto tree = config::load_text("on_status: " + yaml + "\n");
    config::reading context{tree.found};
    std::vector<status_rule> into;
    (void)status_rules().read(tree.root.find("on_status")->value, context, into);
    INFO(config::show(tree.found, tree.files));
    CHECK(tree.found.all().size() == findings);
    return into;
}

} // namespace

TEST_CASE("statuses mean what the table says when nothing else is written", "[queue][status]") {
    using enum status_meaning; // here: sockets have an accept() too
    struct row {
        std::uint32_t status;
        status_meaning expected;
    };
    const row table[] = {{200, accept},      {201, accept},      {204, accept},      {301, retry},
                         {307, retry},       {400, dead_letter}, {401, dead_letter}, {403, dead_letter},
                         {404, dead_letter}, {408, retry_after}, {409, retry},       {410, dead_letter},
                         {412, dead_letter}, {422, dead_letter}, {425, retry_after}, {429, retry_after},
                         {500, retry_after}, {502, retry_after}, {503, retry_after}, {504, retry_after}};
    for (const auto& each : table) {
        INFO(each.status);
        CHECK(meaning_of(each.status, false, {}) == each.expected);
    }
    CHECK(meaning_of(412, true, {}) == retry); // our own If-Match was outrun
}

TEST_CASE("one status goes before its class, in whatever order they are written", "[queue][status]") {
    using enum status_meaning; // here: sockets have an accept() too
    const auto rules = rules_of("{ 4xx: retry, 404: accept, 5xx: dead_letter, 503: retry_after }");
    CHECK(meaning_of(400, false, rules) == retry);
    CHECK(meaning_of(404, false, rules) == accept);
    CHECK(meaning_of(500, false, rules) == dead_letter);
    CHECK(meaning_of(503, false, rules) == retry_after);
    CHECK(meaning_of(200, false, rules) == accept); // not named: the default
}

TEST_CASE("what is no status is a finding", "[queue][status]") {
    (void)rules_of("{ 600: retry }", 1);
    (void)rules_of("{ 6xx: retry }", 1);
    (void)rules_of("{ 40x: retry }", 1);
    (void)rules_of("{ 409: wait }", 1);
    (void)rules_of("{ xx: retry, 99: retry }", 2);
}

TEST_CASE("Retry-After is seconds or a date, and bounded", "[queue][status]") {
    const std::time_t now = 784111777; // Sun, 06 Nov 1994 08:49:37 GMT
    CHECK(hold_of("0", now) == 0ms);
    CHECK(hold_of("120", now) == 120s);
    CHECK(hold_of("3600", now) == 1h);
    CHECK(hold_of("3601", now) == 1h);
    CHECK(hold_of("99999999999999999999999", now) == 1h);
    CHECK(hold_of("-1", now) == 0ms);
    CHECK(hold_of("Sun, 06 Nov 1994 08:50:07 GMT", now) == 30s);
    CHECK(hold_of("Sunday, 06-Nov-94 08:50:07 GMT", now) == 30s);
    CHECK(hold_of("Sun Nov  6 08:50:07 1994", now) == 30s);
    CHECK(hold_of("Sun, 06 Nov 1994 08:00:00 GMT", now) == 0ms); // over already
    CHECK(hold_of("Sun, 06 Nov 2094 08:49:37 GMT", now) == 1h);
    CHECK_FALSE(hold_of("", now));
    CHECK_FALSE(hold_of("soon", now));
    CHECK_FALSE(hold_of("12 minutes", now));
}
