// What the answer of another system means for whoever asked.
#include "config/load.hpp"
#include "engine/deliver/call.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using namespace vagus::deliver;
using routes::answer;

namespace {

answer answered(std::uint32_t status, const std::string& body, const call& how = {}) {
    return read_answer(how, http_answer{status, {}, body, true});
}

// Under `calls:`, where `${...}` may be a value of the message.
std::string findings_of(const std::string& yaml) {
    std::string text = "calls:\n  mpi:\n    ";
    for (const char c : yaml) text += c == '\n' ? std::string{"\n    "} : std::string{c};
    auto files = config::load_text(text);
    config::reading context{files.found};
    call made;
    (void)call_fields().read(files.root.find("calls")->value.find("mpi")->value, context, made);
    return files.found.all().empty() ? std::string{} : config::show(files.found, files.files);
}

} // namespace

TEST_CASE("the answer of a call is JSON, or nothing, or none", "[deliver][call]") {
    CHECK(answered(200, R"({"id":7})").is == answer::kind::found);
    CHECK(answered(200, R"({"id":7})").text == R"({"id":7})");
    CHECK(answered(204, "").is == answer::kind::nothing);
    CHECK(answered(404, "no such patient").is == answer::kind::nothing);
    CHECK(answered(410, "").is == answer::kind::failed);
    call gone;
    gone.not_found = {410};
    CHECK(answered(410, "", gone).is == answer::kind::nothing);
    CHECK(answered(404, "", gone).is == answer::kind::failed);
    CHECK(answered(302, "").text.find("redirects are not followed") != std::string::npos);
    const auto secret = answered(500, "patient 4711 is locked");
    CHECK(secret.text == "it answered HTTP 500");
    const auto html = answered(200, "<html>4711</html>");
    CHECK(html.is == answer::kind::failed);
    CHECK(html.text.find("no JSON at byte 0") != std::string::npos);
    CHECK(html.text.find("4711") == std::string::npos);
    CHECK(answered(200, std::string(200, '[')).is == answer::kind::failed); // too deep
}

TEST_CASE("a call says what it needs, and no more than is kept of it", "[deliver][call]") {
    CHECK(findings_of("url: http://mpi.test/patient/${PID-3.1}") == "");
    CHECK(findings_of("url: http://mpi.test/p\nbody: query").find("VG1333") != std::string::npos);
    CHECK(findings_of("url: http://mpi.test/p\nmethod: POST").find("VG1333") != std::string::npos);
    CHECK(findings_of("url: http://mpi.test/p\nmethod: POST\nbody: query").empty());
    CHECK(findings_of("url: http://mpi.test/p\nmax_answer: 1MiB").empty());
    CHECK(findings_of("url: http://mpi.test/p\nmax_answer: 2MiB").find("VG1333") != std::string::npos);
    CHECK_FALSE(findings_of("url: http://mpi.test/p\nmethod: PUT").empty());
    CHECK(findings_of("url: http://mpi.test/p\nwithin: 1min").empty());
    CHECK_FALSE(findings_of("url: http://mpi.test/p\nwithin: 2min").empty());
    CHECK(findings_of("url: http://mpi.test/p\nin_flight: 64").empty());
    CHECK_FALSE(findings_of("url: http://mpi.test/p\nin_flight: 65").empty());
}
