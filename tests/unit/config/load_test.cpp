// Files to one tree: includes, joins, placeholders, limits.
#include "tests/support/catch.hpp"

#include "config/load.hpp"
#include "config/placeholders.hpp"
#include "config/types.hpp"
#include "config/yaml_reader.hpp"
#include "parsers/charset/names.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

using namespace vagus::config;
namespace fs = std::filesystem;

namespace {

// A folder of its own, gone at the end of the test.
class folder {
  public:
    folder() {
        std::string name = (fs::temp_directory_path() / "vagus-config-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path = name;
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() { fs::remove_all(path); }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((path / name).parent_path());
        std::ofstream{path / name, std::ios::binary} << text;
    }
    fs::path path;
};

std::string code_of(const tree& whole) {
    return whole.found.all().empty() ? "" : whole.found.all()[0].code;
}

} // namespace

TEST_CASE("included files are joined in the order of their names", "[config]") {
    const folder here;
    here.write("vagus.yaml", "version: 1\ninclude: [routes/*.yaml, tests.yaml]\ninputs: { a: 1 }\ntests: [x]\n");
    here.write("routes/b.yaml", "version: 1\nroutes: { b: 1 }\n");
    here.write("routes/a.yaml", "routes: { a: 1 }\ninputs: { c: 1 }\n");
    here.write("routes/no.txt", "not YAML: [");
    here.write("tests.yaml", "tests: [y]\n");
    const auto whole = load(here.path);
    INFO(show(whole.found, whole.files));
    CHECK(whole.found.all().empty());
    CHECK(whole.complete);
    std::vector<std::string> names;
    for (const auto& file : whole.files) names.push_back(file.name);
    CHECK(names == std::vector<std::string>{"vagus.yaml", "routes/a.yaml", "routes/b.yaml", "tests.yaml"});
    CHECK(whole.root.find("include") == nullptr);
    CHECK(whole.root.find("inputs")->value.entries.size() == 2);
    CHECK(whole.root.find("routes")->value.entries[0].key == "a");
    CHECK(whole.root.find("routes")->value.entries[1].key_at == place{2, 2, 11});
    CHECK(whole.root.find("tests")->value.items.size() == 2);
}

TEST_CASE("one name in two files is a finding that names both places", "[config]") {
    const folder here;
    here.write("vagus.yaml", "include: b.yaml\nroutes:\n  r: 1\n");
    here.write("b.yaml", "routes:\n  q: 1\n  r: 2\n");
    const auto whole = load(here.path);
    REQUIRE(whole.found.all().size() == 1);
    CHECK(whole.found.all()[0].code == "VG0003");
    CHECK(whole.found.all()[0].at == place{1, 3, 3});
    CHECK(whole.found.all()[0].what.find("vagus.yaml:3") != std::string::npos);
    CHECK(whole.root.find("routes")->value.find("r")->value.text == "1");
}

TEST_CASE("versions that differ are a finding", "[config]") {
    const folder here;
    here.write("vagus.yaml", "version: 1\ninclude: b.yaml\n");
    here.write("b.yaml", "version: 2\n");
    CHECK(code_of(load(here.path)) == "VG0003");
}

TEST_CASE("a name of a later layer takes the place of the same name below it", "[config][packages]") {
    const folder here;
    here.write("vagus.yaml", "version: 1\npackages: [packages/base, packages/city]\ninclude: own.yaml\n"
                             "routes: { a: site }\n");
    here.write("own.yaml", "aliases: { mrn: own }\n");
    here.write("packages/base/rules.yaml", "version: 1\nroutes: { a: base, b: base, c: base }\naliases: { mrn: base }\n"
                                           "dictionary: { segments: { ZPI: base, ZPV: base } }\ntests: [base]\n");
    here.write("packages/base/notes.txt", "not YAML: [");
    here.write("packages/city/rules.yaml",
               "routes: { b: city }\ndictionary: { segments: { ZPI: city } }\ntests: [city]\n");
    const auto whole = load(here.path);
    INFO(show(whole.found, whole.files));
    CHECK(whole.found.all().empty());
    const auto said = [&](const char* key, const char* name) {
        return whole.root.find(key)->value.find(name)->value.text;
    };
    CHECK(said("routes", "a") == "site");
    CHECK(said("routes", "b") == "city");
    CHECK(said("routes", "c") == "base");
    CHECK(said("aliases", "mrn") == "own");
    const auto* segments = whole.root.find("dictionary")->value.find("segments");
    CHECK(segments->value.find("ZPI")->value.text == "city");
    CHECK(segments->value.find("ZPV")->value.text == "base");
    CHECK(whole.root.find("tests")->value.items.size() == 2); // of every layer
    CHECK(whole.root.find("packages") == nullptr);

    const auto kept = load_kept(whole.files, here.path); // as the store has them
    CHECK(kept.found.all().empty());
    CHECK(kept.root.find("routes")->value.find("b")->value.text == "city");
}

TEST_CASE("a package is the same one however its folder is written", "[config][packages]") {
    const folder here;
    here.write("packages/base/a.yaml", "routes: { a: base }\n");
    for (const auto* named : {"packages/base/", "./packages/base", "packages//base"}) {
        here.write("vagus.yaml", "packages: " + std::string{named} + "\nroutes: { b: site }\n");
        const auto whole = load(here.path);
        INFO(named << show(whole.found, whole.files));
        CHECK(whole.found.all().empty());
        CHECK(load_kept(whole.files, here.path).root.find("routes")->value.find("a") != nullptr);
    }
}

TEST_CASE("a package that is named twice is there once, and the second name is to blame", "[config][packages]") {
    const folder here;
    here.write("packages/base/a.yaml", "routes: { a: base }\n");
    here.write("vagus.yaml", "version: 1\npackages:\n  - packages/base\n  - ./packages/base/\n");
    const auto whole = load(here.path);
    REQUIRE(whole.found.all().size() == 1);
    CHECK(whole.found.all().front().code == "VG0016");
    CHECK(whole.found.all().front().at.line == 4);
    CHECK(whole.root.find("routes")->value.find("a") != nullptr);
}

TEST_CASE("what is wrong with a package is said where it stands", "[config][packages]") {
    const folder here;
    here.write("vagus.yaml", "version: 1\npackages: packages/base\n");
    CHECK(code_of(load(here.path)) == "VG0016"); // it is not there
    here.write("packages/base/a.yaml", "routes: { a: 1 }\n");
    here.write("packages/base/b.yaml", "routes: { a: 2 }\n");
    CHECK(code_of(load(here.path)) == "VG0003"); // twice in one layer
    here.write("packages/base/b.yaml", "site: { name: x }\n");
    CHECK(code_of(load(here.path)) == "VG0016");
    here.write("packages/base/b.yaml", "packages: [x]\n");
    CHECK(code_of(load(here.path)) == "VG0016");
    here.write("packages/base/b.yaml", "include: x.yaml\n");
    CHECK(code_of(load(here.path)) == "VG0013");
    here.write("packages/base/b.yaml", "routes: nothing\n");
    CHECK(code_of(load(here.path)) == "VG0003");
    fs::remove(here.path / "packages/base/a.yaml");
    here.write("vagus.yaml", "version: 1\npackages: packages/base\nroutes: { b: site }\n");
    CHECK(code_of(load(here.path)) == "VG0003"); // names give way to a layer above, another shape does not
    here.write("vagus.yaml", "version: 1\npackages: ../base\n");
    CHECK(code_of(load(here.path)) == "VG0013");
    here.write("vagus.yaml", "version: 1\npackages: { base: x }\n");
    CHECK(code_of(load(here.path)) == "VG1003");
}

TEST_CASE("a pattern that matches nothing is a warning", "[config]") {
    const folder here;
    here.write("vagus.yaml", "include: [none/*.yaml]\n");
    const auto whole = load(here.path);
    CHECK(code_of(whole) == "VG0012");
    CHECK_FALSE(whole.found.any_error());
}

TEST_CASE("patterns stay in the folder and includes do not nest", "[config]") {
    const folder here;
    here.write("vagus.yaml", "include: ../*.yaml\n");
    CHECK(code_of(load(here.path)) == "VG0013");
    here.write("vagus.yaml", "include: /etc/*.yaml\n");
    CHECK(code_of(load(here.path)) == "VG0013");
    here.write("vagus.yaml", "include: b.yaml\n");
    here.write("b.yaml", "include: c.yaml\n");
    CHECK(code_of(load(here.path)) == "VG0013");
    here.write("vagus.yaml", "include: '*.yaml'\n"); // itself among them
    here.write("b.yaml", "a: 1\n");
    CHECK(load(here.path).files.size() == 2);
}

TEST_CASE("a folder whose name looks like a pattern is itself", "[config]") {
    const folder here;
    here.write("a[1]*/vagus.yaml", "include: b*.yaml\n");
    here.write("a[1]*/b.yaml", "x: 1\n");
    CHECK(load(here.path / "a[1]*").files.size() == 2);
}

TEST_CASE("a single file is a configuration too", "[config]") {
    const folder here;
    here.write("one.yaml", "a: 1\n");
    const auto whole = load(here.path / "one.yaml");
    CHECK(whole.files[0].name == "one.yaml");
    CHECK(whole.root.find("a") != nullptr);
}

TEST_CASE("an empty file is an empty map", "[config]") {
    for (const auto* text : {"", "# nothing\n", "---\n"}) {
        const auto whole = load_text(text);
        CHECK(whole.found.all().empty());
        CHECK(whole.root.kind == node::shape::map);
    }
}

TEST_CASE("a file that is no file is refused and not waited for", "[config]") {
    const folder here;
    fs::create_directory(here.path / "vagus.yaml");
    CHECK(code_of(load(here.path)) == "VG0010");
    CHECK(code_of(load("/dev/zero")) == "VG0010");
}

TEST_CASE("the revision follows names and texts and nothing else", "[config]") {
    const auto one = load_text("a: 1\n").revision;
    CHECK(one.size() == 12);
    CHECK(one == load_text("a: 1\n").revision);
    CHECK(one != load_text("a: 2\n").revision);
    CHECK(one != load_text("a: 1\n", "other.yaml").revision);
}

TEST_CASE("placeholders are filled in settings and left alone in rules", "[config]") {
    const folder here;
    here.write("secret", "pass: word\n");
    setenv("VAGUS_TEST_PORT", "25", 1);
    unsetenv("VAGUS_TEST_UNSET");
    here.write("vagus.yaml", "site:\n"
                             "  a: x${env:VAGUS_TEST_PORT}75\n"
                             "  b: ${env:VAGUS_TEST_UNSET:-by default}\n"
                             "  c: \"${file:secret}\"\n"
                             "  d: [\"${env:VAGUS_TEST_PORT}${env:VAGUS_TEST_PORT}\"]\n"
                             "  e: $${env:X}\n"
                             "  f: ${env:VAGUS_TEST_UNSET:-}\n"
                             "routes: { r: \"${env:VAGUS_TEST_PORT}\" }\n"
                             "tests: [\"${x}\"]\n"
                             "tables: { t: \"${x}\" }\n"
                             "aliases: { t: \"${x}\" }\n");
    const auto whole = load(here.path);
    INFO(show(whole.found, whole.files));
    REQUIRE(whole.found.all().empty());
    const auto& site = whole.root.find("site")->value;
    CHECK(site.find("a")->value.text == "x2575");
    CHECK(site.find("b")->value.text == "by default");
    CHECK(site.find("c")->value.text == "pass: word"); // text, not a map
    CHECK(site.find("c")->value.kind == node::shape::scalar);
    CHECK(site.find("d")->value.items[0].text == "2525");
    CHECK(site.find("e")->value.text == "${env:X}");
    CHECK(site.find("f")->value.text.empty());
    CHECK(whole.root.find("routes")->value.find("r")->value.text == "${env:VAGUS_TEST_PORT}");
}

TEST_CASE("in an output, holes that are no placeholders are left to its templates", "[config]") {
    setenv("VAGUS_TEST_PORT", "25", 1);
    const auto read =
        load_text("outputs: { o: { url: 'h:${env:VAGUS_TEST_PORT}/${MSH-10}', t: '$${a', p: '${x}' } }\n");
    REQUIRE(read.found.all().empty());
    const auto& output = read.root.find("outputs")->value.find("o")->value;
    CHECK(output.find("url")->value.text == "h:25/${MSH-10}");
    tree files;
    reading context{files.found};
    std::string plain;
    CHECK(text().read(output.find("t")->value, context, plain));
    CHECK(plain == "${a");
    CHECK_FALSE(text().read(output.find("p")->value, context, plain)); // a password is not made from a message
    REQUIRE(files.found.all().size() == 1);
    CHECK(files.found.all()[0].code == "VG0015");
}

TEST_CASE("a placeholder's file has a limit", "[config]") {
    const folder here;
    here.write("vagus.yaml", "a: ${file:big}\n");
    here.write("big", std::string(placeholder_file_limit, 'x'));
    CHECK(load(here.path).found.all().empty());
    here.write("big", std::string(placeholder_file_limit + 1, 'x'));
    CHECK(code_of(load(here.path)) == "VG0015");
}

TEST_CASE("a file has a limit", "[config]") {
    const folder here;
    const std::string head = "a: 1\n#";
    here.write("vagus.yaml", head + std::string(file_limit - head.size(), 'x'));
    CHECK(load(here.path).found.all().empty());
    here.write("vagus.yaml", head + std::string(file_limit - head.size() + 1, 'x'));
    CHECK(code_of(load(here.path)) == "VG0010");
}

TEST_CASE("a configuration has a limit of files", "[config]") {
    const folder here;
    here.write("vagus.yaml", "include: r/*.yaml\n");
    for (std::size_t i = 1; i < files_limit; ++i) here.write("r/" + std::to_string(i) + ".yaml", "");
    const auto most = load(here.path);
    CHECK(most.complete);
    CHECK(most.files.size() == files_limit);
    here.write("r/one_more.yaml", "");
    const auto over = load(here.path);
    CHECK(code_of(over) == "VG0014");
    CHECK(over.files.size() == 1);
}

TEST_CASE("the files of a configuration have a limit together", "[config]") {
    constexpr std::size_t table = std::size_t{64} << 20U;
    auto whole = load_text("");
    whole.kept = std::make_shared<const std::vector<source_file>>(std::vector<source_file>{
        {"a.csv", std::string(table, 'x')}, {"b.csv", std::string(tree_limit - table, 'x')}, {"c.csv", "x"}});
    const auto takes = [&](const std::string& name) {
        node named;
        named.kind = node::shape::scalar;
        named.text = name;
        return read_text(whole, named, name, tree_limit, vagus::charset::utf_8()).has_value();
    };
    CHECK(takes("a.csv"));
    CHECK(takes("b.csv"));
    CHECK_FALSE(takes("c.csv"));
    CHECK(code_of(whole) == "VG0014");
}

TEST_CASE("a configuration is read from the files that were kept of it, and from no others", "[config]") {
    const folder here;
    here.write("vagus.yaml", "site: { name: today }\n");
    here.write("r/new.yaml", "aliases: { mrn: PID-3.1 }\n");
    here.write("password", "hidden\n");
    const std::vector<source_file> kept{{"vagus.yaml", "include: r/*.yaml\nsite: { name: '${file:password}' }\n"},
                                        {"r/old.yaml", "aliases: { id: PID-3.1 }\n"},
                                        {"r/deep/other.yaml", "aliases: { far: PID-3.1 }\n"}};
    const auto then = load_kept(kept, here.path);
    CHECK(then.found.all().empty());
    CHECK(then.root.find("site")->value.find("name")->value.text == "hidden"); // what it names is as it is today
    CHECK(then.root.find("aliases")->value.find("id") != nullptr);
    CHECK(then.root.find("aliases")->value.entries.size() == 1); // `*` is no folder
    CHECK(then.files.size() == 2);
}

TEST_CASE("nesting has a limit", "[config]") {
    const auto nested = [](std::size_t levels) {
        std::string text;
        for (std::size_t i = 0; i < levels; ++i) text += std::string(i, ' ') + "a:\n";
        return text + std::string(levels, ' ') + "b";
    };
    CHECK(load_text(nested(nesting_limit)).found.all().empty());
    CHECK(code_of(load_text(nested(nesting_limit + 1))) == "VG0009");
    CHECK(code_of(load_text("a: " + std::string(100'000, '['))) == "VG0009");
    CHECK_FALSE(load_text("a: " + std::string(100'000, '[')).complete);
}
