// The broken configurations of tests/broken: each says in its first lines what is found in it, and nothing else is.
//   # VG1007 11:9 unknown step 'valdate' = did you mean 'validate'?
// is code, line, column, what, and the cure; the words may break off where they depend on the machine.
#include "engine/app/configuration.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace {

std::vector<std::string> stated_in(const std::filesystem::path& file) {
    std::vector<std::string> out;
    std::ifstream in{file};
    for (std::string line; std::getline(in, line) && line.starts_with("# VG");) out.push_back(line.substr(2));
    return out;
}

std::string line_of(const vagus::config::finding& each) {
    return each.code + " " + std::to_string(each.at.line) + ":" + std::to_string(each.at.column) + " " + each.what +
           (each.fix.empty() ? "" : " = " + each.fix);
}

} // namespace

TEST_CASE("what is wrong in a broken configuration is said, with place and cure, and nothing else", "[app][broken]") {
    std::set<std::string> codes;
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{"tests/broken"}) {
        INFO(entry.path().string());
        ++files;
        const auto stated = stated_in(entry.path());
        const auto what = vagus::app::load(entry.path());
        std::vector<std::string> found;
        for (const auto& each : what.files.found.all()) {
            found.push_back(line_of(each));
            codes.insert(each.code);
        }
        CHECK_FALSE(stated.empty());
        REQUIRE(found.size() == stated.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            INFO("found:  " << found[i]);
            INFO("stated: " << stated[i]);
            CHECK(found[i].starts_with(stated[i]));
        }
    }
    CHECK(files >= 50);
    CHECK(codes.size() >= 50); // a code for nearly every file: they are fifty mistakes, and not one in fifty places
}
