// What is said of a profile's files.
#include "base/clock.hpp"
#include "engine/runtime/tls/certificates.hpp"
#include "tests/support/authority.hpp"
#include "tests/support/running_engine.hpp"

#include <fstream>
#include <iterator>

using namespace vagus::tests;
using vagus::tls::flaw;

namespace {

struct files {
    temporary_folder folder;
    authority ca{folder.path()};
    vagus::tls::profile written;

    files() {
        ca.issue("engine", "DNS:engine.test");
        written.cert.value = "engine.crt";
        written.key.value = "engine.key";
        written.ca.value = "ca.crt";
    }
    vagus::tls::loaded load() const { return vagus::tls::load(written, folder.path(), vagus::system_clock().wall()); }
    std::string text_of(const std::string& file) const {
        std::ifstream in{folder.path() / file};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    void write(const std::string& file, const std::string& text) const { std::ofstream{folder.path() / file} << text; }

    void check(const std::string& field, flaw::kind what, const std::string& words) const {
        const auto found = load();
        REQUIRE(found.flaws.size() == 1);
        CHECK(found.flaws[0].field == field);
        CHECK(found.flaws[0].what == what);
        CHECK_THAT(found.flaws[0].words, Catch::Contains(words));
        CHECK((found.made != nullptr) == (what == flaw::kind::date));
    }
};

} // namespace

TEST_CASE("good files make certificates that know their names and their end", "[tls]") {
    files at;
    const auto found = at.load();
    CHECK(found.flaws.empty());
    REQUIRE(found.made);
    CHECK(found.made->names == "engine.test");
    CHECK(found.made->ends > vagus::system_clock().wall());
}

TEST_CASE("a key may be given as its text", "[tls]") {
    files at;
    at.written.key.value = at.text_of("engine.key");
    CHECK(at.load().made);
}

TEST_CASE("each way in which a file is of no use has its words", "[tls]") {
    files at;
    SECTION("missing") {
        at.written.ca.value = "nowhere.crt";
        at.check("ca", flaw::kind::unusable, "cannot read 'nowhere.crt': ");
    }
    SECTION("a folder") {
        at.written.cert.value = ".";
        at.check("cert", flaw::kind::unusable, "cannot read '.': ");
    }
    SECTION("too large") {
        at.write("large.crt", std::string(vagus::tls::pem_file_limit + 1, 'x'));
        at.written.ca.value = "large.crt";
        at.check("ca", flaw::kind::unusable, "cannot read 'large.crt': ");
    }
    SECTION("something else") {
        at.write("ca.crt", "hello");
        at.check("ca", flaw::kind::unusable, "there is no PEM certificate in it");
    }
    SECTION("a key where a certificate should be") {
        at.written.cert.value = "engine.key";
        at.check("cert", flaw::kind::unusable, "there is no PEM certificate in it");
    }
    SECTION("a certificate where a key should be") {
        at.written.key.value = "engine.crt";
        at.check("key", flaw::kind::unusable, "there is no PEM private key in it");
    }
    SECTION("damaged") {
        auto text = at.text_of("engine.crt");
        text.erase(text.size() / 2, 40);
        at.write("engine.crt", text);
        at.check("cert", flaw::kind::unusable, "a certificate in it cannot be read");
    }
    SECTION("the key of another") {
        at.ca.issue("other", "DNS:other.test");
        at.written.key.value = "other.key";
        at.check("key", flaw::kind::mismatch, "does not belong to the certificate");
    }
}

TEST_CASE("a date is said and does not stand in the way", "[tls]") {
    files at;
    SECTION("expired") {
        at.ca.issue("engine", "DNS:engine.test", {-20, -10});
        at.check("cert", flaw::kind::date, "expired on ");
    }
    SECTION("soon") {
        at.ca.issue("engine", "DNS:engine.test", {-20, 13});
        at.check("cert", flaw::kind::date, "expires soon, on ");
    }
    SECTION("not yet") {
        at.ca.issue("engine", "DNS:engine.test", {2, 40});
        at.check("cert", flaw::kind::date, "valid only from ");
    }
}
