// Segments find their groups.
#include "parsers/hl7/groups.hpp"

#include "tests/support/catch.hpp"

#include <string>

using namespace vagus;

namespace {

// "PID{..}": every group in braces behind its name, with the ids of its segments.
std::string groups_of(const std::string& type, const std::string& ids) {
    std::string text = "MSH|^~\\&|A|B|||2026||" + type + "|7|P|2.5\r";
    for (std::size_t i = 0; i < ids.size(); i += 4) text += ids.substr(i, 3) + "|\r";
    const auto message = hl7::message::parse(text).value();
    const auto made = hl7::grouping::of(message.read());
    if (!made) return "unknown";
    std::string out;
    const auto segments = message.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        for (std::size_t n = 1; n < made->all().size(); ++n)
            if (made->all()[n].begin == i) out += std::string{made->all()[n].shape->name} + "{ ";
        out += std::string{segments[i].id()} + " ";
        for (std::size_t n = made->all().size(); n-- > 1;)
            if (made->all()[n].end == i + 1) out += "} ";
    }
    return out;
}

} // namespace

TEST_CASE("results find their order, and notes what they are about", "[parsers][hl7][groups]") {
    CHECK(groups_of("ORU^R01^ORU_R01", "PID NTE PV1 ORC OBR NTE OBX NTE OBX ORC OBR OBX SPM") ==
          "MSH PATIENT_RESULT{ PATIENT{ PID NTE VISIT{ PV1 } } ORDER_OBSERVATION{ ORC OBR NTE OBSERVATION{ OBX NTE } "
          "OBSERVATION{ OBX } } ORDER_OBSERVATION{ ORC OBR OBSERVATION{ OBX } SPECIMEN{ SPM } } } ");
}

TEST_CASE("a second patient begins another result", "[parsers][hl7][groups]") {
    CHECK(groups_of("ORU^R01", "PID OBR OBX PID OBR OBX") ==
          "MSH PATIENT_RESULT{ PATIENT{ PID } ORDER_OBSERVATION{ OBR OBSERVATION{ OBX } } } "
          "PATIENT_RESULT{ PATIENT{ PID } ORDER_OBSERVATION{ OBR OBSERVATION{ OBX } } } ");
}

TEST_CASE("what has no place stays where it stands, or goes to the nearest group that has such segments",
          "[parsers][hl7][groups]") {
    CHECK(groups_of("ORU^R01", "PID PV1 NTE ZPV OBR OBX ZOB OBX") ==
          "MSH PATIENT_RESULT{ PATIENT{ PID VISIT{ PV1 } NTE ZPV } ORDER_OBSERVATION{ OBR OBSERVATION{ OBX ZOB } "
          "OBSERVATION{ OBX } } } ");
    CHECK(groups_of("ADT^A01", "EVN PID PV1 IN1 IN2 GT1 IN1 ZIN") ==
          "MSH EVN PID PV1 INSURANCE{ IN1 IN2 } GT1 INSURANCE{ IN1 ZIN } ");
}

TEST_CASE("a group may lack its beginning, but does not come again without it", "[parsers][hl7][groups]") {
    CHECK(groups_of("ORU^R01", "OBX OBX NTE") ==
          "MSH PATIENT_RESULT{ ORDER_OBSERVATION{ OBSERVATION{ OBX } OBSERVATION{ OBX NTE } } } ");
    CHECK(groups_of("ORU^R01", "PID OBR OBX SPM OBX NTE OBR") ==
          "MSH PATIENT_RESULT{ PATIENT{ PID } ORDER_OBSERVATION{ OBR OBSERVATION{ OBX } SPECIMEN{ SPM OBX } NTE } "
          "ORDER_OBSERVATION{ OBR } } ");
}

TEST_CASE("the structure is found by its name, or by the event", "[parsers][hl7][groups]") {
    CHECK(groups_of("ADT^A40", "EVN PID MRG PID MRG") == "MSH EVN PATIENT{ PID MRG } PATIENT{ PID MRG } ");
    CHECK(groups_of("XXX^X01^ADT_A39", "EVN PID MRG") == "MSH EVN PATIENT{ PID MRG } ");
    CHECK(groups_of("ADT^A08^SITE_1", "PR1") == "MSH PROCEDURE{ PR1 } ");
    CHECK(groups_of("XXX^X01", "PID") == "unknown");
    CHECK(groups_of("", "PID") == "unknown");
}
