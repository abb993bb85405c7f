// What of a configuration's files is kept with a revision: all, but for secrets.
#include "engine/app/kept_files.hpp"
#include "tests/support/catch.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace vagus;

namespace {

std::string kept(const std::string& text) {
    const auto files = app::kept_files(app::files_to_keep(config::load_text(text)));
    REQUIRE(files);
    REQUIRE(files->size() == 1);
    CHECK(files->front().name == "vagus.yaml");
    return files->front().text;
}

} // namespace

TEST_CASE("files are kept as they are, the main one first", "[reload]") {
    config::tree whole;
    whole.files = {{"vagus.yaml", "version: 1\r\n# K\xC3\xB6ln\n"}, {"a.yaml", ""}};
    const auto files = app::kept_files(app::files_to_keep(whole));
    REQUIRE(files);
    REQUIRE(files->size() == 2);
    CHECK(files->front().name == "vagus.yaml");
    CHECK(files->front().text == whole.files[0].text);
    CHECK_FALSE(app::kept_files(""));
    CHECK_FALSE(app::kept_files("{\"a\": 1}"));
}

TEST_CASE("a secret that is written out is not kept, however it is written", "[reload]") {
    const auto mask = "'" + std::string{app::no_secret_here} + "'";
    CHECK(kept("outputs: { o: { auth: { basic: { user: ida, password: hush } } } } # K\xC3\xB6ln\n") ==
          "outputs: { o: { auth: { basic: { user: ida, password: " + mask + " } } } } # K\xC3\xB6ln\n");
    CHECK(kept("inputs:\n  \xC3\xB6: { bearer: \"hu\\\"sh\" }\n") == "inputs:\n  \xC3\xB6: { bearer: " + mask + " }\n");
    CHECK(kept("inputs: { i: { bearer: 'hu''sh', b: 1 } }") == "inputs: { i: { bearer: " + mask + ", b: 1 } }");
    CHECK(kept("site: { alerts: { send: [{ webhook: https://a/hush }], smtp: { password: hush, user: u } } }\n") ==
          "site: { alerts: { send: [{ webhook: " + mask + " }], smtp: { password: " + mask + ", user: u } } }\n");
    CHECK_FALSE(kept("site: { store: { encrypt_key: '${env:VAGUS_TEST_NONE:-hush}' } }").contains("hush"));
    CHECK(kept("site:\n  secrets:\n    one: hush\n    two: 'hush'\n  name: x\n") ==
          "site:\n  secrets:\n    one: " + mask + "\n    two: " + mask + "\n  name: x\n");
    CHECK(kept("calls: { c: { auth: { bearer: hush }, headers: { X-Api-Key: hush, X-Site: w } } }\n") ==
          "calls: { c: { auth: { bearer: " + mask + " }, headers: { X-Api-Key: " + mask + ", X-Site: w } } }\n");
    for (const std::string text : {"outputs:\n  o:\n    client_secret: |\n      hush\n\n      hush\n    b: 1\n",
                                   "outputs:\n  o:\n    private_key: |\n      hush\n      hush\n    b: 1\n",
                                   "outputs:\n  o:\n    client_secret: >-\n      hush hush\n",
                                   "outputs:\n  o:\n    client_secret: hush\n      and hush\n    b: 1\n",
                                   "outputs:\n  o:\n    client_secret:\n      hush\n      and hush\n    b: 1\n",
                                   "outputs: { o: { client_secret: hush\n  and hush } }\n",
                                   "outputs:\n  o:\n    client_secret: \"hush\n      and hush\"\n    b: 1\n"}) {
        INFO(text);
        CHECK_FALSE(kept(text).contains("hush"));
        CHECK(kept(text).contains(app::no_secret_here));
        CHECK(kept(text).contains("b: 1") == text.contains("b: 1"));
    }
}

TEST_CASE("a header that carries a secret is not kept, and others are", "[reload]") {
    const auto mask = "'" + std::string{app::no_secret_here} + "'";
    CHECK(
        kept("outputs: { o: { http: { headers: { Authorization: Basic aHVzaA, X-Api-Key: 'hush', X-From: H } } } }") ==
        "outputs: { o: { http: { headers: { Authorization: " + mask + ", X-Api-Key: " + mask + ", X-From: H } } } }");
    CHECK(kept("outputs: { o: { key: password } }") == "outputs: { o: { key: password } }");
}

TEST_CASE("what comes from elsewhere is kept as its name, without what it is where that is missing", "[reload]") {
    CHECK_FALSE(kept("outputs: { o: { password: '${env:VAGUS_TEST_NONE:-hush}' } }").contains("hush"));
    const std::string empty = "outputs: { o: { password: '${env:VAGUS_TEST_NONE:-}' } }";
    CHECK(kept(empty) == empty);
    CHECK(kept("outputs: { o: { user: '${env:HOME}', key: password } }") ==
          "outputs: { o: { user: '${env:HOME}', key: password } }");
    CHECK(kept("outputs: { o: { password: '${env:HOME}' } }") == "outputs: { o: { password: '${env:HOME}' } }");
}

TEST_CASE("a secret in a part of a package that the site has of its own is not kept either", "[reload][packages]") {
    const auto folder = std::filesystem::temp_directory_path() / ("vagus-kept-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder / "p");
    std::ofstream{folder / "vagus.yaml"} << "packages: p\noutputs: { o: { bearer: '${file:x}' } }\n";
    std::ofstream{folder / "p/o.yaml"} << "outputs: { o: { bearer: hush } }\n";
    const auto whole = config::load(folder);
    std::filesystem::remove_all(folder);
    CHECK_FALSE(app::files_to_keep(whole).contains("hush"));
    CHECK(app::files_to_keep(whole).contains(app::no_secret_here));
}
