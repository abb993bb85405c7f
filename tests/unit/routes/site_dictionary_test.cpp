// What a site adds to HL7: used by name in paths, placed in structures, and every mistake found.
#include "parsers/hl7/tables/text.hpp"
#include "tests/unit/routes/rules.hpp"

using namespace vagus::routes;

namespace {

const std::string site = "dictionary:\n"
                         "  segments:\n"
                         "    ZPI: { 1: { name: vip_code, type: IS }, 2: { name: Next of Kin, type: XPN } }\n"
                         "    PV1: { 91: { name: bed_alarm } }\n"
                         "  structures:\n"
                         "    ADT_A01: { ZPI: { after: PID, repeat: true } }\n";

std::string found_in(const std::string& dictionary) {
    return load("dictionary: " + dictionary + "\n").findings();
}

} // namespace

TEST_CASE("a site's segments are known by name, and written where they belong", "[routes][dictionary]") {
    if (vagus::hl7::tables_text().empty()) return;
    const auto after = [](const std::string& steps, const std::string& body) {
        return body_after(site + route_with(steps), body);
    };
    CHECK(after("- set: { ZPI.vip_code: V, PV1-91: '' }", "EVN|\rPID|1\rPV1|1") == "EVN|\rPID|1\rZPI|V\rPV1|1");
    CHECK(after("- set: { PID-5.1: '${ZPI.next_of_kin.family_name}' }", "PID|1\rZPI||Doe^A") ==
          "PID|1||||Doe\rZPI||Doe^A");
    CHECK(after("- delete: PV1.bed_alarm", "PV1|1") == "as received");
    CHECK(load(site + route_with("- delete: PV1-92")).findings().find("VG2041") != std::string::npos);
    CHECK(load(site + route_with("- delete: ZPI.vip_cod")).findings().find("did you mean vip_code?") !=
          std::string::npos);
}

TEST_CASE("validate holds messages against what the site adds", "[routes][dictionary]") {
    if (vagus::hl7::tables_text().empty()) return;
    const std::string steps = "- validate: { structure: auto, on_fail: fail }";
    const std::string body = "EVN||2026\rPID|1||1||Doe\rZPI|V\rPV1|1|I";
    const std::string needs = "dictionary: { segments: { ZPI: { 2: { name: ward, required: true } } } }\n";
    CHECK(body_after(route_with(steps), body) == "as received");
    CHECK(body_after(site + route_with(steps), body) == "as received");
    CHECK(body_after(needs + route_with(steps), body).find("ZPI-2") != std::string::npos);
}

TEST_CASE("mistakes in a dictionary are found with their places", "[routes][dictionary]") {
    if (vagus::hl7::tables_text().empty()) return;
    CHECK(found_in("{ segments: { ZPI: { 1: { name: a, type: XQ } } } }").find("VG3021") != std::string::npos);
    CHECK(found_in("{ segments: { ZPI: { 0: { name: a } } } }").find("VG3020") != std::string::npos);
    CHECK(found_in("{ segments: { ZPI: { 1000: { name: a } } } }").find("VG3020") != std::string::npos);
    CHECK(found_in("{ segments: { ZPI: { 999: { name: a } } } }").find("error[") == std::string::npos);
    CHECK(found_in("{ segments: { ZPI: { 1: { name: '7' } } } }").find("VG3020") != std::string::npos);
    CHECK(found_in("{ segments: { ZPI: { 1: { name: \"a\\nb\" } } } }").find("VG3020") != std::string::npos);
    CHECK(found_in("{ segments: { Zpi: { 1: { name: a } } } }").find("VG3020") != std::string::npos);
    CHECK(found_in("{ segments: { ZPI: { 1: { nam: a } } } }").find("VG1001") != std::string::npos);
    CHECK(found_in("{ structures: { ADT_A91: { ZPI: { after: PID } } } }").find("VG3022") != std::string::npos);
    CHECK(found_in("{ structures: { ADT_A01: { ZPI: { after: OBR } } } }")
              .find("ADT_A01 has no OBR in any HL7 version") != std::string::npos);
    CHECK(found_in("{ structures: { ADT_A01: { PD1: { after: PID } } } }").find("ADT_A01 has PD1 already") !=
          std::string::npos);
    CHECK(found_in("{ structures: { ADT_A01: { ZPI: { after: PID }, ZPJ: { after: ZPI } } } }").find("error[") ==
          std::string::npos);
}
