// Files that a value names: where they may be, what is found in them, and that the revision knows them.
#include "config/revision.hpp"
#include "config/side_files.hpp"
#include "tests/support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace vagus;

namespace {

struct folder {
    folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "vagus-side-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path = pattern;
    }
    ~folder() { std::filesystem::remove_all(path); }
    void write(const std::string& name, const std::string& text) const { std::ofstream{path / name} << text; }
    std::filesystem::path path;
};

using words = std::vector<config::named<std::string>>;

struct read_value {
    config::tree files;
    words made;
    [[nodiscard]] std::string findings() const { return config::show(files.found, files.files); }
};

read_value read(const folder& here, const std::string& value) {
    read_value got{config::load_text("words: " + value + "\n"), {}};
    config::side_files beside{got.files, here.path};
    config::reading context{got.files.found, &beside};
    (void)config::here_or_in_file(config::map_of(config::text()))
        .read(got.files.root.find("words")->value, context, got.made);
    return got;
}

} // namespace

TEST_CASE("what stands in a file is read as if it stood in its place", "[config][side_files]") {
    const folder here;
    here.write("site.yaml", "a: x\nb: y\n");
    const auto got = read(here, "site.yaml");
    INFO(got.findings());
    REQUIRE(got.made.size() == 2);
    CHECK(got.made[1].value == "y");
    CHECK(read(here, "{ a: x }").made.size() == 1);
}

TEST_CASE("findings inside the file name it", "[config][side_files]") {
    const folder here;
    here.write("site.yaml", "a: x\nb: [y]\n");
    const auto got = read(here, "site.yaml");
    INFO(got.findings());
    CHECK(got.findings().find("site.yaml:2:4: error[VG1003]") != std::string::npos);
    here.write("broken.yaml", "a: [x\n");
    CHECK(read(here, "broken.yaml").findings().find("broken.yaml:") != std::string::npos);
}

TEST_CASE("a file that is not there, or not below the folder, is found where it is named", "[config][side_files]") {
    const folder here;
    CHECK(read(here, "nobody.yaml").findings().find("vagus.yaml:1:8: error[VG0010]") != std::string::npos);
    CHECK(read(here, "../site.yaml").findings().find("error[VG0013]") != std::string::npos);
    CHECK(read(here, "/etc/passwd").findings().find("error[VG0013]") != std::string::npos);
    CHECK(read(here, "[site.yaml]").findings().find("error[VG1003]") != std::string::npos);
}

TEST_CASE("a change in the file is another revision", "[config][side_files]") {
    const folder here;
    here.write("site.yaml", "a: x\n");
    const auto before = config::revision_of(read(here, "site.yaml").files.files);
    CHECK(config::revision_of(read(here, "site.yaml").files.files) == before);
    CHECK(config::load_text("words: site.yaml\n").revision != before);
    here.write("site.yaml", "a: y\n");
    CHECK(config::revision_of(read(here, "site.yaml").files.files) != before);
}

TEST_CASE("a file that a package names stands in the package", "[config][side_files][packages]") {
    const folder here;
    std::filesystem::create_directories(here.path / "packages/base");
    here.write("vagus.yaml", "packages: packages/base\nown: words.yaml\n");
    here.write("words.yaml", "a: own\n");
    here.write("packages/base/rules.yaml", "words: words.yaml\n");
    here.write("packages/base/words.yaml", "a: of the package\n");
    auto files = config::load(here.path);
    config::side_files beside{files, here.path};
    config::reading context{files.found, &beside};
    for (const auto& [key, expected] : {std::pair{"words", "of the package"}, {"own", "own"}}) {
        words made;
        (void)config::here_or_in_file(config::map_of(config::text())).read(files.root.find(key)->value, context, made);
        INFO(config::show(files.found, files.files));
        REQUIRE(made.size() == 1);
        CHECK(made.front().value == expected);
    }
    CHECK(files.files.back().name == "words.yaml");
    CHECK(files.files[files.files.size() - 2].name == "packages/base/words.yaml"); // as the revision knows it
}
