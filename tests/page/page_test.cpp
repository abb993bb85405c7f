// The examples of the language's page (tests/page) load, and every real ADT and ORU goes through them: what becomes of
// each is listed in tests/page/outcomes.txt, with the reasons why some are refused or fail.
#include "engine/app/configuration.hpp"
#include "engine/intake/intake.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/texts/messages_in.hpp"
#include "tests/support/authority.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/unit/parsers/hl7/corpora.hpp"

#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace vagus;
namespace fs = std::filesystem;

namespace {

constexpr wall_us received{1'772'355'600'000'000}; // 2026-03-01 09:00 UTC

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

// As `openssl genrsa` does.
void write_key(const fs::path& file) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_RSA_gen(2048), EVP_PKEY_free};
    const std::unique_ptr<std::FILE, decltype(&std::fclose)> out{std::fopen(file.c_str(), "w"), std::fclose};
    REQUIRE(out);
    PEM_write_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

// The page's project, with certificates and secrets where its examples have them.
class page {
  public:
    page() {
        const auto to = folder_.path();
        fs::copy("tests/page", to / "project", fs::copy_options::recursive);
        const tests::authority own{to};
        own.issue("vagus", "DNS:vagus.test");
        write_key(to / "fhir_key.pem");
        fs::rename(to / "ca.crt", to / "hospital-ca.pem");
        std::ofstream{to / "pepper"} << "only a test";
        for (const auto& file : fs::directory_iterator{to / "project"}) {
            if (file.path().extension() != ".yaml") continue;
            auto text = corpora::read(file.path());
            for (const auto* place : {"/run/secrets", "/etc/vagus"})
                text = replaced(std::move(text), place, to.string());
            std::ofstream{file.path(), std::ios::binary} << text;
        }
        ::setenv("FHIR_CLIENT_ID", "vagus", 1);
        made_ = app::load(to / "project");
    }
    [[nodiscard]] const app::configuration& operator*() const { return made_; }
    [[nodiscard]] const app::configuration* operator->() const { return &made_; }

  private:
    tests::temporary_folder folder_;
    app::configuration made_;
};

const listen::input& stated(const app::configuration& in, std::string_view name) {
    for (const auto& each : in.written.inputs)
        if (each.name == name) return *each.value;
    FAIL("no input " << name);
    std::unreachable();
}

// Nothing: it is none, or of another type.
std::optional<hl7::message> read(std::string bytes, std::string_view type, const listen::input& at) {
    const auto read_in = intake::decode(bytes, at.reading());
    if (!read_in) return std::nullopt;
    auto message = hl7::message::parse(std::move(bytes), at.parsing(), read_in->set);
    if (!message) return std::nullopt;
    const auto document = message->read();
    if (hl7::part(document.field("MSH", 9), document.marks.component, 1) != type) return std::nullopt;
    return std::move(*message);
}

// "to pas", "dropped: ...", "rejected: ...": without the place of the step, which moves with every edit.
std::string outcome(const routes::program& rules, const routes::plan& made) {
    if (!made.failures.empty()) {
        const auto& text = made.failures.front().text;
        const auto reason = text.find("\": ");
        return (made.failures.front().rejects ? "rejected: " : "failed: ") +
               (reason == std::string::npos ? text : text.substr(reason + 3));
    }
    if (!made.drops.empty()) return "dropped: " + made.drops.front().reason;
    if (made.unmatched()) return "unmatched";
    std::string to = "to";
    for (const auto& copy : made.copies) to += " " + rules.output_names()[copy.output];
    return to;
}

struct kind {
    std::string because;
    std::set<std::string> files;
};
using outcomes = std::map<std::string, kind>;

// "== OUTCOME", "because: ...", and the files, a line each; # begins a comment.
outcomes listed_in(const fs::path& file) {
    outcomes all;
    kind* now = nullptr;
    std::ifstream in{file};
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        if (line.starts_with("== ")) {
            now = &all[line.substr(3)];
        } else if (now != nullptr && line.starts_with("because: ")) {
            now->because = line.substr(9);
        } else if (now != nullptr) {
            now->files.insert(line);
        }
    }
    return all;
}

void write(const outcomes& all, const fs::path& file) {
    std::ofstream out{file};
    for (const auto& [what, kind] : all) {
        out << "== " << what << "\nbecause: " << kind.because << '\n';
        for (const auto& each : kind.files) out << each << '\n';
        out << '\n';
    }
}

} // namespace

TEST_CASE("the examples of the language's page load without a finding", "[app][page]") {
    const page own;
    CHECK(config::show(own->files.found, own->files.files) == "7 files, 0 errors, 0 warnings\n");
}

TEST_CASE("what becomes of real messages by the page's examples is as listed, and every refusal has its reason",
          "[app][page][corpora]") {
    if (!corpora::present()) return;
    const page own;
    REQUIRE(own->rules);
    outcomes found;
    for (const auto& file : corpora::messages())
        for (const auto& [type, input] : {std::pair{"ADT", "adt_in"}, {"ORU", "lab_in"}})
            if (const auto message = read(corpora::read(file), type, stated(*own, input)))
                found[outcome(*own->rules, own->rules->run(*message, {input, received}))].files.insert(
                    fs::relative(file, corpora::folder()).string());
    auto expected = listed_in("tests/page/outcomes.txt");
    std::string differs;
    for (auto& [what, kind] : found) {
        kind.because = expected[what].because;
        for (const auto& file : kind.files)
            if (!expected[what].files.contains(file)) differs += file + " is now: " + what + "\n";
        const bool went_well = what.starts_with("to ");
        if (!went_well && kind.because.empty()) differs += "nobody says why: " + what + "\n";
    }
    for (const auto& [what, kind] : expected)
        for (const auto& file : kind.files)
            if (!found[what].files.contains(file)) differs += file + " is no longer: " + what + "\n";
    if (!differs.empty()) write(found, "outcomes.txt");
    INFO("what was found stands in " << fs::absolute("outcomes.txt") << ", to be looked at and put into tests/page");
    CHECK(differs == "");
}
