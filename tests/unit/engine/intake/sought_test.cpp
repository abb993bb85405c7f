// What people will find a message by is stored with it, as hashes.
#include "engine/intake/sought.hpp"
#include "tests/unit/engine/intake/bench.hpp"

#include <filesystem>

#include <unistd.h>

using namespace vagus;
using namespace vagus::tests;

namespace {

struct key_folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("vagus-sought-" + std::to_string(::getpid()));
    key_folder() { std::filesystem::create_directories(path); }
    key_folder(key_folder&&) = delete;
    ~key_folder() { std::filesystem::remove_all(path); }
};

struct asked {
    key_folder folder;
    intake::sought_terms terms{{}, store::search_key::of(folder.path)};
    explicit asked(const std::vector<std::string>& paths) {
        for (const auto& each : paths) terms.keys.push_back(*path::parse(each));
    }
    [[nodiscard]] std::vector<std::int64_t> in(const std::string& pid_3, const std::string& pv1_19 = {}) const {
        const auto message = hl7::message::parse("MSH|^~\\&|A|H|VAGUS|H|2026||ADT^A01|1|P|2.5\rPID|1||" + pid_3 +
                                                 "\rPV1|1|I|||||||||||||||||" + pv1_19 + "\r");
        REQUIRE(message);
        return intake::sought_in(message->read(), terms);
    }
    [[nodiscard]] std::int64_t hash(const std::string& value) const { return terms.under->hash(value); }
};

using hashes = std::vector<std::int64_t>;

} // namespace

TEST_CASE("every repetition of every path is kept, each value once, and nothing of what is empty", "[intake]") {
    const asked at{{"PID-3.1", "PV1-19.1"}};
    CHECK(at.in("12^^^H^MR~34^^^X^PI~12^^^Y", "77") == hashes{at.hash("12"), at.hash("34"), at.hash("77")});
    CHECK(at.in("", "").empty());
    CHECK(at.in(R"("")", "").empty());
    CHECK(asked{{}}.in("12", "77").empty());
    CHECK(at.in(std::string(intake::sought_letters, '1')).size() == 1);
    CHECK(at.in(std::string(intake::sought_letters + 1, '1')).empty());
}

TEST_CASE("of many values the first are kept", "[intake]") {
    const asked at{{"PID-3.1"}};
    std::string many = "0";
    for (std::size_t i = 1; i < 2 * intake::sought_at_most; ++i) many += "~" + std::to_string(i);
    const auto found = at.in(many);
    CHECK(found.size() == intake::sought_at_most);
    CHECK(found.front() == at.hash("0"));
}

TEST_CASE("a message goes to the store with what it will be found by", "[intake]") {
    const asked at{{"PID-3.1"}};
    bench b;
    b.now->sought = at.terms;
    b.rules.made.copies.push_back({0, 0, std::nullopt, {}});
    b.send(adt);
    const auto message = hl7::message::parse(std::string{adt});
    CHECK(b.kept().sought == intake::sought_in(message->read(), at.terms));
    CHECK_FALSE(b.kept().sought.empty());
}
