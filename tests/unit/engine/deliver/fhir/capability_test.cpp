// A server's CapabilityStatement against what is sent to it.
#include "engine/deliver/fhir/capability.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::deliver::fhir;

namespace {

capability offered(const std::string& version = "4.0.1",
                   const std::string& interactions = R"({"code":"transaction"})") {
    return read_capability(R"({"resourceType":"CapabilityStatement","fhirVersion":")" + version +
                           R"(","software":{"name":"Test"},"rest":[{"interaction":[)" + interactions +
                           R"(],"resource":[
        {"type":"Patient","interaction":[{"code":"update"},{"code":"create"}],"updateCreate":true},
        {"type":"Encounter","interaction":[{"code":"update"}],"updateCreate":false},
        {"type":"Location","interaction":[{"code":"update"},{"code":"create"}],"conditionalCreate":false,
         "conditionalUpdate":false},
        {"type":"Observation","interaction":[{"code":"read"}]}]}]})")
        .value();
}

} // namespace

TEST_CASE("what a server says of itself is read", "[deliver][fhir]") {
    const auto read = offered();
    CHECK(read.version == "4.0.1");
    CHECK(read.software == "Test");
    CHECK(read.transaction);
    CHECK_FALSE(read.batch);
    CHECK(read.resources.at("Patient").create);
    CHECK_FALSE(read.resources.at("Observation").update);
    CHECK_FALSE(read_capability("<html>"));
    CHECK_FALSE(read_capability(R"({"resourceType":"OperationOutcome"})"));
    CHECK(read_capability(R"({"resourceType":"CapabilityStatement","rest":7,"fhirVersion":4})"));
}

TEST_CASE("what is sent is read from the Bundle", "[deliver][fhir]") {
    const auto asked = demand_of(R"({"resourceType":"Bundle","type":"transaction","entry":[
        {"request":{"method":"PUT","url":"Patient/1"}}, {"request":{"method":"PUT","url":"Encounter?identifier=x"}},
        {"request":{"method":"POST","url":"Location","ifNoneExist":"name=x"}},
        {"request":{"method":"POST","url":"Observation"}}, {"request":{"method":"GET","url":"Device/1"}}, {}]})");
    CHECK(asked == demand{"transaction", {"Observation"}, {"Patient"}, {"Location"}, {"Encounter"}});
    CHECK(demand_of("MSH|").type.empty());
}

TEST_CASE("each way in which a server does not fit is said", "[deliver][fhir]") {
    CHECK(differences(offered(), {"transaction", {"Patient"}, {"Patient"}}).empty());
    CHECK(differences(offered(), {}).empty());
    CHECK(differences(offered("5.0.0"), {}) == "it speaks FHIR 5.0.0, and what is sent is R4 (4.0)");
    CHECK(differences(offered(""), {}) == "it speaks FHIR of no stated version, and what is sent is R4 (4.0)");
    CHECK(differences(offered("4.0.1", ""), {}) == "it takes neither transactions nor batches");
    CHECK(differences(offered(), {"batch", {}, {}}) == "it does not take batches");
    CHECK(differences(offered("4.0.1", R"({"code":"batch"})"), {"transaction", {}, {}}) ==
          "it does not take transactions");
    CHECK(differences(offered(), {"transaction", {"Encounter"}, {"Encounter", "Observation", "Device"}}) ==
          "it does not create Encounter; it does not update Device; it does not make Encounter with ids of ours "
          "(updateCreate); it does not update Observation");
    CHECK(differences(offered(), {"transaction", {}, {}, {"Patient"}, {"Patient", "Encounter"}}).empty());
    CHECK(differences(offered(), {"transaction", {}, {}, {"Location", "Device"}, {"Location"}}) ==
          "it does not create Device; it does not create Location by a search (conditionalCreate); it does not update "
          "Location by a search (conditionalUpdate)");
}
