// Paths through groups, and in loops.
#include "parsers/expr/evaluate.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/hl7/groups.hpp"
#include "parsers/path/read.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace expr = vagus::expr;
namespace hl7 = vagus::hl7;
namespace path = vagus::path;

namespace {

const hl7::message& result(const std::string& type = "ORU^R01") {
    static const auto text = [](const std::string& t) {
        return "MSH|^~\\&|A|B|||2026||" + t +
               "|7|P|2.5\rPID|1|P\rNTE|1||patient\rORC|RE|1\rOBR|1|first\rNTE|1||order\rOBX|1|ST|a\rNTE|1||one\r"
               "OBX|2|ST|b\rZOB|own\rOBR|2|second\rOBX|3|ST|c\rNTE|1||three\r";
    };
    static const auto known = hl7::message::parse(text("ORU^R01")).value();
    static const auto unknown = hl7::message::parse(text("XYZ^Z01")).value();
    return type == "ORU^R01" ? known : unknown;
}

constexpr expr::surroundings in_loop{true, true, false, false};

// In the loop's n-th turn.
std::string read_in(const std::string& over, std::size_t n, const std::string& text,
                    const std::string& type = "ORU^R01") {
    const auto& message = result(type);
    const auto groups = hl7::grouping::of(message.read());
    path::budget cost{100'000};
    path::loop loop{groups ? &*groups : nullptr, 0, path::nowhere, n};
    path::scope at{message.read(), cost};
    const auto p = expr::parse_loop(over, in_loop).value();
    if (path::is_group(p)) {
        loop.group = path::groups_of(p, *groups, at).at(n - 1);
    } else {
        loop.segment = path::segments_of(p, at, path::reach::every_match).at(n - 1);
        if (groups) loop.group = groups->holder(loop.segment);
        at.segment = loop.segment;
    }
    at.inside = &loop;
    return expr::evaluate(*expr::parse_value(text, in_loop).value().root, at).take();
}

std::string read(const std::string& text) {
    path::budget cost{100'000};
    return expr::evaluate(*expr::parse_value(text).value().root, {result().read(), cost}).take();
}

} // namespace

TEST_CASE("a path leads through groups", "[path][groups]") {
    CHECK(read("/PATIENT_RESULT/ORDER_OBSERVATION[2]/OBR-2") == "second");
    CHECK(read("ORDER_OBSERVATION[2]/OBSERVATION/OBX-3") == "c");
    CHECK(read("OBSERVATION[2]/NTE-3") == "");
    CHECK(read("OBSERVATION[last]/NTE-3") == "three");
    CHECK(read("join(ORDER_OBSERVATION[1]/OBX[*]-3, ' ')") == "a b");
    CHECK(read("join(OBSERVATION[*]/OBX-3, ' ')") == "a b c");
    CHECK(read("/OBX[2]-3") == "b");
}

TEST_CASE("in a loop over groups names mean the group's own, or those of the nearest around", "[path][groups]") {
    CHECK(read_in("OBSERVATION", 1, "OBX-3") == "a");
    CHECK(read_in("OBSERVATION", 2, "OBX-3") == "b");
    CHECK(read_in("OBSERVATION", 1, "NTE-3") == "one");
    CHECK(read_in("OBSERVATION", 2, "NTE-3") == ""); // not somebody else's
    CHECK(read_in("OBSERVATION", 2, "ZOB-1") == "own");
    CHECK(read_in("OBSERVATION", 3, "OBR-2") == "second");
    CHECK(read_in("OBSERVATION", 3, "../OBR-2") == "second");
    CHECK(read_in("OBSERVATION", 1, "../NTE-3") == "order");
    CHECK(read_in("OBSERVATION", 3, "../NTE-3") == "");
    CHECK(read_in("OBSERVATION", 3, "../../PID-2") == "P");
    CHECK(read_in("OBSERVATION", 3, "PID-2") == "P");
    CHECK(read_in("OBSERVATION", 3, "/OBX-3") == "a");
    CHECK(read_in("ORDER_OBSERVATION", 2, "OBX-3") == "c");
    CHECK(read_in("ORDER_OBSERVATION", 1, "OBX[2]-3") == "b");
    CHECK(read_in("ORDER_OBSERVATION", 2, "OBSERVATION/NTE-3") == "three");
    CHECK(read_in("ORDER_OBSERVATION", 2, "ORC-2") == ""); // its own, and it has none
}

TEST_CASE("in a loop over segments its name means this one, others those of its group", "[path][groups]") {
    CHECK(read_in("OBX", 3, "OBX-3") == "c");
    CHECK(read_in("OBX", 3, "-3") == "c");
    CHECK(read_in("OBX", 3, "OBR-2") == "second");
    CHECK(read_in("OBX", 3, "../OBR-2") == "second");
    CHECK(read_in("OBX", 1, "NTE-3") == "one");
    CHECK(read_in("OBX", 2, "NTE-3") == "");
    CHECK(read_in("OBX[-3 == 'b']", 1, "OBX-1") == "2");
    CHECK(read_in("OBX", 3, "OBX[2]-3") == "");
    CHECK(read_in("OBX", 3, "/OBX[2]-3") == "b");
}

TEST_CASE("without a known structure the last one before counts", "[path][groups]") {
    CHECK(read_in("OBX", 3, "OBR-2", "XYZ") == "second");
    CHECK(read_in("OBX", 1, "../OBR-2", "XYZ") == "first");
    CHECK(read_in("OBX", 2, "OBX-3", "XYZ") == "b");
    CHECK(read_in("OBX", 2, "PID-2", "XYZ") == "P");
}

TEST_CASE("a path through groups prints as it was written", "[path][groups]") {
    for (std::string text : {"/PATIENT_RESULT/ORDER_OBSERVATION[2]/OBX[*]-5", "OBSERVATION/OBX-5", "../OBR-3",
                             "../../PID-3[.5 == 'MR']", "/OBX[2]-5", "OBSERVATION[last]/NTE-3", "OBSERVATION"}) {
        INFO(text);
        const auto made = expr::parse_loop(text, in_loop);
        REQUIRE(made);
        CHECK(path::to_text(*made) == text);
        CHECK(*expr::parse_loop(path::to_text(*made), in_loop) == *made);
    }
    CHECK_FALSE(path::parse("OBSERVATION"));
    CHECK_FALSE(path::parse("PIDX-3"));
}

TEST_CASE("a loop goes over segments, fields and groups, and never more levels up than there can be",
          "[path][groups]") {
    CHECK_FALSE(expr::parse_loop("PID-3.1", in_loop));
    CHECK_FALSE(expr::parse_loop("PID[new]", in_loop));
    CHECK_FALSE(expr::parse_loop("NO_SUCH_GROUP", in_loop));
    std::string up;
    for (std::uint32_t i = 0; i < path::highest_up; ++i) up += "../";
    CHECK(expr::parse_loop(up + "OBR", in_loop));
    CHECK_FALSE(expr::parse_loop(up + "../OBR", in_loop));
}
