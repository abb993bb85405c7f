// Fields and components by name, and numbers that mean nothing.
#include "parsers/path/names.hpp"

#include "parsers/expr/expression.hpp"
#include "parsers/hl7/tables/text.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace vagus;

namespace {

bool without_tables() {
    return hl7::tables_text().empty();
}

// How the path prints in numbers, or what is wrong.
std::string in_numbers(const std::string& text) {
    const auto made = expr::bind(path::parse(text).value(), expr::aliases{});
    return made ? path::to_text(*made) : made.error().name + "; " + made.error().in;
}

std::string doubts_of(const std::string& text) {
    static const expr::tables none;
    std::vector<expr::doubt> doubts;
    const auto made = expr::bind(expr::parse(text).value(), expr::names{.paths = {}, .codes = none, .doubts = &doubts});
    if (!made) return made.error().name;
    std::string out;
    for (const auto& each : doubts) out += each.about.what + "; ";
    return out;
}

} // namespace

TEST_CASE("a name stands for the number that it has in every version", "[path][names]") {
    if (without_tables()) return;
    CHECK(in_numbers("PID.patient_identifier_list.id_number") == "PID-3.1");
    CHECK(in_numbers("PID.patient_identifier_list") == "PID-3");
    CHECK(in_numbers("PID.patient_identifier_list[2].id_number") == "PID-3[2].1");
    CHECK(in_numbers("PID.patient_identifier_list[last].assigning_authority.namespace_id") == "PID-3[last].4.1");
    CHECK(in_numbers("PID.patient_name.1") == "PID-5.1");
    CHECK(in_numbers("PID-5.given_name") == "PID-5.2");
    CHECK(in_numbers("PID-3.4.universal_id") == "PID-3.4.2");
    CHECK(in_numbers("PID.administrative_sex") == "PID-8");
    CHECK(in_numbers("PID.sex") == "PID-8");
    CHECK(in_numbers("OBX[2].observation_identifier.text") == "OBX[2]-3.2");
    CHECK(in_numbers("OBX[*].observation_value") == "OBX[*]-5");
    CHECK(in_numbers("ORDER_OBSERVATION[2]/OBR.universal_service_identifier.identifier") ==
          "ORDER_OBSERVATION[2]/OBR-4.1");
    CHECK(in_numbers("PV1.attending_doctor[new]") == "PV1-7[new]");
    CHECK(in_numbers("MSH.message_control_id") == "MSH-10");
}

TEST_CASE("names in predicates are of the field or segment around them", "[path][names]") {
    if (without_tables()) return;
    CHECK(in_numbers("PID-3[.identifier_type_code == 'MR'].id_number") == "PID-3[.5 == 'MR'].1");
    CHECK(in_numbers("PID.patient_identifier_list[.5 == 'MR'].1") == "PID-3[.5 == 'MR'].1");
    CHECK(in_numbers("OBX[-3.identifier == '718-7'].observation_value") == "OBX[-3.1 == '718-7']-5");
}

TEST_CASE("a name that no version has, or that has several numbers, is refused with what to write", "[path][names]") {
    if (without_tables()) return;
    CHECK(in_numbers("PID.patient_nam") == "no HL7 version has 'patient_nam' in PID; did you mean patient_name?");
    CHECK(in_numbers("PID.shoe_size") == "no HL7 version has 'shoe_size' in PID; write the number");
    CHECK(in_numbers("PID-3.id_numer") == "no HL7 version has 'id_numer' in PID-3; did you mean id_number?");
    CHECK(in_numbers("OBX-5.identifier") ==
          "nothing is known by name in OBX-5; write the number, or declare the segment under `dictionary:`");
    CHECK(in_numbers("ZPI.vip_code") ==
          "nothing is known by name in ZPI; write the number, or declare the segment under `dictionary:`");
    const auto several = in_numbers("PID.ethnic_group");
    CHECK(several ==
          "'ethnic_group' has several numbers: PID-10 in 2.1; PID-22 in 2.2-2.8.2; write the number that is meant");
}

TEST_CASE("a path with names prints as it was written until it is bound, and reads nothing", "[path][names]") {
    for (const std::string text : {"PID.patient_name.family_name.surname", "PID-5.given_name", "PID.patient_name[2].1",
                                   "OBX[-3.identifier == 'A'].observation_value", "PID.patient_name"}) {
        const auto made = path::parse(text).value();
        CHECK(path::to_text(made) == text);
        CHECK(path::parse(path::to_text(made)).value() == made);
        CHECK(made.field);
    }
    CHECK_FALSE(path::parse("PID.patient_name").value() == path::parse("PID.patient_alias").value());
    CHECK_FALSE(path::parse("PID.patient_name").value() == path::parse("PID-5").value());
}

TEST_CASE("dash and dot are not each other", "[path][names]") {
    CHECK(path::parse("PID-patient_name").error().hint ==
          "a name follows a dot, a number a dash: PID.patient_name, PID-5");
    CHECK_FALSE(path::parse("PID.5"));
    CHECK_FALSE(path::parse("PID.Patient_name"));
    CHECK_FALSE(path::parse("PID-5."));
}

TEST_CASE("a field that no version has is wrong, one that few have is odd", "[path][names]") {
    if (without_tables()) return;
    CHECK(doubts_of("PV1-91 == 'X'") == "PV1 has no field 91 in any HL7 version (last is PV1-54)");
    CHECK(doubts_of("PV1-54 == 'X'") == "only HL7 2.7-2.8.2 has PV1-54; ");
    CHECK(doubts_of("PV1-44 == 'X' and PID-3[.5 == 'MR'].1 == 'A'").empty());
    CHECK(doubts_of("PID-19 == 'X'").empty()); // withdrawn by 2.7, and sent
    CHECK(doubts_of("ZPI-91 == 'X'").empty());
    CHECK(doubts_of("PID-8.1 == 'X'").empty()); // the value itself
    CHECK(doubts_of("PID-8.2 == 'X'").empty()); // of 2.7
    CHECK(doubts_of("PID-18.99 == 'X'") == "PID-18 has no component 99 in any HL7 version (last is PID-18.12); ");
    CHECK(doubts_of("PID-1.2 == 'X'") == "PID-1 has no component 2 in any HL7 version: it is one value; ");
    CHECK(doubts_of("OBX-5.9 == 'X'").empty()); // OBX-2 says what it is
    CHECK(doubts_of("PID-3[.99 == 'MR'].1 == 'A'") ==
          "PID-3 has no component 99 in any HL7 version (last is PID-3.12); ");
}
