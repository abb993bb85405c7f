#include "engine/app/peers/mask.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace {

std::string masked(const std::string& text) {
    auto message = vagus::hl7::message::parse(text);
    REQUIRE(message);
    return vagus::peers::masked(*message);
}

const std::string head = "MSH|^~\\&|LAB|H|||20260301||ORU^R01|C7|P|2.5\r";

} // namespace

TEST_CASE("a masked message keeps its shape and loses its values", "[app]") {
    CHECK(masked(head + "PID|1||A12^^^HOSP^MR~34||O'Brien^Zo\xc3\xab||19800305|F\r") ==
          head + "PID|1||X99^^^XXXX^XX~99||X'Xxxxx^Xxxx||99999999|X\r");
}

TEST_CASE("what says how to read a message stays, the security field does not", "[app]") {
    CHECK(masked("MSH|^~\\&|LAB|H|||2026|Secret1|ORU^R01|C7|P|2.5\rOBX|2|NM|GLU||7.4|mmol|||||F\r") ==
          "MSH|^~\\&|LAB|H|||2026|Xxxxxx9|ORU^R01|C7|P|2.5\rOBX|2|NM|XXX||9.9|xxxx|||||F\r");
}

TEST_CASE("escapes of delimiters stay, bytes in hex are values", "[app]") {
    CHECK(masked(head + "NTE|1||a \\F\\ b \\X4A4B\\ c \\\r") == head + "NTE|1||x \\F\\ x \\X9X9X\\ x \\\r");
}

TEST_CASE("HL7's null stays", "[app]") {
    CHECK(masked(head + "PID|1||\"\"\r") == head + "PID|1||\"\"\r");
}

TEST_CASE("a first field is a value but where it counts segments", "[app]") {
    CHECK(masked(head + "EVN|A01\rZPI|7\rMRG|0012345^^^H^MR\rSCH|20260099\rNTE|12|\rOBX|12345\r") ==
          head + "EVN|X99\rZPI|9\rMRG|9999999^^^X^XX\rSCH|99999999\rNTE|12|\rOBX|99999\r");
    for (const auto* counted : {"AIG", "IN1", "PID", "PV1", "UB2"})
        CHECK(vagus::peers::masked({counted, 1, 1}, "1") == "1");
    for (const auto* other : {"MRG", "SCH", "ZPI", "ORC", "EVN"})
        CHECK(vagus::peers::masked({other, 1, 1}, "0012345") == "9999999");
}

TEST_CASE("a value alone is masked as in its message", "[app]") {
    using vagus::peers::masked;
    CHECK(masked({"PID", 1, 5}, "Doe 7") == "Xxx 9");
    CHECK(masked({"PID", 1, 1}, "2") == "2");
    CHECK(masked({"MSH", 1, 9}, "ADT") == "ADT");
    CHECK(masked({"MSH", 1, 8}, "key") == "xxx");
    CHECK(masked({"OBX", 4, 2}, "NM") == "NM");
}

TEST_CASE("a value of no field is masked whole, a number too", "[app]") {
    CHECK(vagus::peers::masked({"", 1, 0}, "0012345") == "9999999");
}
