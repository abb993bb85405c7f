// A body that is a text as it is.
#include "tests/unit/routes/rules.hpp"

using namespace vagus::routes;

TEST_CASE("bytes are what a field carries, with nothing escaped", "[routes][bodies]") {
    auto rules = load("bodies: { doc: { bytes: \"${base64_decode(OBX-5.5)}|\" } }\n");
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto made = [&](const std::string& body) {
        auto result = rules.ran->make_body("doc", message_of(body), {"in", 0});
        return result ? *result : "failed: " + result.error();
    };
    CHECK(made("OBX|1|ED|||^^^^AAEC/w==") == std::string{"\x00\x01\x02\xff|", 5});
    CHECK(made("OBX|1|ED|||").starts_with("|"));
}

TEST_CASE("a body without a byte is none", "[routes][bodies]") {
    auto rules = load("bodies: { doc: { bytes: \"${OBX-5}\" } }\n");
    REQUIRE(rules.ran);
    const auto made = rules.ran->make_body("doc", message_of("PID|1"), {"in", 0});
    REQUIRE_FALSE(made);
    CHECK(made.error() == "body doc is empty");
}
