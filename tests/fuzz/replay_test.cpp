// Every seed, and every real message, through the properties that the fuzzers search to break.
#include "tests/fuzz/properties.hpp"
#include "tests/unit/parsers/hl7/corpora.hpp"

#include <algorithm>
#include <array>
#include <string>

using namespace vagus;
namespace fs = std::filesystem;

namespace {

struct property {
    const char* name; // its folder of seeds
    std::string (*holds)(std::string_view input);
};

constexpr std::array properties{
    property{"frames", fuzz::check_frames}, property{"message", fuzz::check_message},
    property{"path", fuzz::check_path},     property{"expression", fuzz::check_expression},
    property{"escape", fuzz::check_escape}, property{"charset", fuzz::check_charset},
    property{"batch", fuzz::check_batch},   property{"join", fuzz::check_join},
};

// Where the seeds are: the tests run in the project's folder.
const fs::path seeds = "tests/fuzz/seeds";

std::string first_line(std::string_view text) {
    return std::string{text.substr(0, text.find('\n'))};
}

} // namespace

TEST_CASE("seeds hold their property and all the others", "[fuzz]") {
    for (const auto& own : properties) {
        const auto folder = seeds / own.name;
        REQUIRE(fs::is_directory(folder));
        std::size_t tried = 0;
        for (const auto& seed : fs::directory_iterator{folder}) {
            const auto bytes = corpora::read(seed.path());
            INFO(seed.path());
            for (const auto& each : properties) CHECK(each.holds(bytes) == "");
            ++tried;
        }
        CHECK(tried >= 5);
    }
}

TEST_CASE("real messages hold every property, under every path and expression of the seeds", "[fuzz][corpora]") {
    if (!corpora::present()) return;
    std::vector<std::string> paths;
    std::vector<std::string> expressions;
    for (const auto& seed : fs::directory_iterator{seeds / "path"})
        paths.push_back(first_line(corpora::read(seed.path())) + "\n");
    for (const auto& seed : fs::directory_iterator{seeds / "expression"})
        expressions.push_back(first_line(corpora::read(seed.path())) + "\n");
    REQUIRE_FALSE(paths.empty());
    std::size_t turn = 0;
    for (const auto& file : corpora::messages()) {
        const auto bytes = corpora::read(file);
        INFO(file);
        for (const auto& each : properties) REQUIRE(each.holds(bytes) == "");
        for (std::size_t i = 0; i < 3; ++i, ++turn) {
            REQUIRE(fuzz::check_path(paths[turn % paths.size()] + bytes) == "");
            REQUIRE(fuzz::check_expression(expressions[turn % expressions.size()] + bytes) == "");
        }
    }
    CHECK(turn > 3000);
}
