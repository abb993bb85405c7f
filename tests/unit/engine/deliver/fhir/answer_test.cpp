// What FHIR servers answer, read for a judgement and for people.
#include "engine/deliver/fhir/answer.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::deliver::fhir;
using kind = bundle_answer::kind;

TEST_CASE("an OperationOutcome becomes lines a person can read", "[deliver][fhir]") {
    CHECK(issues_of(R"({"resourceType":"OperationOutcome","issue":[
        {"severity":"error","code":"invalid","expression":["Patient.birthDate"],"diagnostics":"not a date: 2026-13-01"},
        {"severity":"warning","code":"code-invalid","details":{"text":"unknown code"}},
        {"severity":"error","code":"processing"}]})") == "error invalid at Patient.birthDate: not a date: 2026-13-01\n"
                                                         "warning code-invalid: unknown code\n"
                                                         "error processing\n");
    CHECK(issues_of(R"({"resourceType":"Patient"})").empty());
    CHECK(issues_of("<html>").empty());
    CHECK(issues_of(R"({"resourceType":"OperationOutcome","issue":[1,{"severity":2}]})") == " \n \n");
}

TEST_CASE("a long outcome is cut", "[deliver][fhir]") {
    std::string body = R"({"resourceType":"OperationOutcome","issue":[)";
    for (int i = 0; i < 60; ++i) body += std::string{i == 0 ? "" : ","} + R"({"severity":"error","code":"x"})";
    const auto lines = issues_of(body + "]}");
    CHECK(std::count(lines.begin(), lines.end(), '\n') == 51);
    CHECK(lines.ends_with("\n...\n"));
}

TEST_CASE("the answer to a Bundle is told from the answer of somebody in between", "[deliver][fhir]") {
    CHECK(read_answer("").what == kind::nothing);
    CHECK(read_answer(" \r\n").what == kind::nothing);
    CHECK(read_answer("<html>log in</html>").what == kind::no_fhir);
    CHECK(read_answer("{}").what == kind::no_fhir);
    CHECK(read_answer("[1]").what == kind::no_fhir);
    CHECK(read_answer(R"({"resourceType":"OperationOutcome"})").what == kind::resource);
    CHECK(read_answer(R"({"resourceType":"Bundle","type":"transaction-response"})").what == kind::transaction);
    CHECK(read_answer(R"({"resourceType":"Bundle","type":"searchset"})").what == kind::resource);
}

TEST_CASE("each entry of a batch has a status of its own", "[deliver][fhir]") {
    const auto read = read_answer(R"({"resourceType":"Bundle","type":"batch-response","entry":[
        {"response":{"status":"201 Created"}},
        {"response":{"status":"422","outcome":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid"}]}}},
        {"response":{"status":"no number"}}, {}]})");
    REQUIRE(read.what == kind::batch);
    REQUIRE(read.entries.size() == 4);
    CHECK(read.entries[0].status == 201);
    CHECK(read.entries[1].status == 422);
    CHECK(read.entries[1].issues == "error invalid\n");
    CHECK(read.entries[2].status == 0);
    CHECK(read.entries[3].status == 0);
}
