// A message against what its version says of it.
#include "parsers/hl7/conformance.hpp"
#include "parsers/hl7/versions.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/parsers/hl7/corpora.hpp"

#include <algorithm>
#include <array>
#include <random>

using namespace vagus::hl7;
using strings = std::vector<std::string>;

namespace {

// A version of HL7 as small as a test wants it.
constexpr std::string_view small_hl7 = R"(segment MSH
 0 - Header
 9 - MSG O 1 0 0 Type
segment PID
 0 - Patient
 1 - SI O 1 4 0 Set ID
 3 - CX R * 20 0 Patient Identifier List
 5 - ST R 2 10 0 Patient Name
 7 - DT O 1 0 0 Birth
 8 - IS O 1 0 1 Sex
 9 - ST W 1 1 0 Alias
 30 - ID O 1 0 136 Death
segment OBX
 0 - Observation
 2 - ID C 1 1 125 Value Type
 5 - varies C * 0 0 Observation Value
segment NTE
 0 - Note
segment PV1
 0 - Visit
type CX
 0 - Identifier
 1 - ST R 1 8 0 ID
 4 - HD O 1 0 0 Assigning Authority
type HD
 0 - Hierarchic Designator
 1 - IS R 1 0 300 Namespace
 3 - ID O 1 0 301 Type
type ST
 0 - Text
type NM
 0 - Number
type ID
 0 - Code
type IS
 0 - Code
type DT
 0 - Date
type SI
 0 - Sequence
table 1
 0 - Sex
 - F|M
table 125
 0 - Types
 - NM|ST|CX
table 136
 0 - Yes/no
 - N|Y
table 300
 0 - Namespaces
table 301
 0 - Types
 - DNS|ISO
message ORU_R01
 - MSH PID NTE{0,2} PV1? OBSERVATION( OBX NTE* )+
message OMG_O19
 - MSH [ PID PV1 ] OBX?
)";

const dictionary& small() {
    static const auto made = dictionary::read(small_hl7, "2.5.1").value();
    return made;
}

strings told(const deviations& of) {
    strings all;
    for (const auto one : every_rule)
        for (const auto& each : of.from(one)) all.push_back(std::string{to_text(one)} + ": " + each.words);
    return all;
}

strings found(const std::string& body, const std::string& type = "ORU^R01^ORU_R01") {
    const auto message = message::parse("MSH|^~\\&|A|B|C|D|2026||" + type + "|1|P|2.5.1\r" + body).value();
    deviations to;
    check_conformance(message.read(), small(), to);
    return told(to);
}

const std::string patient = "PID|1||7^^^HOSP||Roe\r";
const std::string result = "OBX|1|NM|||5\r";

} // namespace

TEST_CASE("a message as its version wants it has no deviations", "[parsers][hl7][conformance]") {
    CHECK(found(patient + result).empty());
    CHECK(found(patient + "NTE\rNTE\rPV1\r" + result + "NTE\rNTE\rNTE\r" + result).empty());
    CHECK(found("PID|1||7^^^HOSP~8||Roe~Doe||19701231|X\r" + result).empty());
}

TEST_CASE("segments are there as often as they may, in their order", "[parsers][hl7][conformance]") {
    CHECK(found(result) == strings{"structure: PID is missing in ORU_R01"});
    CHECK(found(patient) == strings{"structure: OBX: OBSERVATION is missing in ORU_R01"});
    CHECK(found(patient + "NTE\rNTE\rNTE\r" + result) == strings{"structure: NTE[3]: NTE may be here 2 times at most"});
    CHECK(found(patient + "PV1\rPV1\r" + result) == strings{"structure: PV1[2]: PV1 may be here once at most"});
    CHECK(found(patient + result + "PV1\r") == strings{"structure: PV1: comes too late: OBSERVATION is before it"});
    CHECK(found(patient + "IN1\r" + result) == strings{"structure: IN1: has no place in ORU_R01"});
    CHECK(found(patient + "ZPI|1\r" + result + "ZZZ|x\r").empty());
}

TEST_CASE("of alternatives one must stand", "[parsers][hl7][conformance]") {
    CHECK(found(patient, "OMG^O19^OMG_O19").empty());
    CHECK(found("PV1\rOBX|1|ST|||x\r", "OMG^O19^OMG_O19").empty());
    CHECK(found("OBX|1|ST|||x\r", "OMG^O19^OMG_O19") == strings{"structure: PID or PV1 is missing in OMG_O19"});
}

TEST_CASE("required fields and components are there; HL7's nothing is something", "[parsers][hl7][conformance]") {
    CHECK(found("PID|1||||Roe\r" + result) == strings{"require: PID-3 Patient Identifier List: required and empty"});
    CHECK(found("PID\r" + result) == strings{"require: PID-3 Patient Identifier List: required and empty",
                                             "require: PID-5 Patient Name: required and empty"});
    CHECK(found("PID|||7~^^^HOSP||Roe\r" + result) == strings{"require: PID-3[2].1 ID: required and empty"});
    CHECK(found("PID|||7^^^&1.2&ISO||Roe\r" + result) == strings{"require: PID-3.4.1 Namespace: required and empty"});
    CHECK(found("PID|||\"\"||\"\"\r" + result).empty());
    CHECK(found("PID|||7^^^\"\"||Roe\r" + result).empty());
}

TEST_CASE("repetitions and lengths have a most; it is told once, and at it nothing is", "[parsers][hl7][conformance]") {
    CHECK(found("PID|||7||A~B~C~D\r" + result) ==
          strings{"repetition: PID-5[3] Patient Name: more than 2 repetitions"});
    CHECK(found("PID|||12345678^^^HOSPI||1234567890\r" + result).empty()); // 8, 17 with its delimiters, 10
    CHECK(found("PID|||123456789||Roe\r" + result) == strings{"length: PID-3.1 ID: longer than 8 characters"});
    CHECK(found("PID|||7||12345678901\r" + result) == strings{"length: PID-5 Patient Name: longer than 10 characters"});
    CHECK(found("PID|||7||\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\r" + result)
              .empty());                                                   // ten characters, twenty bytes
    CHECK(found("PID|||7||\\T\\\\T\\\\T\\\\T\\56789\r" + result).empty()); // escaped, nine
}

TEST_CASE("values are what their type looks like, and OBX-5 what OBX-2 says", "[parsers][hl7][conformance]") {
    CHECK(found("PID|x||7||Roe||1.3.70\r" + result) ==
          strings{"format: PID-1 Set ID: expected a sequence number: one to four digits",
                  "format: PID-7 Birth: expected a date, YYYY[MM[DD]]"});
    CHECK(found(patient + "OBX|1|NM|||5~<5\r") ==
          strings{"format: OBX-5[2] Observation Value: expected a number: a sign or none, digits, and at most one "
                  "point"});
    CHECK(found(patient + "OBX|1|ST|||<5\r").empty());
    CHECK(found(patient + "OBX|1|CX|||^^^HOSP\r") == strings{"require: OBX-5.1 ID: required and empty"});
    CHECK(found(patient + "OBX|1||||5\r") == strings{"require: OBX-2 Value Type: required where OBX-5 is not empty"});
    CHECK(found(patient + "OBX|1||||\r").empty());
    CHECK(found(patient + "OBX|1|QQ|||5\r") == strings{"format: OBX-2 Value Type: no data type of version 2.5.1"});
    CHECK(found(patient + "OBX|1|HD|||A\r").empty()); // a type, though not in table 0125
}

TEST_CASE("codes of ID are HL7's, codes of IS are suggestions", "[parsers][hl7][conformance]") {
    const auto died = [](const std::string& code) {
        return found("PID|||7||Roe" + std::string(25, '|') + code + "\r" + result);
    };
    CHECK(died("Y").empty());
    CHECK(died("\"\"").empty());
    CHECK(died("yes") == strings{"table: PID-30 Death: no code of HL7 table 0136"});
    CHECK(found("PID|||7||Roe|||X\r" + result).empty());
    CHECK(found("PID|||7^^^HOSP&1&XXX||Roe\r" + result) == strings{"table: PID-3.4.3 Type: no code of HL7 table 0301"});
}

TEST_CASE("what is withdrawn, or newer than the version, passes", "[parsers][hl7][conformance]") {
    CHECK(found("PID|||7||Roe||||withdrawn" + std::string(40, '|') + "newer\r" + result).empty());
    CHECK(found("PID|||7^^^HOSP^^^^^^^newer||Roe^n&n\r" + result).empty());
}

TEST_CASE("only rules that somebody wants are looked at", "[parsers][hl7][conformance]") {
    const auto message = message::parse("MSH|^~\\&|||||||ORU^R01|1|P|2.5.1\rPID|x||||12345678901\r").value();
    deviations to{deviations::rules{}.set(static_cast<std::size_t>(rule::length))};
    check_conformance(message.read(), small(), to);
    CHECK(told(to) == strings{"length: PID-5 Patient Name: longer than 10 characters"});
    CHECK(to.count() == 1);
}

TEST_CASE("of a rule the first twenty are kept and all are counted, and none hides those of another",
          "[parsers][hl7][conformance]") {
    std::string many = "PID|||7||Roe\r";
    for (int i = 0; i < 1000; ++i) many += "OBX|1|NM|||x\r";
    many += "OBX|1|NM|||5\rPV1\r";
    const auto message = message::parse("MSH|^~\\&|||||||ORU^R01^ORU_R01|1|P|2.5.1\r" + many).value();
    deviations to;
    check_conformance(message.read(), small(), to);
    CHECK(to.count(rule::format) == 1000);
    CHECK(to.from(rule::format).size() == deviations::kept_of_a_rule);
    CHECK(to.from(rule::format).back().at.sequence == 20);
    CHECK(to.count(rule::structure) == 1);
}

TEST_CASE("a deviation has the code and the place of an ERR segment", "[parsers][hl7][conformance]") {
    const auto message =
        message::parse("MSH|^~\\&|||||||ORU^R01^ORU_R01|1|P|2.5.1\rPID|1||7~123456789||\rOBX||NM|||x\r").value();
    deviations to;
    check_conformance(message.read(), small(), to);
    REQUIRE(to.count() == 3);
    CHECK(to.from(rule::require)[0].at == location{.segment = "PID", .field = 5});
    CHECK(to.from(rule::require)[0].code == condition::required_missing);
    CHECK(to.from(rule::length)[0].at == location{.segment = "PID", .field = 3, .repetition = 2, .component = 1});
    CHECK(to.from(rule::length)[0].code == condition::too_long);
    CHECK(to.from(rule::format)[0].at == location{.segment = "OBX", .field = 5});
}

TEST_CASE("an unknown version is one deviation, an unknown message too, and its segments are looked at",
          "[parsers][hl7][conformance]") {
    const auto whole = [](const std::string& type, const std::string& version) {
        const auto message = message::parse("MSH|^~\\&|||||2026||" + type + "|1|P|" + version + "\rPID|x\r").value();
        deviations to;
        check_conformance(message.read(), to);
        return told(to);
    };
    CHECK(whole("ORU^R01", "7.1") == strings{"structure: MSH-12: no version of HL7 that is known"});
    CHECK(whole("ORU^R01", "") == strings{"structure: MSH-12: no version of HL7 that is known"});
    if (dictionary_of("2.5.1") == nullptr) return; // a build without tables
    const auto unknown = whole("XXX^Y01", "2.5.1");
    REQUIRE(unknown.size() > 1);
    CHECK(unknown.front() == "structure: MSH-9: no message that version 2.5.1 has");
    CHECK(std::ranges::find(unknown, "format: PID-1 Set ID - PID: expected a sequence number: one to four digits") !=
          unknown.end());
}

TEST_CASE("the time stamps of every version are judged, whether composite or not", "[parsers][hl7][conformance]") {
    if (dictionary_of("2.5.1") == nullptr) return;
    for (const std::string version : {"2.2", "2.3", "2.4", "2.5.1", "2.6", "2.8.2"}) {
        CAPTURE(version);
        const auto times = [&](const std::string& sent) {
            const auto message =
                message::parse("MSH|^~\\&|||||" + sent + "||ADT^A01|1|P|" + version + "\rEVN||20260301\r").value();
            deviations to{deviations::rules{}.set(static_cast<std::size_t>(rule::format))};
            check_conformance(message.read(), to);
            return told(to).size();
        };
        CHECK(times("20260301120000") == 0);
        CHECK(times("20260301120000^S") == 0);
        CHECK(times("20260231120000") == 1);
    }
}

TEST_CASE("a hundred thousand segments that deviate take no longer each than a few", "[parsers][hl7][conformance]") {
    std::string many = "PID|||7||Roe\r";
    for (int i = 0; i < 100'000; ++i) many += i % 2 == 0 ? "OBX|1|NM|||x\r" : "PV1\r"; // the second out of its place
    const auto message = message::parse("MSH|^~\\&|||||||ORU^R01^ORU_R01|1|P|2.5.1\r" + many).value();
    deviations to;
    check_conformance(message.read(), small(), to);
    CHECK(to.count(rule::format) == 50'000);
    CHECK(to.count(rule::structure) >= 50'000);
}

TEST_CASE("any message is judged by any version, and every deviation has a place and words",
          "[parsers][hl7][conformance][corpora]") {
    if (!corpora::present() || dictionary_of("2.5.1") == nullptr) return;
    std::size_t judged = 0;
    std::array<std::size_t, rule_count> messages{};
    for (const auto& file : corpora::messages()) {
        const auto read = message::parse(corpora::read(file));
        if (!read) continue;
        INFO(file);
        ++judged;
        deviations own;
        check_conformance(read->read(), own);
        for (const auto one : every_rule) {
            messages[static_cast<std::size_t>(one)] += own.count(one) > 0 ? 1U : 0U;
            for (const auto& each : own.from(one)) {
                REQUIRE_FALSE(each.words.empty());
                REQUIRE(each.at.segment.size() == 3);
            }
        }
        deviations other;
        for (const auto* version : {"2.1", "2.3", "2.8.2"})
            check_conformance(read->read(), *dictionary_of(version), other);
    }
    for (const auto one : every_rule) INFO(to_text(one) << ": " << messages[static_cast<std::size_t>(one)]);
    CHECK(judged > 1000);
    // Most real messages are in order, and hold what they must: a rule that finds most of them wrong is wrong itself.
    for (const auto one : {rule::structure, rule::require, rule::format, rule::table, rule::repetition}) {
        CAPTURE(to_text(one));
        CHECK(messages[static_cast<std::size_t>(one)] * 3 < judged);
    }
}

TEST_CASE("damaged messages are judged without harm", "[parsers][hl7][conformance]") {
    const std::string sound = "MSH|^~\\&|LAB|SITE|HIS|WARD|20240501||ORU^R01^ORU_R01|4711|P|2.5.1\r"
                              "PID|1||77^^^MPI&1.2&ISO^MR~12^^^SSA^SS||Doe^Jane&van\rOBR|1||\\F\\|A^B\r"
                              "OBX|1|CE|A^B||a^b&c~\"\"\rOBX|2|DT|||20260229\rZZ1|x\rNTE\r";
    std::mt19937 random{11};
    auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random); };
    const std::string_view bytes = "|^~\\&\r\n MSHPIDOBX2.5\"";
    std::size_t judged = 0;
    for (int round = 0; round < 3000; ++round) {
        auto damaged = sound;
        for (auto n = 1 + below(6); n > 0; --n) damaged[below(damaged.size())] = bytes[below(bytes.size())];
        if (below(3) == 0) damaged.erase(below(damaged.size()), below(40));
        const auto read = message::parse(damaged);
        if (!read) continue;
        ++judged;
        deviations own;
        check_conformance(read->read(), own);
        check_conformance(read->read(), small(), own);
        REQUIRE(own.from(rule::structure).size() <= deviations::kept_of_a_rule);
    }
    CHECK(judged > 500);
}
