// A program of its own, linked with the text of a build that has no tables: rules run, and what needs HL7's tables says
// so.
#include "parsers/hl7/groups.hpp"
#include "parsers/hl7/meanings.hpp"
#include "parsers/hl7/tables/text.hpp"
#include "parsers/hl7/versions.hpp"
#include "tests/unit/routes/rules.hpp"

using namespace vagus;
using routes::after;
using routes::load;

TEST_CASE("without HL7's tables rules run as ever, and no structure is known", "[routes][without_tables]") {
    CHECK(hl7::dictionary_of("2.5") == nullptr);
    CHECK(hl7::nearest_dictionary("2.5") == nullptr);
    CHECK(hl7::group_names().empty());
    CHECK(hl7::meanings{hl7::meanings_text()}.of(1, "F").empty());
    const auto message = routes::message_of("EVN|A08\rPID|1\rPV1|1");
    CHECK_FALSE(hl7::grouping::of(message.read()));
    CHECK(after("- set: { PID-3.1: '${PID-2}', PV1-91: X }\n- delete: EVN", "PID|1|7\rPV1|1").starts_with("PID|1|7|7"));
    CHECK(after("- when: exists(PID-3[.5 == 'MR'])\n  delete: PID-8", "PID|1||1^^^^MR|||||M") == "PID|1||1^^^^MR|||||");
}

TEST_CASE("without HL7's tables a segment is made at the end", "[routes][without_tables]") {
    CHECK(after("- set: { PD1-1: X }", "PID|1\rPV1|1") == "PID|1\rPV1|1\rPD1|X");
}

TEST_CASE("without HL7's tables names and groups are findings that say why", "[routes][without_tables]") {
    const auto found = load(routes::route_with("- delete: PID.patient_name\n- delete: /PATIENT_RESULT/OBX")).findings();
    INFO(found);
    CHECK(found.find("error[VG2040]: nothing is known by name in PID") != std::string::npos);
    CHECK(found.find("write the number: this engine was built without HL7's tables") != std::string::npos);
    CHECK(found.find("this engine was built without HL7's tables, and knows no groups") != std::string::npos);
}
