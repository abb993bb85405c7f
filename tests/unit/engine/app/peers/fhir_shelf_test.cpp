// The little FHIR server's memory and answers.
#include "engine/app/peers/fhir_shelf.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::peers;

namespace {

std::string bundle(const std::string& entries, const std::string& type = "transaction") {
    return R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[)" + entries + "]}";
}
std::string entry(const std::string& method, const std::string& url, const std::string& content = "a",
                  const std::string& condition = {}) {
    return R"({"resource":{"resourceType":"Patient","x":")" + content + R"("},"request":{"method":")" + method +
           R"(","url":")" + url + R"(")" + (condition.empty() ? "" : R"(,"ifNoneExist":")" + condition + R"(")") + "}}";
}

struct server {
    fhir_shelf shelf;
    fhir_seen post(const std::string& body) { return shelf.answer({"POST", "/fhir", body, true}); }
    web_answer get(const std::string& target) { return shelf.answer({"GET", target, {}, true}).answer; }
};

} // namespace

TEST_CASE("a transaction is answered entry by entry, and the same again is no new version", "[peers][fhir]") {
    server one;
    const auto body = bundle(entry("PUT", "Patient/7") + "," + entry("POST", "Observation"));
    const auto first = one.post(body);
    CHECK(first.type == "transaction");
    CHECK(first.entries == std::vector<std::string>{"PUT Patient/7 201", "POST Observation 201"});
    CHECK(first.answer.status == 200);
    CHECK(first.answer.body.find(R"("type":"transaction-response")") != std::string::npos);
    CHECK(first.answer.body.find(R"("location":"Patient/7/_history/1")") != std::string::npos);
    CHECK(one.post(bundle(entry("PUT", "Patient/7"))).answer.body.find("Patient/7/_history/1") != std::string::npos);
    const auto changed = one.post(bundle(entry("PUT", "Patient/7", "b"), "batch"));
    CHECK(changed.entries.front() == "PUT Patient/7 200");
    CHECK(changed.answer.body.find("Patient/7/_history/2") != std::string::npos);
    CHECK(one.get("/fhir/Patient?_summary=count").body.find(R"("total":1)") != std::string::npos);
    CHECK(one.get("/fhir/Patient/7").body.find(R"("versionId":"2")") != std::string::npos);
    CHECK(one.get("/fhir/Patient/8").status == 404);
}

TEST_CASE("conditions find what they made", "[peers][fhir]") {
    server one;
    for (int i = 0; i < 3; ++i) (void)one.post(bundle(entry("POST", "Patient", "a", "identifier=x|1")));
    for (int i = 0; i < 3; ++i) (void)one.post(bundle(entry("PUT", "Encounter?identifier=y|1")));
    CHECK(one.get("/fhir/Patient?_summary=count").body.find(R"("total":1)") != std::string::npos);
    CHECK(one.get("/fhir/Encounter?_summary=count").body.find(R"("total":1)") != std::string::npos);
}

TEST_CASE("a conditional update replaces what a conditional create made, and never the other way round",
          "[peers][fhir]") {
    server one;
    const auto made = one.post(bundle(entry("POST", "Patient", "result", "identifier=x|1")));
    const auto replaced = one.post(bundle(entry("PUT", "Patient?identifier=x|1", "admission")));
    CHECK(made.entries.front() == "POST Patient 201");
    CHECK(replaced.entries.front() == "PUT Patient?identifier=x|1 200");
    CHECK(replaced.answer.body.find("Patient/1/_history/2") != std::string::npos);
    const auto left = one.post(bundle(entry("POST", "Patient", "result", "identifier=x|1")));
    CHECK(left.entries.front() == "POST Patient 200");
    CHECK(left.answer.body.find("Patient/1/_history/2") != std::string::npos);
    CHECK(one.get("/fhir/Patient?_summary=count").body.find(R"("total":1)") != std::string::npos);
}

TEST_CASE("what is no Bundle is refused with an outcome, and nothing of it is done", "[peers][fhir]") {
    server one;
    const std::string bad[] = {"",
                               "MSH|^~\\&|",
                               "[]",
                               R"({"resourceType":"Patient"})",
                               bundle("", "message"),
                               bundle(entry("PUT", "Patient/1") + ",{}"),
                               bundle(entry("PUT", "Patient/1") + "," + entry("DELETE", "Patient/1")),
                               R"({"resourceType":"Bundle","type":"batch","entry":7})"};
    for (const auto& body : bad) {
        INFO(body);
        const auto seen = one.post(body);
        CHECK_FALSE(seen.is_bundle());
        CHECK(seen.answer.status == 400);
        CHECK(seen.answer.body.find("OperationOutcome") != std::string::npos);
    }
    CHECK(one.get("/fhir/Patient?_summary=count").body.find(R"("total":0)") != std::string::npos);
    CHECK(one.shelf.answer({"DELETE", "/fhir/Patient/1", {}, true}).answer.status == 405);
}

TEST_CASE("it says what it can do", "[peers][fhir]") {
    server one;
    const auto said = one.get("/fhir/metadata");
    CHECK(said.status == 200);
    CHECK(said.body.find(R"("fhirVersion":"4.0.1")") != std::string::npos);
    CHECK(said.body.find(R"({"code":"transaction"})") != std::string::npos);
}
