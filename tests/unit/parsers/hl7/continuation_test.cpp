// Fragments: what tells them, and the message they make together.
#include "parsers/hl7/continuation.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using namespace vagus::hl7;
using namespace std::literals;

namespace {

std::string msh(const std::string& control, const std::string& pointer = {}) {
    return "MSH|^~\\&|LIS|LAB|EHR|HOSP|20260301||ORU^R01^ORU_R01|" + control + "|P|2.5.1||" + pointer + "\r";
}

std::string whole(const std::vector<std::string>& fragments) {
    const auto made = join(fragments);
    INFO((made ? std::string{} : to_text(made.error())));
    REQUIRE(made);
    return *made;
}

std::string refused(const std::vector<std::string>& fragments) {
    const auto made = join(fragments);
    REQUIRE_FALSE(made);
    return to_text(made.error());
}

// "of>to", with a + for addenda.
std::string told(const std::string& bytes) {
    const auto read = message::parse(bytes);
    REQUIRE(read);
    const auto found = continuation_of(read->read());
    return std::string{found.of} + ">" + std::string{found.to} + (found.addenda ? "+" : "");
}

} // namespace

TEST_CASE("MSH-14 and DSC-1 say what a fragment continues and what follows", "[hl7][continuation]") {
    CHECK(told(msh("1") + "PID|1\r") == ">");
    CHECK(told(msh("1") + "PID|1\rDSC|W4xy|F\r") == ">W4xy");
    CHECK(told(msh("1") + "PID|1\rDSC|W4xy\r") == ">W4xy"); // DSC-2 came with 2.4
    CHECK(told(msh("2", "W4xy") + "OBX|1\rDSC|V292\r") == "W4xy>V292");
    CHECK(told(msh("3", "V292") + "OBX|2\r") == "V292>");
    CHECK(told(msh("3", "V292") + "OBX|2\rDSC|\r") == "V292>");
    CHECK(told(msh("3", "\"\"") + "OBX|2\rDSC|\"\"\r") == ">");
    CHECK(told(msh("1") + "QRD|1\rDSC|next|I\r") == ">"); // a query goes on when it is asked again
    CHECK(told(msh("1") + "DSC|early\rPID|1\r") == ">");  // not the last segment: it points nowhere
    CHECK(told(msh("1") + "OBX|1|TX|a||one\rADD| and two\r") == ">+");
}

TEST_CASE("fragments become the message that was cut", "[hl7][continuation]") {
    CHECK(whole({msh("1") + "PID|1\rOBR|1\rDSC|W4xy|F\r", msh("2", "W4xy") + "OBX|1\rDSC|V292|F\r",
                 msh("3", "V292") + "OBX|2\r"}) == msh("1") + "PID|1\rOBR|1\rOBX|1\rOBX|2\r");
    CHECK(whole({msh("1") + "PID|1\r"}) == msh("1") + "PID|1\r");
    CHECK(whole({msh("1") + "DSC|early\rPID|1\r"}) == msh("1") + "DSC|early\rPID|1\r"); // it points nowhere, and stays
    CHECK(whole({msh("1") + "PID|1\nDSC|a\n", msh("2", "a") + "\nOBX|1"}) == msh("1") + "PID|1\rOBX|1\r");
}

TEST_CASE("what stands behind ADD continues the segment before it", "[hl7][continuation]") {
    CHECK(whole({msh("1") + "OBX|1|TX|a||one\rADD| and two\rADD|~three|kg\rNTE|1\r"}) ==
          msh("1") + "OBX|1|TX|a||one and two~three|kg\rNTE|1\r");
    // Over the edge of a message: ADD alone marks the place.
    CHECK(whole({msh("1") + "OBX|1|TX|a||half a wo\rADD\rDSC|p|F\r", msh("2", "p") + "ADD|rd|kg\rNTE|1\r"}) ==
          msh("1") + "OBX|1|TX|a||half a word|kg\rNTE|1\r");
    CHECK(whole({msh("1") + "OBX|1|TX|a||\xC3\rADD|\xA9\r"}) ==
          msh("1") + "OBX|1|TX|a||\xC3\xA9\r"); // inside an e acute
    CHECK(whole({msh("1") + "OBX|1\rADD|\rNTE|1\r"}) == msh("1") + "OBX|1\rNTE|1\r");
}

TEST_CASE("what cannot be joined is refused with the number of its fragment", "[hl7][continuation]") {
    CHECK(refused({}).find("fragment 1") != std::string::npos);
    CHECK(refused({msh("1") + "ADD|continues nothing\r"}).find("fragment 1, ADD") != std::string::npos);
    CHECK(refused({msh("1") + "PID|1\rDSC|a\r", "garbage"}).find("fragment 2, ") != std::string::npos);
    const auto other = "MSH|^~\\#|LIS|LAB|EHR|HOSP|20260301||ORU^R01|2|P|2.5.1||a\rOBX|1\r"s;
    CHECK(refused({msh("1") + "PID|1\rDSC|a\r", other}).find("fragment 2, MSH-2") != std::string::npos);
    const auto longer = "MSH|^~\\&#|LIS|LAB|EHR|HOSP|20260301||ORU^R01|2|P|2.7||a\rOBX|1\r"s;
    CHECK(refused({msh("1") + "PID|1\rDSC|a\r", longer}).find("fragment 2, MSH-2") != std::string::npos);
}

TEST_CASE("a segment of very many addenda is joined in linear time", "[hl7][continuation]") {
    std::string cut = msh("1") + "OBX|1|TX|a||";
    for (int i = 0; i < 200'000; ++i) cut += "\rADD|0123456789";
    CHECK(whole({cut}).size() == msh("1").size() + 13 + 2'000'000);
}
