#include "engine/access/strangers.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::access;

namespace {
const role_map roles{{role::viewer, {"IT-Monitoring"}},
                     {role::admin, {"IT-Lead", "ops.example.org"}},
                     {role::operator_, {"IT-Integration", "*.example.org"}}};
}

TEST_CASE("of several groups the highest role counts, and a group that nobody named has none", "[access]") {
    CHECK(highest(roles, {"IT-Monitoring"}) == role::viewer);
    CHECK(highest(roles, {"Staff", "IT-Integration", "IT-Monitoring"}) == role::operator_);
    CHECK_FALSE(highest(roles, {}));
    CHECK_FALSE(highest(roles, {"it-lead", "IT-Lea", "IT-Lead "}));
    CHECK_FALSE(highest({}, {"IT-Lead"}));
}

TEST_CASE("a certificate has the role of one of its names, letter by letter but for their case", "[access]") {
    const auto found = by_certificate(roles, {"10.0.0.1", "OPS.example.org"});
    REQUIRE(found);
    CHECK(found->is == role::admin);
    CHECK(found->name == "ops.example.org");
    CHECK_FALSE(by_certificate(roles, {"x.example.org"})); // no patterns: whoever gets a name must be named
    CHECK_FALSE(by_certificate(roles, {}));
}
