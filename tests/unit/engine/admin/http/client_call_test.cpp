// A command's request as one to the API.
#include "engine/admin/http/client_call.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using admin::http::call_of;

TEST_CASE("a request of a command becomes one of the API", "[admin][http]") {
    const auto call = call_of({{"do", "output.hold"}, {"output", "a b"}, {"reason", "why"}, {"by", "ada"}});
    REQUIRE(call);
    CHECK(call->target == "/api/v1/outputs/a%20b/hold");
    CHECK(call->body == R"({"reason":"why"})");
}

TEST_CASE("what the API has no word for is refused, and not left out", "[admin][http]") {
    const auto call = call_of({{"do", "output.hold"}, {"output", "pas"}, {"reason", "why"}, {"how", "gently"}});
    REQUIRE_FALSE(call);
    CHECK(call.error() == "over HTTP nobody can say 'how' of this: leave out --engine");
    CHECK(call_of({{"do", "output.hold"}, {"output", "pas"}, {"reason", "why"}, {"how", ""}})); // nothing is said
    CHECK_FALSE(call_of({{"do", "nobody.knows"}}));
}

TEST_CASE("a patient's number stands in no URL", "[admin][http]") {
    const auto by_key = call_of({{"do", "message.find"}, {"key", "4711"}, {"input", "adt_in"}});
    REQUIRE(by_key);
    CHECK(by_key->method == "POST");
    CHECK_FALSE(by_key->target.contains("4711"));
    const auto plain = call_of({{"do", "message.find"}, {"input", "adt_in"}});
    REQUIRE(plain);
    CHECK(plain->method == "GET");
}
