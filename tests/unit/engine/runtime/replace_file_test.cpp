#include "engine/runtime/replace_file.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <stdlib.h> // mkdtemp

using vagus::runtime::replace_file;

namespace {

struct folder {
    folder() {
        std::string name = (std::filesystem::temp_directory_path() / "vagus-replace-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

TEST_CASE("a file is replaced whole, and only its owner reads it", "[runtime]") {
    const folder in;
    const auto file = in.path / "state.json";
    REQUIRE(replace_file(file, "one"));
    REQUIRE(replace_file(file, "two, and longer"));
    CHECK(text_of(file) == "two, and longer");
    CHECK(std::filesystem::status(file).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(std::distance(std::filesystem::directory_iterator{in.path}, {}) == 1); // nothing is left beside it
}

TEST_CASE("what cannot be written leaves the file as it was, and says why", "[runtime]") {
    const folder in;
    const auto file = in.path / "state.json";
    REQUIRE(replace_file(file, "one"));
    std::filesystem::create_directory(in.path / "state.json.new"); // in the way
    const auto failed = replace_file(file, "two");
    REQUIRE_FALSE(failed);
    CHECK(failed.error().contains("state.json: "));
    CHECK(text_of(file) == "one");
}
