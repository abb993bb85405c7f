// What a text says of HL7 can be asked for.
#include "parsers/hl7/dictionary.hpp"

#include "tests/support/catch.hpp"

#include <string>

using namespace vagus;

namespace {

constexpr std::string_view small = R"(# two segments and what they need
segment PID
 0 - Patient Identification
 1 - SI O 1 4 0 Set ID - PID
 2 2.1-2.3 CX O 1 20 0 Patient ID (External ID)
 2 2.3.1-2.4,2.6 CX B 1 20 0 Patient ID
 3 - CX R * 250 0 Patient Identifier List
 8 - IS O 1 1 1 Sex
segment ZNU
 0 2.6- New Things
 1 - ST O 1 0 0 Thing
type CX
 0 - Extended Composite ID
 1 - ST R 1 15 0 ID Number
 4 - HD O 1 227 363 Assigning Authority
type ST
 0 - String
table 1
 0 - Sex
 - U|F|M
 = F|Female
 2.5- A
table 363
 0 - Assigning Authority
message ORU_R01
 2.1-2.2 MSH ORDER_OBSERVATION( OBR OBX* )+
 2.3- MSH PATIENT_RESULT( PID? ORDER_OBSERVATION( ORC? [ OBR RXO ] OBSERVATION( OBX NTE{2,5} )* )+ )+ DSC?
event ORU^R01 - ORU_R01
event ORU^W01 2.3-2.6 ORU_R01
)";

hl7::dictionary of(std::string_view version) {
    auto made = hl7::dictionary::read(small, version);
    if (!made) FAIL(made.error().line << ": " << made.error().what);
    return std::move(*made);
}

std::string error_of(std::string_view text) {
    auto made = hl7::dictionary::read(text, "2.5");
    return made ? "none" : std::to_string(made.error().line) + ": " + made.error().what;
}

} // namespace

TEST_CASE("a dictionary tells fields, components and codes of its version", "[parsers][hl7][dictionary]") {
    const auto made = of("2.4");
    CHECK(made.version() == "2.4");
    const auto* pid = made.segment("PID");
    REQUIRE(pid);
    CHECK(pid->name == "Patient Identification");
    REQUIRE(pid->fields.size() == 8);
    const auto* list = hl7::element(pid->fields, 3);
    REQUIRE(list);
    CHECK(list->name == "Patient Identifier List");
    CHECK(list->key == "patient_identifier_list");
    CHECK(list->type == "CX");
    CHECK(list->use == hl7::usage::required);
    CHECK(list->repetitions == 0);
    CHECK(list->length == 250);
    CHECK(hl7::element(pid->fields, 2)->use == hl7::usage::backward);
    CHECK(hl7::element(pid->fields, 4) == nullptr);
    CHECK(hl7::element(pid->fields, 0) == nullptr);
    CHECK(hl7::element(pid->fields, 9) == nullptr);
    CHECK(hl7::numbered(pid->fields, "sex") == 8);
    CHECK(hl7::numbered(pid->fields, "gender") == 0);
    CHECK(hl7::numbered(pid->fields, "") == 0);
    CHECK(made.type("CX")->components[3].type == "HD");
    CHECK(made.type("ST")->components.empty());
    CHECK(made.table(1)->has("F"));
    CHECK_FALSE(made.table(1)->has("A"));
    CHECK(made.table(363)->codes.empty());
    CHECK(made.segment("ZNU") == nullptr);
    CHECK(made.type("XX") == nullptr);
    CHECK(made.table(2) == nullptr);
}

TEST_CASE("lines hold for the versions that they name", "[parsers][hl7][dictionary]") {
    const auto key = [](std::string_view version) {
        const auto made = of(version);
        const auto* found = hl7::element(made.segment("PID")->fields, 2);
        return found ? std::string{found->key} : "none";
    };
    CHECK(key("2.1") == "patient_id_external_id");
    CHECK(key("2.3") == "patient_id_external_id");
    CHECK(key("2.3.1") == "patient_id");
    CHECK(key("2.5") == "none");
    CHECK(key("2.6") == "patient_id");
    CHECK(key("2.7") == "none");
    CHECK(of("2.5").segment("ZNU") == nullptr);
    CHECK(of("2.8.2").segment("ZNU") != nullptr);
    CHECK(of("2.5").table(1)->has("A"));
    CHECK(of("2.6").structure_of("ORU", "W01") == "ORU_R01");
    CHECK(of("2.7").structure_of("ORU", "W01").empty());
    CHECK(of("2.1").structure("ORU_R01")->groups.size() == 2);
}

TEST_CASE("a structure says how often and which of several", "[parsers][hl7][dictionary]") {
    const auto made = of("2.5");
    const auto* oru = made.structure("ORU_R01");
    REQUIRE(oru);
    REQUIRE(oru->groups.size() == 4);
    CHECK(oru->groups[0].parts[1].group == 1);
    CHECK(oru->groups[0].parts[1].least == 1);
    CHECK(oru->groups[0].parts[1].most == 0);
    CHECK(oru->groups[0].parts[2].segment == "DSC");
    CHECK(oru->groups[0].parts[2].least == 0);
    CHECK(oru->groups[0].parts[2].most == 1);
    const auto& order = oru->groups[2];
    CHECK(order.name == "ORDER_OBSERVATION");
    CHECK(order.parts[0].choice == 0);
    CHECK(order.parts[1].choice == 1);
    CHECK(order.parts[2].segment == "RXO");
    CHECK(order.parts[2].choice == 1);
    CHECK(order.parts[3].choice == 0);
    CHECK(order.anchor == 2);
    CHECK(oru->groups[3].parts[1].least == 2);
    CHECK(oru->groups[3].parts[1].most == 5);
}

TEST_CASE("what one dictionary does not say is asked of the one under it", "[parsers][hl7][dictionary]") {
    const auto standard = of("2.5");
    const auto site = hl7::dictionary::read("segment ZPI\n 0 - Local\n 1 - IS O 1 0 0 VIP Code\n"
                                            "segment PID\n 0 - Ours\n",
                                            "2.5", &standard)
                          .value();
    CHECK(site.segment("ZPI")->fields[0].key == "vip_code");
    CHECK(site.segment("PID")->name == "Ours");
    CHECK(site.type("CX") == standard.type("CX"));
    CHECK(site.table(1) == standard.table(1));
    CHECK(site.structure("ORU_R01") == standard.structure("ORU_R01"));
    CHECK(site.structure_of("ORU", "R01") == "ORU_R01");
    CHECK(standard.segment("ZPI") == nullptr);
}

TEST_CASE("a mistake in a dictionary's text is told by its line", "[parsers][hl7][dictionary]") {
    CHECK(error_of("segment PID\n 0 - P\n 1 - ST X 1 0 0 Name\n") == "3: expected O, R, C, B or W");
    CHECK(error_of("segment PID\n 0 - P\n 1 - ST O 1 0 0\n") == "3: expected TYPE USAGE MOST LENGTH TABLE NAME");
    CHECK(error_of("segment PID\n 0 - P\n 1 - ST O -1 0 0 Name\n") == "3: expected TYPE USAGE MOST LENGTH TABLE NAME");
    CHECK(error_of("segment PID\n 1 - ST O 1 0 0 Name\n") == "2: element 1 of nothing: a line 0 comes first");
    CHECK(error_of("segment PID\n 0 - P\n 0 2.5 Q\n") == "3: PID has two names");
    CHECK(error_of("segment PID\n 0 - P\n 2 - ST O 1 0 0 A\n 2 - ST O 1 0 0 B\n") ==
          "4: element 2 twice, or out of order");
    CHECK(error_of("segment PID\n 0 two P\n") == "2: expected versions");
    CHECK(error_of("segment PID\n 1000 - ST O 1 0 0 A\n") == "2: expected the number of an element");
    CHECK(error_of("segment PID\n 0 - P\n 999 - ST O 1 0 0 A\n") == "none");
    CHECK(error_of("group X\n") == "1: expected segment, type, table, message or event");
    CHECK(error_of(" 1 - ST\n") == "1: a line that belongs to nothing");
    CHECK(error_of("table x\n") == "1: a table has a number");
    CHECK(error_of("table 1\n - A\n") == "2: codes of nothing: a line 0 comes first");
    CHECK(error_of("table 1\n 0 - Sex\n = F Female\n") == "3: expected a code, | and what it means");
    CHECK(error_of("event ADT - X\n") == "1: expected TYPE^EVENT VERSIONS STRUCTURE");
    CHECK(error_of("message X\n - MSH A( PID\n") == "2: X: a bracket is not closed");
    CHECK(error_of("message X\n - MSH )\n") == "2: X: a ) closes nothing");
    CHECK(error_of("message X\n - MSH A( )\n") == "2: X: A is empty");
    CHECK(error_of("message X\n - MSH [ PID A( PV1 ]\n") == "2: X: a ] closes nothing");
    CHECK(error_of("message X\n - MSH [ PID [ PV1 ] ]\n") == "2: X: a choice in a choice");
    CHECK(error_of("message X\n - MSH [ PID\n") == "2: X: a [ is not closed");
    CHECK(error_of("message X\n - MSH PIDX\n") == "2: X: 'PIDX' is no segment");
    CHECK(error_of("message X\n - MSH PID{2}\n") == "2: X: 'PID{2}' is no segment");
    CHECK(error_of("message X\n - MSH\n 2.5 MSH\n") == "3: X has two structures");
}
