// What each type takes, and what it makes of it.
#include "tests/support/catch.hpp"

#include "config/load.hpp"
#include "config/types.hpp"

#include <optional>
#include <string>

using namespace vagus::config;
using namespace std::chrono_literals;

namespace {

// The value of `a: <written>`, or nothing after a finding.
template <class T> std::optional<T> read(const type<T>& kind, const std::string& written) {
    auto tree = load_text("routes:\n- " + written + "\n"); // routes: no placeholders
    reading context{tree.found};
    T made{};
    REQUIRE(tree.complete);
    if (!kind.read(tree.root.find("routes")->value.items.at(0), context, made)) {
        CHECK(tree.found.any_error());
        return {};
    }
    CHECK_FALSE(tree.found.any_error());
    return made;
}

} // namespace

TEST_CASE("text stays as written", "[config]") {
    for (const auto* written : {"0012345", "no", "1e3", "null", "Null", "true"})
        CHECK(read(text(), written) == written);
    CHECK(read(text(), "''") == "");
    CHECK(read(text(), "'a # b'") == "a # b");
    CHECK_FALSE(read(text(), "~"));
    CHECK_FALSE(read(text(), "[a]"));
    CHECK_FALSE(read(text(), "{a: b}"));
}

TEST_CASE("a name has at most 64 letters, digits, _ and -", "[config]") {
    CHECK(read(name(), "adt_in-2") == "adt_in-2");
    CHECK(read(name(), std::string(64, 'a')));
    CHECK_FALSE(read(name(), std::string(65, 'a')));
    CHECK_FALSE(read(name(), "a.b"));
    CHECK_FALSE(read(name(), "''"));
}

TEST_CASE("durations have units and bounds", "[config]") {
    const auto kind = time_span(1ms, 72h);
    CHECK(read(kind, "500ms") == 500ms);
    CHECK(read(kind, "30s") == 30s);
    CHECK(read(kind, "5min") == 5min);
    CHECK(read(kind, "5m") == 5min);
    CHECK(read(kind, "2h") == 2h);
    CHECK(read(kind, "3d") == 72h);
    for (const auto* bad : {"4d", "0s", "5", "s", "-1s", "1.5s", "1 s", "5sec", "99999999999999999999d", "''"})
        CHECK_FALSE(read(kind, bad));
    CHECK(kind.show(90s) == "90s");
    CHECK(kind.show(2h) == "2h");
    CHECK(kind.words == "a duration such as 30s or 5min (1ms to 3d)");
}

TEST_CASE("never is a duration where it is allowed", "[config]") {
    const auto kind = time_span_or_never(1s, 1h);
    CHECK_FALSE(read(kind, "never").value().has_value());
    CHECK(read(kind, "5s").value() == 5s);
    CHECK_FALSE(read(kind, "forever"));
    CHECK(kind.show({}) == "never");
    CHECK_FALSE(read(time_span(1s, 1h), "never"));
}

TEST_CASE("sizes have binary units and bounds", "[config]") {
    const auto kind = size(512, 1U << 30U);
    CHECK(read(kind, "512") == 512);
    CHECK(read(kind, "64KiB") == 65536);
    CHECK(read(kind, "16MiB") == 16U << 20U);
    CHECK(read(kind, "1GiB") == 1U << 30U);
    for (const auto* bad : {"511", "1025MiB", "2GiB", "1MB", "1k", "-1", "99999999999999999999", "99999999999GiB"})
        CHECK_FALSE(read(kind, bad));
    CHECK(kind.show(65536) == "64KiB");
    CHECK(kind.show(1000) == "1000");
}

TEST_CASE("percentages are fractions with bounds", "[config]") {
    CHECK(read(percent(0, 0.5), "20%") == 0.2);
    CHECK(read(percent(0, 0.5), "50%") == 0.5);
    CHECK_FALSE(read(percent(0, 0.5), "51%"));
    CHECK_FALSE(read(percent(0, 0.5), "0.2"));
    CHECK(percent(0, 1).show(0.2) == "20%");
}

TEST_CASE("whole numbers keep to their bounds", "[config]") {
    CHECK(read(integer(-5, 5), "-5") == -5);
    CHECK(read(integer(-5, 5), "5") == 5);
    CHECK(read(integer(0, 20), "010") == 10);
    for (const auto* bad : {"6", "-6", "1e1", "0x1", "1.0", "''", "99999999999999999999"})
        CHECK_FALSE(read(integer(-5, 5), bad));
}

TEST_CASE("addresses are host and port", "[config]") {
    CHECK(read(address(), "0.0.0.0:2575") == endpoint{"0.0.0.0", 2575});
    CHECK(read(address(), "pas.internal:6661") == endpoint{"pas.internal", 6661});
    CHECK(read(address(), "':2575'") == endpoint{"", 2575});
    CHECK(read(address(), "'[::1]:2575'") == endpoint{"::1", 2575});
    for (const auto* bad :
         {"pas.internal", "'a:b'", "'a:'", "a:65536", "'a b:1'", "'::1'", "'[::1]'", "'[x]:1'", "a:1x"})
        CHECK_FALSE(read(address(), bad));
    CHECK(address().show({"::1", 25}) == "[::1]:25");
}

TEST_CASE("one item may stand for a list of one", "[config]") {
    using texts = std::vector<std::string>;
    CHECK(read(list_or_one(text()), "a") == texts{"a"});
    CHECK(read(list_or_one(text()), "[a, b]") == texts{"a", "b"});
    CHECK_FALSE(read(list(text()), "a"));
    CHECK(read(list(text()), "[]") == texts{});
}

TEST_CASE("booleans are true and false and nothing else", "[config]") {
    CHECK(read(boolean(), "true") == true);
    CHECK(read(boolean(), "false") == false);
    for (const auto* bad : {"yes", "no", "on", "True", "1"}) CHECK_FALSE(read(boolean(), bad));
}

TEST_CASE("text that is exactly a path is refused, text that holds one is not", "[config]") {
    for (const auto* bad : {"PV1-19.1", "PID-3", "$mrn", "'PID-3[2].1'"}) CHECK_FALSE(read(templated(), bad));
    for (const auto* good : {"VAGUS", "PID", "PRE-A", "a PID-3", "${PID-3}", "V${$mrn}", "2026-01-01", "$", "''"})
        CHECK(read(templated(), good));
}
