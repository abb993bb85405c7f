// docs/findings.md explains every code, once.
#include "tests/support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::multiset<std::string> codes_in(const std::string& text, const std::regex& form) {
    std::multiset<std::string> codes;
    for (std::sregex_iterator at{text.begin(), text.end(), form}, end; at != end; ++at) codes.insert((*at)[1]);
    return codes;
}

} // namespace

TEST_CASE("every code in the source has its place in docs/findings.md, and only those", "[config]") {
    const auto explained = codes_in(text_of("docs/findings.md"), std::regex{R"((?:^|\n)### (VG\d{4})\b)"});
    REQUIRE_FALSE(explained.empty());
    std::set<std::string> used;
    for (const auto* folder : {"config", "routes", "engine"}) {
        if (!fs::exists(folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator{folder}) {
            if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
            for (const auto& code : codes_in(text_of(entry.path()), std::regex{R"RX("(VG\d{4})")RX"})) {
                INFO(entry.path().string() << " uses " << code);
                CHECK(explained.count(code) == 1);
                used.insert(code);
            }
        }
    }
    for (const auto& code : explained) {
        INFO(code << " is explained and nowhere used");
        CHECK(used.count(code) == 1);
    }
}
