#include "tests/support/catch.hpp"

#include "config/findings.hpp"

#include <string>

using namespace vagus::config;

TEST_CASE("the nearest name is suggested, at most two changes away", "[config]") {
    CHECK(did_you_mean("valdate", {"validate", "set"}) == "did you mean 'validate'?");
    CHECK(did_you_mean("pass", {"pas", "adt_topic"}) == "did you mean 'pas'?");
    CHECK(did_you_mean("lsiten", {"listen"}) == "did you mean 'listen'?");
    CHECK(did_you_mean("lstn", {"listen"}) == "did you mean 'listen'?");
    CHECK(did_you_mean("lst", {"listen"}).empty());
    CHECK(did_you_mean("cde", {"cdx", "cd"}) == "did you mean 'cdx'?");
    CHECK(did_you_mean("a", {"b"}).empty());
    CHECK(did_you_mean("", {"b"}).empty());
    CHECK(did_you_mean(std::string(65, 'a'), {std::string(64, 'a')}).empty());
    CHECK_FALSE(did_you_mean(std::string(64, 'a'), {std::string(63, 'a')}).empty());
}

TEST_CASE("other engines' words lead to ours", "[config]") {
    CHECK(did_you_mean("destinations", {"inputs", "outputs"}) == "did you mean 'outputs'?");
    CHECK(did_you_mean("destinations", {"inputs"}).empty());
}

TEST_CASE("a short list is shown whole, a long one is not", "[config]") {
    CHECK(suggest("xyz", {"alpha", "beta"}) == "one of: alpha, beta");
    CHECK(suggest("xyzxyz", {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}).empty());
    CHECK(suggest("x", {}).empty());
}
