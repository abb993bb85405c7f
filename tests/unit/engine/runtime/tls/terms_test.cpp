// The `tls:` section and its uses, as findings.
#include "tests/support/authority.hpp"
#include "tests/support/running_engine.hpp"

#include <algorithm>

using namespace vagus::tests;

namespace {

// The codes of all findings, in order of place.
std::string codes(const std::string& profiles, const std::string& input, const std::string& output = {}) {
    temporary_folder folder;
    authority ca{folder.path()};
    ca.issue("engine", "DNS:engine.test");
    const auto yaml = "tls: { " + profiles +
                      " }\n"
                      "inputs: { in: { mllp: { listen: '127.0.0.1:0'" +
                      input +
                      " } } }\n"
                      "routes: { all: { from: in, to: [out] } }\n"
                      "outputs: { out: { mllp: { connect: 'lis.test:6661'" +
                      output + " } } }\n";
    std::string all;
    for (const auto& each : codes_found(yaml, folder.path())) all += (all.empty() ? "" : " ") + each;
    return all;
}

const std::string full = "hospital: { cert: engine.crt, key: engine.key, ca: ca.crt }";

} // namespace

TEST_CASE("the examples of the documentation are taken", "[tls]") {
    CHECK(codes(full, ", tls: { use: hospital }").empty());
    CHECK(codes(full, ", tls: { use: hospital, client_auth: required, allow_names: [a.test, '*.lab.test'] }",
                ", tls: { use: hospital, verify: full }")
              .empty());
    CHECK(codes(full, "", ", tls: { name: lis.internal }").empty());
    CHECK(codes("hospital: { ca: ca.crt, min_version: 1.3 }", "", ", tls: { use: hospital, verify: ca }").empty());
}

TEST_CASE("a profile that is not there is named, with the one that is meant", "[tls]") {
    CHECK(codes(full, ", tls: { use: hospitl }") == "VG3009");
    CHECK(codes(full, "", ", tls: { use: other }") == "VG3009");
}

TEST_CASE("half a pair, and terms that contradict themselves", "[tls]") {
    CHECK(codes("a: { cert: engine.crt }", "") == "VG1401");
    CHECK(codes("a: { key: engine.key }", "") == "VG1401");
    CHECK(codes(full, ", tls: { use: hospital, allow_names: [a.test] }") == "VG1402");
    CHECK(codes(full, ", tls: { use: hospital, client_auth: optional, allow_names: [a.test] }") == "VG1402");
}

TEST_CASE("an input needs a certificate, and an authority for its senders'", "[tls]") {
    CHECK(codes("a: { ca: ca.crt }", ", tls: { use: a }") == "VG3114");
    CHECK(codes("a: { cert: engine.crt, key: engine.key }", ", tls: { use: a, client_auth: required }") == "VG3114");
}

TEST_CASE("versions before 1.2 cannot be asked for", "[tls]") {
    CHECK(codes("a: { ca: ca.crt, min_version: 1.1 }", "") == "VG1009");
    CHECK(codes("a: { ca: ca.crt, min_version: 1.0 }", "") == "VG1009");
}
