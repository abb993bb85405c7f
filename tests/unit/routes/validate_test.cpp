// What `validate` finds, and what happens then.
#include "parsers/hl7/deviations.hpp"
#include "parsers/hl7/versions.hpp"
#include "routes/steps/on_fail.hpp"
#include "tests/support/field_text.hpp"
#include "tests/unit/routes/rules.hpp"

#include <chrono>

using namespace vagus::routes;
using vagus::hl7::to_text;
using strings = std::vector<std::string>;

namespace {

plan planned(const std::string& yaml, const std::string& body, const listener& trace = {}) {
    auto rules = vagus::routes::load(yaml);
    INFO(rules.findings());
    REQUIRE(rules.ran);
    return rules.ran->run(message_of(body), {"in", 0}, trace);
}

// "PID-5 101 PID-5: required and empty" of each fault of a message that is rejected.
strings faults(const std::string& validate, const std::string& body, const std::string& more = {}) {
    const auto made = planned(route_with("- validate: " + validate) + more, body);
    strings all;
    for (const auto& failure : made.failures) {
        CHECK(failure.rejects);
        for (const auto& each : failure.faults)
            all.push_back(std::to_string(static_cast<int>(each.code)) + " " + each.words);
    }
    return all;
}

strings judged(const std::string& profile, const std::string& body, const std::string& more = {}) {
    return faults("{ on_fail: reject, profile: { " + profile + " } }", body, more);
}

std::string findings(const std::string& validate) {
    return vagus::routes::load(route_with("- validate: " + validate)).findings();
}

} // namespace

TEST_CASE("require names what must be there, and where it is missing", "[routes][validate]") {
    const std::string named = "{ require: [PID-5.1, PV1-2], on_fail: reject }";
    CHECK(faults(named, "PID|1||||Roe\rPV1||I").empty());
    CHECK(faults(named, "PID|1||||\"\"\rPV1||\"\"").empty()); // HL7's nothing is something
    CHECK(faults(named, "PID|1||||^Ann\rPV1||") ==
          strings{"101 PID-5.1: required and empty", "101 PV1-2: required and empty"});
    CHECK(faults(named, "PID|1||||Roe") == strings{"100 PV1-2: required and without its segment"});
    CHECK(faults("{ require: [ZPI], on_fail: reject }", "PID|1") == strings{"100 ZPI: required and empty"});
    CHECK(faults("{ require: [$mrn], on_fail: reject }", "PID|1||7^^^^NI",
                 "aliases: { mrn: \"PID-3[.5 == 'MR'].1\" }\n") ==
          strings{"101 PID-3[.5 == 'MR'].1: required and empty"});
}

TEST_CASE("each rule has its own consequence, and the gravest counts", "[routes][validate]") {
    const auto end = [](const std::string& on_fail, const std::string& body) {
        return planned(route_with("- validate: { require: [PID-5], profile: { PID-8: { codes: [F, M] } }, on_fail: " +
                                  on_fail + " }"),
                       body);
    };
    const std::string both = "PID|1|||||||X";
    const auto rejected = end("{ require: warn, profile: reject }", both);
    REQUIRE(rejected.failures.size() == 1);
    CHECK(rejected.failures.front().rejects);
    CHECK(rejected.failures.front().text == "vagus.yaml:6 step 1 \"validate\": PID-8: none of the codes of this site");
    REQUIRE(rejected.failures.front().faults.size() == 1);
    CHECK(rejected.failures.front().faults.front().diagnostic == "vagus.yaml:6 step 1 \"validate\": profile");
    REQUIRE(rejected.warnings.size() == 1);
    CHECK(rejected.warnings.front().text == "vagus.yaml:6 step 1 \"validate\": PID-5: required and empty");

    CHECK(end("{ require: reject, profile: fail }", both).failures.front().faults.size() == 2);
    CHECK_FALSE(end("fail", both).failures.front().rejects);
    CHECK_FALSE(end("{ require: ignore }", both).failures.front().rejects); // what is not named fails
    const auto warned = end("warn", both);
    CHECK(warned.failures.empty());
    CHECK(warned.copies.size() == 1);
    CHECK(warned.warnings.front().text.ends_with(
        "2 deviations: PID-5: required and empty; PID-8: none of the codes of this site"));
    const auto ignored = end("ignore", both);
    CHECK(ignored.failures.empty());
    CHECK(ignored.warnings.empty());
}

TEST_CASE("many deviations are told in a line that stays short, and in the answer's faults", "[routes][validate]") {
    std::string body = "PID|1";
    for (int i = 0; i < 30; ++i) body += "\rOBX|1|NM|||x";
    const auto made = planned(route_with("- validate: { profile: { OBX-5: { format: NM } }, on_fail: reject }"), body);
    REQUIRE(made.failures.size() == 1);
    CHECK(made.failures.front().text.find(": 30 deviations: OBX-5: expected a number") != std::string::npos);
    CHECK(made.failures.front().text.ends_with("; and 25 more"));
    CHECK(made.failures.front().faults.size() == vagus::hl7::deviations::kept_of_a_rule);
}

TEST_CASE("what validate did stands in the trace", "[routes][validate]") {
    const auto traced = [](const std::string& on_fail, const std::string& body) {
        std::string heard;
        (void)planned(route_with("- validate: { require: [PID-5], on_fail: " + on_fail + " }"), body,
                      [&](const trace_line& line) { heard = line.outcome; });
        return heard;
    };
    CHECK(traced("warn", "PID|1||||Roe") == "as it should be");
    CHECK(traced("warn", "PID|1") == "warned: PID-5: required and empty");
    CHECK(traced("reject", "PID|1") == "rejected: PID-5: required and empty");
    CHECK(traced("{ require: reject, profile: warn }, profile: { PV1: required }", "PID|1") ==
          "rejected: PID-5: required and empty; warned: PV1: required");
    CHECK(traced("fail", "PID|1") == "failed: PID-5: required and empty");
}

TEST_CASE("a profile asks of segments that they are there, or not, and how often", "[routes][validate]") {
    CHECK(judged("PV1: required", "PV1|1").empty());
    CHECK(judged("PV1: required", "PID|1") == strings{"100 PV1: required"});
    CHECK(judged("ZPI: absent", "PID|1\rZPI|1") == strings{"100 ZPI: not wanted here"});
    CHECK(judged("NTE: { repeat: 2 }", "NTE|1\rNTE|2").empty());
    CHECK(judged("NTE: { repeat: 2 }", "NTE|1\rNTE|2\rNTE|3") == strings{"100 NTE[3]: more than 2 of these"});
}

TEST_CASE("a profile asks of fields in every segment, of components in every repetition", "[routes][validate]") {
    CHECK(judged("OBX-3: required", "PID|1").empty()); // no OBX, nothing missing
    CHECK(judged("OBX-3: required", "OBX|1||A\rOBX|2||\rOBX|3") ==
          strings{"101 OBX[2]-3: required and empty", "101 OBX[3]-3: required and empty"});
    CHECK(judged("PID-3.1: required", "PID|1||").empty()); // that is for PID-3 to say
    CHECK(judged("PID-3.1: required", "PID|1||7^^^A~^^^B") == strings{"101 PID-3[2].1: required and empty"});
    CHECK(judged("PID-3.4.2: required", "PID|1||7^^^A") == strings{"101 PID-3.4.2: required and empty"});
    CHECK(judged("PID-3: { repeat: 1 }", "PID|1||7").empty());
    CHECK(judged("PID-3: { repeat: 1 }", "PID|1||7~8~9") == strings{"198 PID-3[2]: more than 1 repetitions"});
    CHECK(judged("PID-19: absent", "PID|1") == strings{});
    CHECK(judged("PID-2: absent", "PID|1|x") == strings{"102 PID-2: not wanted here"});
    CHECK(judged("\"PID-3[.5 == 'MR'].1\": required", "PID|1||7^^^^MR").empty());
    CHECK(judged("\"PID-3[.5 == 'MR'].1\": required", "PID|1||7^^^^NI") == strings{"101 PID-3: required and empty"});
}

TEST_CASE("a profile asks of values: length, format, codes, tables", "[routes][validate]") {
    CHECK(judged("PID-5.1: { length: 3 }", "PID|1||||M\xC3\xBCl^Annabella").empty());
    CHECK(judged("PID-5.1: { length: 3 }", "PID|1||||Roes") == strings{"104 PID-5.1: longer than 3 characters"});
    CHECK(judged("PID-7: { format: DT }", "PID|1||||||20260229") ==
          strings{"102 PID-7: expected a date, YYYY[MM[DD]]"});
    CHECK(judged("PID-8: { codes: [F, M] }", "PID|1|||||||F").empty());
    CHECK(judged("PID-8: { codes: [F, M] }", "PID|1|||||||").empty());
    CHECK(judged("PID-8: { codes: [F, M] }", "PID|1|||||||\"\"").empty());
    CHECK(judged("PID-8: { codes: [F, M] }", "PID|1|||||||X~F~Y") ==
          strings{"103 PID-8: none of the codes of this site", "103 PID-8[3]: none of the codes of this site"});
    const std::string table = "tables: { sex: { inline: { F: female } } }\n";
    CHECK(judged("PID-8: { table: sex }", "PID|1|||||||F", table).empty());
    CHECK(judged("PID-8: { table: sex }", "PID|1|||||||female", table) == strings{"103 PID-8: no row in table 'sex'"});
}

TEST_CASE("a rule with a condition counts where it holds, with the segment at hand", "[routes][validate]") {
    const std::string rule = "OBX-5: { format: NM, when: \"-2 == 'NM'\" }";
    CHECK(judged(rule, "OBX|1|ST|||x\rOBX|2|NM|||y\rOBX|3|NM|||3") ==
          strings{"102 OBX[2]-5: expected a number: a sign or none, digits, and at most one point"});
    const std::string visit = "PV1-3: { required: true, when: \"PV1-2 == 'I'\" }";
    CHECK(judged(visit, "PV1|1|O").empty());
    CHECK(judged(visit, "PV1|1|I") == strings{"101 PV1-3: required and empty"});
}

TEST_CASE("HL7's own rules come with the version of the message", "[routes][validate]") {
    if (vagus::hl7::dictionary_of("2.5") == nullptr) return;
    const auto found = faults("{ structure: auto, on_fail: reject }", "EVN||2026\rPID|1||7||Roe||31.12.1970");
    CHECK(found == strings{"100 PV1 is missing in ADT_A01", "102 PID-7 Date/Time of Birth: expected a point in time, "
                                                            "YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]"});
}

TEST_CASE("no word of what deviates holds a value of the message", "[routes][validate]") {
    if (vagus::hl7::dictionary_of("2.5") == nullptr) return; // a build without tables
    const auto made = planned(
        route_with("- validate: { structure: auto, require: [PV1-2], on_fail: { structure: warn }, "
                   "profile: { PID-5.1: { length: 3, codes: [A], format: NM }, PID-8: absent } }"),
        "PID|SECRET|SECRET|SECRET^^^SECRET&SECRET&SECRET||SECRET^SECRET||SECRET|SECRET|||||||||||||||||||||SECRET\r"
        "OBX|SECRET|SECRET|SECRET||SECRET||||||SECRET\rZZZ|SECRET");
    REQUIRE(made.failures.size() == 1);
    CHECK(made.failures.front().text.find("SECRET") == std::string::npos);
    for (const auto& each : made.failures.front().faults)
        CHECK((each.words + each.diagnostic).find("SECRET") == std::string::npos);
    for (const auto& each : made.warnings) CHECK(each.text.find("SECRET") == std::string::npos);
}

TEST_CASE("what makes no sense in validate is found when it is loaded", "[routes][validate]") {
    const auto has = [](const std::string& validate, const std::string& code) {
        const auto text = findings(validate);
        INFO(text);
        CHECK(text.find("[" + code + "]") != std::string::npos);
    };
    has("{}", "VG2031");
    has("{ on_fail: reject }", "VG2031");
    has("{ structure: ADT }", "VG1009");
    has("{ require: [PID-5], on_fail: stop }", "VG1009");
    has("{ require: [PID-5], on_fail: { requires: warn } }", "VG1001");
    has("{ require: [$nobody] }", "VG3003");
    has("{ profile: { PID-5: {} } }", "VG2030");
    has("{ profile: { PID-5: { required: true, absent: true } } }", "VG2030");
    has("{ profile: { PID: { length: 3 } } }", "VG2030");
    has("{ profile: { PID-5.1: { repeat: 3 } } }", "VG2030");
    has("{ profile: { PID-5: { tables: x } } }", "VG1001");
    has("{ profile: { PID-5: { table: nowhere } } }", "VG3004");
    has("{ profile: { PID-5: { format: XX } } }", "VG1009");
    has("{ profile: site.yaml }", "VG0010"); // a text on its own has no folder
}

TEST_CASE("what becomes of each rule is shown as it is written", "[routes][validate]") {
    const auto shown = [](const std::string& yaml) { return vagus::tests::shown_again<on_fail>(on_fail_type(), yaml); };
    CHECK(shown("warn") == "warn");
    CHECK(shown("{ structure: warn, length: ignore }") == "{ structure: warn, require: fail, repetition: fail, length: "
                                                          "ignore, format: fail, table: fail, profile: fail }");
}

TEST_CASE("deviations that are only counted cost no look at the whole message", "[routes][validate]") {
    constexpr std::size_t observations = 100'000;
    const auto rules =
        vagus::routes::load(route_with("- validate: { on_fail: warn, profile: { OBX-8: { codes: [N], repeat: 1 } } }"));
    REQUIRE(rules.ran);
    const auto seconds = [&](const std::string& line) {
        std::string body = "PID|1";
        for (std::size_t i = 0; i < observations; ++i) body += "\rOBX|" + line;
        const auto message = message_of(body);
        const auto began = std::chrono::steady_clock::now();
        CHECK(rules.ran->run(message, {"in", 0}).warnings.size() == (line.ends_with("N") ? 0 : 1));
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    };
    CHECK(seconds("|||||||X~H") < 10 * seconds("|||||||N") + 1);
}
