// Values are called what HL7 calls them in the message's version.
#include "engine/app/peers/value_names.hpp"

#include "parsers/hl7/tables/text.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace vagus;

namespace {

// The name of the value at a path; "none": there is no such value.
std::string name_of(const std::string& path, const std::string& version = "2.5.1") {
    const auto message =
        hl7::message::parse("MSH|^~\\&|A|B|||2026||ORU^R01|7|P|" + version +
                            "\rPID|1||77^^^MPI&1.2.3&ISO^MR~12||Doe^Jane||19800101\rOBX|1|CE|718-7^Hb||A^B\rZPI|x\r")
            .value();
    const peers::value_names names{message.read()};
    for (const auto& segment : peers::leaves_of(message))
        for (const auto& leaf : segment.leaves)
            if (leaf.path == path) return names.value(leaf, peers::value_type(segment));
    return "none";
}

} // namespace

TEST_CASE("a value has the name of its field, component and subcomponent", "[peers]") {
    if (hl7::tables_text().empty()) return;
    CHECK(name_of("PID-3.1") == "Patient Identifier List / ID Number");
    CHECK(name_of("PID-3.4.2") == "Patient Identifier List / Assigning Authority / Universal ID");
    CHECK(name_of("PID-3[2]") == "Patient Identifier List");
    CHECK(name_of("PID-5.2") == "Patient Name / Given Name");
    CHECK(name_of("PID-7") == "Date/Time of Birth");
    CHECK(name_of("MSH-9.2") == "Message Type / Trigger Event");
    CHECK(name_of("ZPI-1") == "");
}

TEST_CASE("OBX-2 says what the parts of OBX-5 are called", "[peers]") {
    if (hl7::tables_text().empty()) return;
    CHECK(name_of("OBX-5.2") == "Observation Value / Text");
}

TEST_CASE("names are those of the message's version, or of the newest that is not newer", "[peers]") {
    if (hl7::tables_text().empty()) return;
    CHECK(name_of("PID-7", "2.3") == "Date of Birth");
    CHECK(name_of("PID-3.1", "2.3") == "Patient ID Internal ID / ID");
    CHECK(name_of("PID-7", "2.999") == "Date/Time of Birth");
    CHECK(name_of("PID-7", "") == "Date/Time of Birth");
}
