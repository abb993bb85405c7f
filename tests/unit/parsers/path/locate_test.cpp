// Where paths lead, in the numbers of an ERR segment.
#include "parsers/path/locate.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;

namespace {

std::string located(const std::string& path) {
    static const auto message = hl7::message::parse("MSH|^~\\&|A||||||ORU^R01\rPID|1||1^^^^MR~2^^^^NI||Roe&van^Ann\r"
                                                    "OBX|1|NM|718-7|1\rNTE|1\rOBX|2|NM|4544-3|2\r")
                                    .value();
    vagus::path::budget cost{1000};
    const auto at = vagus::path::locate(vagus::path::parse(path).value(), {message.read(), cost});
    std::string text = at.segment;
    for (auto n : {at.sequence, at.field, at.repetition, at.component, at.subcomponent})
        if (n > 0) text += "^" + std::to_string(n);
    return text;
}

} // namespace

TEST_CASE("a path is located at its first match", "[parsers][path][locate]") {
    CHECK(located("PID") == "PID^1");
    CHECK(located("PID-5") == "PID^1^5");
    CHECK(located("PID-5.1") == "PID^1^5^1^1");
    CHECK(located("PID-5.1.2") == "PID^1^5^1^1^2");
    CHECK(located("PID-3[2]") == "PID^1^3^2");
    CHECK(located("PID-3[last].1") == "PID^1^3^2^1");
    CHECK(located("PID-3[.5 == 'NI'].1") == "PID^1^3^2^1");
    CHECK(located("OBX[2]-5") == "OBX^2^5");
    CHECK(located("OBX[-3.1 == '4544-3']-5") == "OBX^2^5");
    CHECK(located("OBX[last]-5") == "OBX^2^5");
}

TEST_CASE("what is not there is located as far as the path says", "[parsers][path][locate]") {
    CHECK(located("PID-9.1") == "PID^1^9^1^1");
    CHECK(located("PID-3[3].1") == "PID^1^3^3^1");
    CHECK(located("PID-3[.5 == 'PI'].1") == "PID^1^3");
    CHECK(located("PV1-2") == "PV1^1");
    CHECK(located("OBX[7]-5") == "OBX^7");
}
