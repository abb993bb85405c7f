// Segments under another order: nothing may come to belong to another one.
#include "tests/unit/routes/rules.hpp"

using vagus::routes::after;

namespace {

bool refused(const std::string& order, const std::string& body) {
    const auto made = after("- reorder: " + order, body);
    INFO(made);
    return made.starts_with("failed: ") && made.contains("would come to stand behind another one");
}

} // namespace

TEST_CASE("a result keeps its order where names say how segments stand", "[routes][reorder]") {
    CHECK(refused("[PID, OBR, OBX]", "PID|1\rOBR|1\rOBX|1\rOBR|2\rOBX|1"));
    CHECK(refused("[OBX]", "PID|1\rOBR|1\rOBX|1\rOBX|2"));
    CHECK(refused("[PID, OBX]", "PID|1\rOBR|1\rOBX|1"));
    CHECK(after("- reorder: [PID, OBR, OBX]", "OBX|1\rOBX|2\rOBR|1\rPID|1") == "PID|1\rOBR|1\rOBX|1\rOBX|2");
    CHECK(refused("[PID, OBR, OBX]", "OBX|1\rOBR|1\rOBR|2\rPID|1")); // which one it is of nobody knows
    CHECK(after("- reorder: [PID, PV1]", "PID|1\rOBR|1\rOBX|1\rOBR|2\rOBX|1\rPV1|1") ==
          "PID|1\rPV1|1\rOBR|1\rOBX|1\rOBR|2\rOBX|1");
}

TEST_CASE("an order keeps its patient, its common part and its specimen", "[routes][reorder]") {
    CHECK(refused("[PID, ORC, OBR]", "PID|1\rORC|1\rOBR|1\rORC|2\rOBR|2"));
    CHECK(refused("[PID]", "PID|1\rOBR|1\rPID|2\rOBR|2"));
    CHECK(refused("[OBR, SPM]", "OBR|1\rSPM|1\rOBR|2\rSPM|2"));
    CHECK(refused("[OBR, SPM, OBX]", "OBR|1\rOBX|1\rSPM|1"));
}

TEST_CASE("with several patients nothing goes to another", "[routes][reorder]") {
    CHECK(refused("[PID, MRG]", "PID|1\rMRG|1\rPID|2\rMRG|2"));
    CHECK(refused("[PID, PV1]", "PID|1\rPV1|1\rPID|2\rPV1|2"));
    CHECK(refused("[IN1, IN2]", "PID|1\rIN1|1\rIN2|1\rIN1|2\rIN2|2"));
}

TEST_CASE("a comment goes with what it is about", "[routes][reorder]") {
    CHECK(after("- reorder: [EVN, PID]", "PID|1\rNTE|1\rNTE|2\rEVN|1\rPV1|1\rNTE|3") ==
          "EVN|1\rPID|1\rNTE|1\rNTE|2\rPV1|1\rNTE|3");
    CHECK(after("- reorder: [PID]", "NTE|1\rEVN|1\rPID|1") == "NTE|1\rPID|1\rEVN|1"); // of the message
    CHECK(after("- reorder: [PID, OBR, OBX]", "PID|1\rOBR|1\rNTE|1\rOBX|1\rNTE|2") == "as received");
    CHECK(refused("[PID, OBR, OBX, NTE]", "PID|1\rOBR|1\rNTE|1\rOBX|1"));
    CHECK(refused("[NTE]", "PID|1\rNTE|1"));
    CHECK(after("- reorder: [PID, NTE]", "EVN|1\rPID|1\rNTE|1\rNTE|2\rPV1|1") == "PID|1\rNTE|1\rNTE|2\rEVN|1\rPV1|1");
}

TEST_CASE("what is of no order may be put anywhere", "[routes][reorder]") {
    CHECK(after("- reorder: [PV1, PID]", "PID|1\rPV1|1\rPV1|2") == "PV1|1\rPV1|2\rPID|1");
    CHECK(after("- reorder: [PID, PV1, NK1]", "EVN|1\rNK1|1\rPV1|1\rPID|1\rNK1|2") ==
          "PID|1\rPV1|1\rNK1|1\rNK1|2\rEVN|1");
}
