// What an answer, or none, means for the queue.
#include "engine/deliver/web/client.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using namespace vagus::deliver;
using namespace std::chrono_literals;
using kind = queue::attempt_result::kind;

namespace {

queue::attempt_result of(std::uint32_t status, http_fields fields = {}, const std::string& kept = "kept",
                         const std::vector<queue::status_rule>& rules = {}) {
    http_answer answer;
    answer.status = status;
    answer.fields = std::move(fields);
    return attempt_of(answer, false, rules, 0, kept);
}

} // namespace

TEST_CASE("a status becomes a verdict, and stands with what is kept", "[deliver][web]") {
    CHECK(of(200).verdict == queue::judgement::delivered);
    CHECK(of(422).verdict == queue::judgement::dead_letter);
    CHECK(of(409).verdict == queue::judgement::retry);
    CHECK(of(422).status == 422);
    CHECK(of(422).what == kind::answered);
    CHECK(of(422).bytes == "HTTP 422\nkept");
    CHECK(of(302, {{"Location", "/login"}}).bytes ==
          "HTTP 302\nredirects are not followed; this one leads to /login\nkept");
}

TEST_CASE("Retry-After counts where it is to be waited for", "[deliver][web]") {
    const http_fields later{{"retry-after", "7"}};
    CHECK(of(429, later).hold == 7s);
    CHECK(of(503, later).hold == 7s);
    CHECK(of(409, later).hold == 0s); // by the retry policy
    CHECK(of(422, later).hold == 0s);
    CHECK(of(429, {{"Retry-After", "when the cows come home"}}).hold == 0s);
    CHECK(of(409, later, "", {{409, 409, queue::status_meaning::retry_after}}).hold == 7s);
}

TEST_CASE("of a long answer the beginning is kept", "[deliver][web]") {
    CHECK(of(500, {}, std::string(65536, 'x')).bytes.size() == 9 + 65536);
    CHECK(of(500, {}, std::string(65537, 'x')).bytes.ends_with("x\n[cut off after 64 KiB]"));
}

TEST_CASE("a failure keeps its kind and its words", "[deliver][web]") {
    using from = http_failure::kind;
    CHECK(attempt_of(http_failure{from::connection, "gone"}).what == kind::connection);
    CHECK(attempt_of(http_failure{from::timeout, "late"}).what == kind::timeout);
    CHECK(attempt_of(http_failure{from::unreadable, "?"}).what == kind::unreadable);
    CHECK(attempt_of(http_failure{from::stopped, ""}).what == kind::stopped);
    CHECK(attempt_of(http_failure{from::timeout, "late"}).bytes == "late");
    CHECK_FALSE(attempt_of(http_failure{from::timeout, "late"}).verdict);
}
