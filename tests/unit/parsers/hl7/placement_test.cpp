// A segment that is not there yet is inserted where its structure has it.
#include "parsers/hl7/placement.hpp"

#include "parsers/hl7/draft.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace vagus;

namespace {

// The ids after one of that name was inserted, in brackets: "PID [PD1] PV1".
std::string with(const std::string& id, const std::string& type, const std::string& ids,
                 const std::string& version = "2.5.1") {
    std::string text = "MSH|^~\\&|A|B|||2026||" + type + "|7|P|" + version + "\r";
    for (std::size_t i = 0; i < ids.size(); i += 4) text += ids.substr(i, 3) + "|\r";
    const auto message = hl7::message::parse(text).value();
    const auto before = hl7::place_for(message.read(), id, hl7::standard());
    std::string out;
    for (std::size_t i = 1; i <= message.segments().size(); ++i) {
        if (i == before) out += "[" + id + "] ";
        if (i < message.segments().size()) out += std::string{message.segments()[i].id()} + " ";
    }
    return out;
}

} // namespace

TEST_CASE("an absent segment goes behind what its structure has before it", "[parsers][hl7][placement]") {
    CHECK(with("PD1", "ADT^A01", "EVN PID PV1 OBX") == "EVN PID [PD1] PV1 OBX ");
    CHECK(with("EVN", "ADT^A01", "PID PV1") == "[EVN] PID PV1 ");
    CHECK(with("PV2", "ADT^A01", "EVN PID PV1 OBX IN1") == "EVN PID PV1 [PV2] OBX IN1 ");
    CHECK(with("GT1", "ADT^A01", "EVN PID PV1 PR1 ROL IN1") == "EVN PID PV1 PR1 ROL [GT1] IN1 ");
    CHECK(with("IN1", "ADT^A01", "EVN PID PV1 GT1 ACC") == "EVN PID PV1 GT1 [IN1] ACC ");
    CHECK(with("DG1", "ADT^A01", "EVN PID PV1 ROL AL1 GT1") == "EVN PID PV1 ROL AL1 [DG1] GT1 ");
    CHECK(with("PDA", "ADT^A01", "EVN PID PV1") == "EVN PID PV1 [PDA] ");
    CHECK(with("PD1", "ADT^A01", "EVN PID ZPI PV1") == "EVN PID [PD1] ZPI PV1 ");
}

TEST_CASE("it goes into the first group that has a place for it", "[parsers][hl7][placement]") {
    CHECK(with("NTE", "ORU^R01", "PID PV1 OBR OBX OBR OBX") == "PID [NTE] PV1 OBR OBX OBR OBX ");
    CHECK(with("NTE", "ORU^R01", "OBR OBX OBR OBX") == "OBR [NTE] OBX OBR OBX ");
    CHECK(with("ORC", "ORU^R01", "PID OBR OBX OBR OBX") == "PID [ORC] OBR OBX OBR OBX ");
    CHECK(with("SPM", "ORU^R01", "PID OBR OBX NTE OBR OBX") == "PID OBR OBX NTE [SPM] OBR OBX ");
    CHECK(with("PV1", "ORU^R01", "PID OBR OBX") == "PID [PV1] OBR OBX ");
    CHECK(with("PID", "ORU^R01", "OBR OBX") == "[PID] OBR OBX ");
    CHECK(with("DSC", "ORU^R01", "PID OBR OBX") == "PID OBR OBX [DSC] ");
}

TEST_CASE("another one goes behind the last of its name, and behind the group that it begins",
          "[parsers][hl7][placement]") {
    CHECK(with("NK1", "ADT^A01", "EVN PID NK1 NK1 PV1") == "EVN PID NK1 NK1 [NK1] PV1 ");
    CHECK(with("OBX", "ORU^R01", "PID OBR OBX OBX NTE SPM") == "PID OBR OBX OBX NTE [OBX] SPM ");
    CHECK(with("IN1", "ADT^A01", "EVN PID PV1 IN1 IN2 ACC") == "EVN PID PV1 IN1 IN2 [IN1] ACC ");
    CHECK(with("ZPI", "ADT^A01", "EVN PID ZPI PV1") == "EVN PID ZPI [ZPI] PV1 ");
}

TEST_CASE("where the structure says nothing, a segment goes to the end", "[parsers][hl7][placement]") {
    CHECK(with("ZPI", "ADT^A01", "EVN PID PV1") == "EVN PID PV1 [ZPI] ");
    CHECK(with("OBR", "ADT^A01", "EVN PID PV1") == "EVN PID PV1 [OBR] ");
    CHECK(with("PD1", "XXX^X01", "EVN PID PV1") == "EVN PID PV1 [PD1] ");
    CHECK(with("PID", "XXX^X01", "EVN PID PV1") == "EVN PID PV1 [PID] ");
}
