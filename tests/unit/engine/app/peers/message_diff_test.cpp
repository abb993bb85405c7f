#include "engine/app/peers/message_diff.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using namespace vagus::peers;

namespace {

const std::string head = "MSH|^~\\&|LAB||||20260301||ORU^R01|7|P|2.5\r";

std::vector<segment_leaves> read(const std::string& text) {
    auto message = vagus::hl7::message::parse(text);
    REQUIRE(message);
    return leaves_of(*message);
}

// "PID-5.1: Doe > Roe", "-" where nothing stands.
std::vector<std::string> told(const std::string& first, const std::string& second,
                              const std::vector<ignored>& not_these = {}) {
    std::vector<std::string> out;
    for (const auto& each : differences(read(first), read(second), not_these))
        out.push_back(each.path + ": " + each.first.value_or("-") + " > " + each.second.value_or("-"));
    return out;
}

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("alike messages differ in nothing, whatever ends their lines", "[app]") {
    CHECK(told(head + "PID|1||12\r", head + "PID|1||12\n") == lines{});
}

TEST_CASE("a difference is named by its path, with both values", "[app]") {
    CHECK(told(head + "PID|1||12^^^H||Doe^Jane\r", head + "PID|1||12^^^K||Doe\r") ==
          lines{"PID-3.4: H > K", "PID-5.2: Jane > -"});
}

TEST_CASE("one more segment in the middle is one difference", "[app]") {
    CHECK(told(head + "OBX|1|ST|A\rOBX|2|ST|B\r", head + "OBX|1|ST|A\rOBX|9|ST|N\rOBX|2|ST|B\r") ==
          lines{"OBX[2]-1: - > 9", "OBX[2]-2: - > ST", "OBX[2]-3: - > N"});
}

TEST_CASE("a changed segment is named as in the first message", "[app]") {
    CHECK(told(head + "NTE|1||a\rOBX|1|ST|A\r", head + "OBX|0|ST|N\rNTE|1||a\rOBX|1|ST|B||7\r") ==
          lines{"OBX-1: - > 0", "OBX-2: - > ST", "OBX-3: - > N", "OBX-3: A > B", "OBX-5: - > 7"});
}

TEST_CASE("a segment without values is missed all the same", "[app]") {
    CHECK(told(head + "ZZZ|\r", head) == lines{"ZZZ:  > -"});
}

TEST_CASE("null, empty and absent: only HL7's \"\" is a value", "[app]") {
    CHECK(told(head + "PID|1||\r", head + "PID|1\r") == lines{});
    CHECK(told(head + "PID|1||\"\"\r", head + "PID|1\r") == lines{"PID-3: \"\" > -"});
}

TEST_CASE("ignored places are not looked at, with all that is in them", "[app]") {
    const auto one = head + "PID|1||12~34||Doe^Jane\rNTE|1||x\r";
    const auto other = head + "PID|1||56~78||Doe^Joan\rNTE|1||y\r";
    CHECK(told(one, other, {{"PID", 3, {}, {}}, {"PID", 5, 2, {}}, {"NTE", {}, {}, {}}}) == lines{});
    CHECK(told(one, other, {{"PID", 3, {}, {}}, {"PID", 5, 1, {}}, {"NTE", {}, {}, {}}}) ==
          lines{"PID-5.2: Jane > Joan"});
}

TEST_CASE("past the most pairs, segments are taken in order instead of aligned", "[app]") {
    std::string many = head;
    std::string changed = head;
    for (int i = 0; i < 2100; ++i) {
        many += "OBX|" + std::to_string(i) + "\r";
        changed += "OBX|" + std::to_string(i + 1) + "\r";
    }
    CHECK(told(many, changed).size() == 2100);
}

TEST_CASE("a difference says in which field it is, wherever its segment stands", "[app]") {
    const auto found = differences(read(head + "OBX|1|ST|A\r"), read(head + "NTE|1\rOBX|1|ST|A||7\r"));
    REQUIRE(found.size() == 2);
    CHECK(found[0].at == place{"NTE", 1, 1});
    CHECK(found[1].at == place{"OBX", 1, 5});
}
