#include "engine/runtime/tls/names.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::tls;

TEST_CASE("a name fits itself, whatever its case", "[tls]") {
    CHECK(name_fits("pas.internal", "pas.internal"));
    CHECK(name_fits("PAS.Internal", "pas.iNTERNAL"));
    CHECK_FALSE(name_fits("pas.internal", "pas.internal.org"));
    CHECK_FALSE(name_fits("pas.internal.org", "pas.internal"));
    CHECK_FALSE(name_fits("", "pas.internal"));
}

TEST_CASE("a wildcard stands for exactly one label", "[tls]") {
    CHECK(name_fits("a.lab.internal", "*.lab.internal"));
    CHECK(name_fits("A.LAB.internal", "*.lab.internal"));
    CHECK_FALSE(name_fits("lab.internal", "*.lab.internal"));
    CHECK_FALSE(name_fits("a.b.lab.internal", "*.lab.internal"));
    CHECK_FALSE(name_fits(".lab.internal", "*.lab.internal"));
    CHECK_FALSE(name_fits("alab.internal", "*.lab.internal"));
}

TEST_CASE("a wildcard anywhere else stands for itself", "[tls]") {
    CHECK_FALSE(name_fits("a.lab.internal", "a.*.internal"));
    CHECK_FALSE(name_fits("ab.internal", "a*.internal"));
    CHECK_FALSE(name_fits("anything", "*"));
}

TEST_CASE("a wildcard in a certificate counts only where it is allowed as it is written", "[tls]") {
    CHECK(name_fits("*.lab.internal", "*.lab.internal"));
    CHECK_FALSE(name_fits("*.internal", "pas.internal"));
    CHECK_FALSE(name_fits("*.lab.internal", "a.lab.internal"));
}

TEST_CASE("one name that fits one pattern is enough, and none fits an empty list", "[tls]") {
    CHECK(any_name_fits({"x.org", "a.lab.internal"}, {"pas.internal", "*.lab.internal"}));
    CHECK_FALSE(any_name_fits({"x.org"}, {"pas.internal", "*.lab.internal"}));
    CHECK_FALSE(any_name_fits({}, {"*.lab.internal"}));
    CHECK_FALSE(any_name_fits({"x.org"}, {}));
}
