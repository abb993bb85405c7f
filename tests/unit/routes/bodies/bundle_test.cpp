// FHIR bundles: identities, references, what is refused.
#include "routes/bodies/limits.hpp"
#include "tests/unit/routes/bodies/bodies.hpp"

using namespace vagus::routes;
using namespace std::literals;
namespace json = vagus::routes::bodies::json;

namespace {

const std::string patient = R"(- id: patient
  key: ["urn:oid:1.2.36.1", "${PID-3.1}"]
  resource:
    resourceType: Patient
    identifier: [{ system: "urn:oid:1.2.36.1", value: "${PID-3.1}" }]
    multipleBirthBoolean: { $if: "PID-24 != ''", $value: "${PID-24 == 'Y'}" }
)";

std::string bundle_of(const std::string& entries, const std::string& body, const std::string& type = "transaction") {
    std::string indented;
    for (char c : "entries:\n" + entries) indented += c == '\n' ? std::string{"\n  "} : std::string{c};
    while (indented.ends_with(' ')) indented.pop_back();
    std::string yaml = "fhir: R4\nbundle: " + type + "\n";
    yaml += "entries:\n";
    std::string line;
    for (char c : entries) {
        line += c;
        if (c != '\n') continue;
        yaml += "  " + line;
        line.clear();
    }
    return made_of(yaml, body);
}

std::string at(const std::string& made, const std::string& pointer) {
    INFO(made);
    auto read = json::read(made);
    REQUIRE(read);
    const auto* found = json::at_pointer(*read, pointer);
    return found ? json::write(*found) : "absent";
}

} // namespace

TEST_CASE("a key makes id, url and full url, the same every time", "[routes][bodies]") {
    const auto made = bundle_of(patient, "PID|1||0012345");
    CHECK(made == bundle_of(patient, "PID|1||0012345"));
    CHECK(made == R"({"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":)"
                  R"("urn:uuid:edafdbdb-1535-5d8d-8011-23f1503d1127","resource":{"resourceType":"Patient",)"
                  R"("id":"edafdbdb-1535-5d8d-8011-23f1503d1127","identifier":[{"system":"urn:oid:1.2.36.1",)"
                  R"("value":"0012345"}]},"request":{"method":"PUT",)"
                  R"("url":"Patient/edafdbdb-1535-5d8d-8011-23f1503d1127"}}]})");
    CHECK(at(bundle_of(patient, "PID|1||99"), "/entry/0/resource/id") != at(made, "/entry/0/resource/id"));
}

TEST_CASE("elements have the type that FHIR gives them, digits as the sender wrote them", "[routes][bodies]") {
    const std::string entries = R"(- key: [a, b]
  resource:
    resourceType: Observation
    valueQuantity: { value: "${PID-1}", unit: 5 }
    identifier: [{ value: 12345 }]
    referenceRange: [{ low: { value: "${PID-2}" }, appliesTo: [{ coding: [{ code: 7, userSelected: true }] }] }]
    component: [{ valueInteger: 3, valueBoolean: "${PID-3 == 'Y'}" }]
)";
    CHECK(
        at(bundle_of(entries, "PID|04.10|-.5|Y"), "/entry/0/resource") ==
        R"({"resourceType":"Observation","id":")" +
            json::read(bundle_of(entries, "PID|1|2|Y"))->find("entry")->items[0].find("resource")->find("id")->text +
            R"(","valueQuantity":{"value":4.10,"unit":"5"},"identifier":[{"value":"12345"}],"referenceRange":[{"low":{"value":-0.5},)"
            R"("appliesTo":[{"coding":[{"code":"7","userSelected":true}]}]}],"component":[{"valueInteger":3,"valueBoolean":true}]})");
    CHECK(bundle_of(entries, "PID|abc|1|Y") == "failed: body b, vagus.yaml:9: not a number: ${PID-1}");
}

TEST_CASE("an empty key, identifier or url fails the message", "[routes][bodies]") {
    CHECK(bundle_of(patient, "PID|1||") ==
          "failed: body b, vagus.yaml:6: a part of the key of Patient is empty: ${PID-3.1}");
    CHECK(bundle_of(patient, "PID|1||\"\"").contains("a part of the key of Patient is empty"));
    const auto of = [](const std::string& element) {
        return bundle_of("- key: [a, b]\n  resource:\n    resourceType: Patient\n    gender: x\n    " + element + "\n",
                         "PID|1");
    };
    CHECK(of("identifier: [{ value: \"${PID-3.1}\" }]").contains("a part is empty that may not be: ${PID-3.1}"));
    CHECK(of("identifier: [{ value: \"${PID-3.1 else ''}\" }]").contains("a part is empty that may not be"));
    CHECK(of("photo: [{ url: \"http://x/${PID-3.1}\" }]").contains("a part is empty that may not be"));
    CHECK(of("identifier: [{ system: \"urn:oid:${PID-3.4}\", value: 1 }]").contains("a part is empty that may not be"));
    CHECK(at(of("identifier: [{ system: \"${PID-3.4}\", value: 1 }]"), "/entry/0/resource/identifier/0") ==
          R"({"value":"1"})");
}

TEST_CASE("references point to entries before and behind, and never to one that was skipped", "[routes][bodies]") {
    const std::string entries = R"(- key: [a]
  resource: { resourceType: Encounter, subject: { reference: "${ref('patient')}" } }
)" + patient + R"(- id: obs-${index()}
  $for: OBX
  $if: OBX-11 == 'F'
  key: ["${OBX-1}"]
  resource: { resourceType: Observation, status: final }
- key: [r]
  resource:
    resourceType: DiagnosticReport
    result: { $for: OBX, reference: "${ref(concat('obs-', index()))}" }
)";
    const auto made = bundle_of(entries, "PID|1||7\rOBX|1||||||||||F\rOBX|2||||||||||F");
    CHECK(at(made, "/entry/0/resource/subject/reference") == at(made, "/entry/1/fullUrl"));
    CHECK(at(made, "/entry/4/resource/result/1/reference") == at(made, "/entry/3/fullUrl"));
    CHECK(bundle_of(entries, "PID|1||7\rOBX|1||||||||||F\rOBX|2||||||||||X") ==
          "failed: body b, vagus.yaml:22: ref(concat('obs-', index())): there is no such entry in this bundle: it was "
          "skipped, or never made");
}

TEST_CASE("in a batch references name where the resource will be", "[routes][bodies]") {
    const auto made = bundle_of(patient + R"(- key: [a]
  resource: { resourceType: Encounter, subject: { reference: "${ref('patient')}" } }
)",
                                "PID|1||7", "batch");
    CHECK(at(made, "/type") == "\"batch\"");
    CHECK(at(made, "/entry/1/resource/subject/reference") == at(made, "/entry/0/request/url"));
}

TEST_CASE("a key that comes again fails, counts on or joins", "[routes][bodies]") {
    const auto with = [](const std::string& what) {
        return bundle_of(
            "- $for: OBX\n  key: [\"${OBX-3}\"]\n" + what +
                "  resource: { resourceType: Observation, status: \"${OBX-11}\", note: [{ text: \"${OBX-5}\" }], "
                "method: { text: \"${OBX-17}\" } }\n",
            "OBX|1||a||one||||||F\rOBX|2||a||two||||||C||||||m\rOBX|3||b||one||||||F");
    };
    CHECK(with("") == "failed: body b, vagus.yaml:6: Observation has a key that came already in this message; say "
                      "on_same_key: number or merge");
    const auto numbered = with("  on_same_key: number\n");
    CHECK(at(numbered, "/entry/1/resource/id") != at(numbered, "/entry/0/resource/id"));
    CHECK(at(numbered, "/entry/1/resource/status") == "\"C\"");
    CHECK(numbered == with("  on_same_key: number\n"));
    const auto merged = with("  on_same_key: merge\n");
    CHECK(at(merged, "/entry/2") == "absent");
    CHECK(at(merged, "/entry/0/resource/status") == "\"C\"");
    CHECK(at(merged, "/entry/0/resource/note") == R"([{"text":"one"},{"text":"two"}])");
    CHECK(at(merged, "/entry/0/resource/method/text") == "\"m\"");
    CHECK(at(merged, "/entry/0/resource/id") == at(numbered, "/entry/0/resource/id"));
}

TEST_CASE("without a key a search keeps a second one from being made", "[routes][bodies]") {
    const std::string entries =
        "- if_none_exist: identifier=urn:x|${PID-3.1}\n  id: p\n  resource: { resourceType: Patient, "
        "gender: male }\n";
    const auto made = bundle_of(entries, "PID|1||a&b c");
    CHECK(
        at(made, "/entry/0/request") ==
        R"({"method":"POST","url":"Patient","ifNoneExist":"identifier=urn:x|a"})"); // a component's first subcomponent
    CHECK(at(bundle_of(entries, "PID|1||a\\T\\b c"), "/entry/0/request/ifNoneExist") ==
          R"("identifier=urn:x|a%26b%20c")");
    CHECK(at(made, "/entry/0/resource/id") == "absent");
    CHECK(bundle_of(entries, "PID|1||").contains("a part is empty that may not be"));
}

TEST_CASE("a search may also find what is replaced", "[routes][bodies]") {
    const std::string entries = R"(- match: identifier=urn:x|${PID-3.1}
  id: p
  resource: { resourceType: Patient, gender: male }
- key: [e, "${PID-3.1}"]
  resource: { resourceType: Encounter, subject: { reference: "${ref('p')}" } }
)";
    const auto made = bundle_of(entries, "PID|1||a\\T\\b c");
    CHECK(made == bundle_of(entries, "PID|1||a\\T\\b c"));
    CHECK(at(made, "/entry/0/request") == R"({"method":"PUT","url":"Patient?identifier=urn:x|a%26b%20c"})");
    CHECK(at(made, "/entry/0/resource/id") == "absent");
    CHECK(at(made, "/entry/1/resource/subject/reference") == at(made, "/entry/0/fullUrl"));
    CHECK(bundle_of(entries, "PID|1||").contains("a part is empty that may not be"));
}

TEST_CASE("a value never reads as a list, a composite or a system of a search", "[routes][bodies]") {
    // FHIR R4, 3.1.1.4.19: the server decodes the url, and then these mean something unless \ is before them.
    const auto match = "- match: 'identifier=urn:oid:1.2|${PID-3.1},x$y'\n  resource: { resourceType: Patient }\n"s;
    const auto url = [&](const std::string& id) {
        return at(bundle_of(match, "PID|1||" + id), "/entry/0/request/url");
    };
    CHECK(url("12,4711") == R"("Patient?identifier=urn:oid:1.2|12%5C%2C4711,x$y")");
    CHECK(url("a$b") == R"("Patient?identifier=urn:oid:1.2|a%5C%24b,x$y")");
    CHECK(url("a\\F\\b") == R"("Patient?identifier=urn:oid:1.2|a%5C%7Cb,x$y")");
    CHECK(url("a\\E\\,b") == R"("Patient?identifier=urn:oid:1.2|a%5C%5C%5C%2Cb,x$y")");
    const auto made = "- if_none_exist: 'identifier=urn:x|${PID-3.1}'\n  resource: { resourceType: Patient }\n"s;
    CHECK(at(bundle_of(made, "PID|1||12,4711"), "/entry/0/request/ifNoneExist") ==
          R"("identifier=urn:x|12%5C%2C4711")");
}

TEST_CASE("texts lose what FHIR does not allow in them", "[routes][bodies]") {
    CHECK(at(bundle_of("- key: [a]\n  resource: { resourceType: Patient, gender: \"${PID-1}\" }\n",
                       "PID|  a\\X01\\b\\X0A\\c "),
             "/entry/0/resource/gender") == R"("a b\nc")");
}

TEST_CASE("every mistake in a bundle is a finding", "[routes][bodies]") {
    const auto wrong = [](const std::string& entry) {
        return wrong_with("  b:\n    fhir: R4\n    entries:\n      - " + entry + "\n");
    };
    CHECK(wrong("{ key: [a], resource: { gender: x } }").contains("error[VG2025]"));
    CHECK(wrong("{ key: [a], resource: { resourceType: \"${PID-1}\" } }").contains("error[VG2025]"));
    CHECK(wrong("{ key: [a], resource: { resourceType: Patient, id: x } }").contains("error[VG2025]"));
    CHECK(wrong("{ resource: { resourceType: Patient } }").contains("error[VG2024]"));
    CHECK(wrong("{ key: [a], if_none_exist: b, resource: { resourceType: Patient } }").contains("error[VG2024]"));
    CHECK(wrong("{ match: a=b, if_none_exist: a=b, resource: { resourceType: Patient } }").contains("error[VG2024]"));
    CHECK(wrong("{ key: [a], match: a=b, resource: { resourceType: Patient } }").contains("error[VG2024]"));
    CHECK(wrong("{ match: a=b, on_same_key: number, resource: { resourceType: Patient } }")
              .contains("only a key can be counted on"));
    CHECK(wrong("{ key: a, resource: { resourceType: Patient } }").contains("error[VG1003]"));
    CHECK(wrong("{ keys: [a], resource: { resourceType: Patient } }").contains("did you mean 'key'?"));
    CHECK(wrong("{ key: [$mnr], resource: { resourceType: Patient } }").contains("error[VG3003]"));
    CHECK(wrong("{ key: [a], on_same_key: join, resource: { resourceType: Patient } }").contains("error[VG1009]"));
    CHECK(wrong_with("  b: { fhir: R5, entries: [] }\n").contains("error[VG1009]"));
}

TEST_CASE("a reference to an entry that cannot be there is a finding", "[routes][bodies]") {
    const auto wrong = [](const std::string& reference, const std::string& id = "patient") {
        return wrong_with("  b:\n    fhir: R4\n    entries:\n      - { id: \"" + id +
                          "\", key: [a], resource: { resourceType: Patient } }\n"
                          "      - key: [b]\n        resource: { resourceType: Encounter, subject: { reference: \"${" +
                          reference + "}\" } }\n");
    };
    CHECK_FALSE(wrong("ref('patient')").contains("error["));
    CHECK(wrong("ref('pateint')")
              .contains("vagus.yaml:7:75: error[VG3014]: no entry of this bundle has the id 'pateint'"));
    CHECK(wrong("ref('pateint')").contains("did you mean 'patient'?"));
    CHECK_FALSE(wrong("ref(concat('pat', 'ient'))").contains("error["));
    CHECK(wrong("ref(concat('pat', 'iens'))").contains("did you mean 'patient'?"));
    CHECK_FALSE(wrong("ref(PID-3.1)").contains("error[")); // who knows
    const std::string numbered = "obs-${MSH-10} x";
    CHECK_FALSE(wrong("ref(concat('obs-', MSH-10, ' x'))", numbered).contains("error["));
    CHECK_FALSE(wrong("ref('obs-7 x')", numbered).contains("error["));
    CHECK(wrong("ref('obs- y')", numbered).contains("one of: obs-${MSH-10} x"));
    CHECK(wrong("ref(concat('osb-', MSH-10, ' x'))", numbered).contains("has the id concat('osb-', MSH-10, ' x')"));
    CHECK(wrong("ref(concat('obs-', MSH-10, ' y'))", numbered).contains("error[VG3014]"));
    CHECK(
        wrong_with(
            "  b:\n    fhir: R4\n    entries:\n      - key: [b]\n        resource: { resourceType: Encounter, subject: "
            "{ reference: \"${ref('p')}\" } }\n")
            .contains("say `id:` at the entry that is meant"));
}

TEST_CASE("a part is measured by the entries of the bundle it is used in", "[routes][bodies]") {
    const std::string bundle =
        "    fhir: R4\n    entries:\n      - { id: p, key: [a], resource: { resourceType: Patient } }\n"
        "      - { key: [b], resource: { resourceType: Encounter, $use: of } }\n";
    CHECK_FALSE(wrong_with("  b:\n" + bundle + "  of: { part: { subject: { reference: \"${ref('p')}\" } } }\n")
                    .contains("error["));
    CHECK(wrong_with("  b:\n" + bundle + "  of: { part: { subject: { reference: \"${ref('q')}\" } } }\n")
              .contains("vagus.yaml:7:"));
}

TEST_CASE("a bundle has a greatest number of entries, and at least one", "[routes][bodies]") {
    const auto made = [](std::size_t n) {
        std::string body = "PID|1";
        for (std::size_t i = 0; i < n; ++i) body += "\rOBX|" + std::to_string(i);
        return bundle_of(
            "- $for: OBX\n  key: [\"${OBX-1}\"]\n  resource: { resourceType: Observation, status: final }\n", body);
    };
    CHECK(made(bodies::limits::entries_per_bundle).starts_with("{"));
    CHECK(made(bodies::limits::entries_per_bundle + 1).contains("more than 10000 entries"));
    CHECK(made(0).contains("every entry was skipped"));
}
