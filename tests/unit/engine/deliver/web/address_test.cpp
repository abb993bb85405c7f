// URLs: the server is literal, values stay where they were put.
#include "config/load.hpp"
#include "engine/deliver/http.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using namespace vagus::deliver;

namespace {

std::string parsed(std::string_view url) {
    auto read = parse_web_address(url);
    return read ? to_text(read->server) + " " + read->target : "wrong: " + read.error();
}

// Server and target of a template, or the first finding.
std::string template_of(const std::string& url) {
    auto tree = config::load_text("routes: \"" + url + "\"\n"); // where holes are left alone
    config::reading context{tree.found};
    web_template into;
    if (!web_url_template().read(tree.root.find("routes")->value, context, into)) return tree.found.all().at(0).what;
    std::string target;
    for (const auto& part : into.target.value.parts) target += part.literal + (part.hole ? "{}" : "");
    return to_text(into.server) + " " + target;
}

} // namespace

TEST_CASE("a URL is a server and what is asked of it", "[deliver][url]") {
    CHECK(parsed("http://127.0.0.1:8080/fhir") == "http://127.0.0.1:8080 /fhir");
    CHECK(parsed("https://fhir.example.org") == "https://fhir.example.org /");
    CHECK(parsed("https://fhir.example.org:443/a?b=c%20d") == "https://fhir.example.org /a?b=c%20d");
    CHECK(parsed("http://h?x=1") == "http://h /?x=1");
    CHECK(parsed("http://[::1]:9/") == "http://[::1]:9 /");
    for (const auto* bad : {"", "h:80/x", "/path", "ftp://h/", "http://", "http:///x", "http://h/a b", "http://h:x/",
                            "http://u:p@h/", "http://h/#part", "http://h:99999/"}) {
        INFO(bad);
        CHECK(parsed(bad).starts_with("wrong: "));
    }
    CHECK(parsed("http://h/" + std::string(9000, 'x')).starts_with("wrong: "));
}

TEST_CASE("no message chooses the server it goes to", "[deliver][url]") {
    CHECK(template_of("https://h/a/${MSH-10}?b=${PID-3}") == "https://h /a/{}?b={}");
    CHECK(template_of("http://h:81/${MSH-10}") == "http://h:81 /{}");
    CHECK(template_of("http://h") == "http://h /");
    CHECK(template_of("http://h?x=${MSH-10}") == "http://h /?x={}");
    for (const auto* bad : {"${MSH-10}", "http://${MSH-3}/x", "http://h${MSH-3}/x", "http://h:8${MSH-3}/x",
                            "${MSH-3}://h/x", "http://h${MSH-3}"}) {
        INFO(bad);
        CHECK(template_of(bad).starts_with("this is no URL to send to: "));
    }
}

TEST_CASE("a value stays one part of a path or query", "[deliver][url]") {
    CHECK(percent_encoded("aZ09-._~") == "aZ09-._~");
    CHECK(percent_encoded("a/b?c&d=e#f g%") == "a%2Fb%3Fc%26d%3De%23f%20g%25");
    CHECK(percent_encoded("\xC3\xA4\r\n") == "%C3%A4%0D%0A");
    CHECK(percent_encoded("..").empty()); // a path cannot hold it
    CHECK(percent_encoded(".").empty());
    CHECK(percent_encoded("...") == "...");
}
