// vagus fmt: what it changes, what it never does, and that every sample means the same afterwards.
#include "config/format.hpp"

#include "config/same.hpp"
#include "config/yaml_reader.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace {

std::string formatted(std::string_view text) {
    auto made = vagus::config::format(text);
    return made ? *made : "refused: " + made.error();
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// The same file as a careless hand leaves it: wider levels, blanks at the ends of lines, empty lines.
std::string disturbed(const std::string& text, std::mt19937& random) {
    std::string out;
    bool block = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        at = end + 1;
        const auto column = std::min(line.find_first_not_of(' '), line.size());
        out += std::string(2 * column, ' '); // every level twice as deep
        auto inside = line.substr(column);
        for (; inside.starts_with("- "); inside.erase(0, 2)) out += "-   ";
        out += inside;
        block = block || line.ends_with('|') || line.ends_with(">-");
        if (!block && random() % 4 == 0) out += "  ";
        out += '\n';
        if (!block && line.starts_with('#') && random() % 4 == 0) out += "\n\n";
    }
    return out;
}

vagus::config::node read(std::string_view text) {
    vagus::config::findings found;
    auto made = vagus::config::read_yaml(text, 0, found);
    CHECK_FALSE(found.any_error());
    return std::move(made.root);
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? std::string{"\r\n"} : std::string{c};
    return out;
}

} // namespace

TEST_CASE("levels become two spaces wide, and comments go with what they explain", "[config][format]") {
    CHECK(
        formatted("a:\n    # why\n    b: 1   # beside\n    c:\n         - x\n         -   y: 2\n             z: 3\n") ==
        "a:\n  # why\n  b: 1   # beside\n  c:\n    - x\n    - y: 2\n      z: 3\n");
    CHECK(formatted("a:\n- x\n- y\n") == "a:\n- x\n- y\n");
    CHECK(formatted("a:\n   - - x\n     - y\n") == "a:\n  - - x\n    - y\n");
}

TEST_CASE("ends of lines and of the file are tidied", "[config][format]") {
    CHECK(formatted("\n\na: 1  \n\n\n\nb: 2\t\n\n") == "a: 1\n\nb: 2\n");
    CHECK(formatted("a: 1\r\nb: 2") == "a: 1\nb: 2\n");
    CHECK(formatted("\xEF\xBB\xBF"
                    "a: 1\n") == "a: 1\n");
    CHECK(formatted("a: 1\n# the end\n\n") == "a: 1\n# the end\n");
}

TEST_CASE("blocks of text keep every blank that is theirs", "[config][format]") {
    CHECK(formatted("a:\n    b: |\n      x  \n        y\n\n      z\n    c: 1\n") ==
          "a:\n  b: |\n    x  \n      y\n\n    z\n  c: 1\n");
    CHECK(formatted("a:\n    - |\n      x\n    - y\n") == "a:\n  - |\n    x\n  - y\n");
    CHECK(formatted("- name: x\n  message: |\n    MSH|^~\\&|A # B\n    PID|1\n") ==
          "- name: x\n  message: |\n    MSH|^~\\&|A # B\n    PID|1\n");
}

TEST_CASE("values over several lines keep their layout", "[config][format]") {
    CHECK(formatted("a:\n    b: { x: 1,\n         y: 2 }\n    c: \"one\n      two\"\n") ==
          "a:\n  b: { x: 1,\n       y: 2 }\n  c: \"one\n    two\"\n");
    CHECK(formatted("a: it's { not\nb: x[.5 == 'MR'].1\n") == "a: it's { not\nb: x[.5 == 'MR'].1\n");
}

TEST_CASE("what cannot be read is left alone", "[config][format]") {
    CHECK(formatted("a: [1\n").starts_with("refused"));
    CHECK(formatted("a: 1\na: 2\n").starts_with("refused"));
}

TEST_CASE("odd YAML means the same afterwards, with either line end", "[config][format]") {
    const std::vector<std::string> odd{
        "a:\n    b: |2\n        two more\n      none\n    c: 1\n",
        "a:\n    b: |+\n      kept\n\n\n    c: |-\n      cut\n\n    d: >\n      folded\n      here\n\n      and "
        "there\n",
        "a: |+\n  kept at the end\n\n\n",
        "a:\n    b: one\n      two\n        three\n    c: 'it''s # no\n      comment'\n    d: \"a\\\n      b \\\" # "
        "c\"\n",
        "'a b':   1\n\"c: d\":\n     e: x#y\n     f: \"#\" # a comment\n     g: '' # 'another\n",
        "a:\n   [1, # one\n      2 ]   # both\nb: {c: [1,\n  2], 'd}': \"]\", e: x}\n",
        "# first\n\n# second\na:   # third\n  - x\n# fourth\n  - y # fifth\n     # sixth\n  -   - z\n      -   w: "
        "1\n\n          # seventh\n          v: 2\nb: 1\n  # eighth\n",
        "a:\n-   b: |\n      text\n    c: " + std::string(5000, 'x') + "\n-  d:\n     - e\n",
        "a:\n    - |\n       # no comment\n\n       x\n    # a comment\n    - >-\n       y\n",
        "a: it's [ not {\n",
    };
    for (const auto& text : odd) {
        INFO(text);
        const auto made = formatted(text);
        CHECK(vagus::config::same(read(text), read(made)));
        CHECK(formatted(made) == made);
        CHECK(formatted(with_crlf(text)) == made);
        CHECK(std::ranges::count(made, '#') == std::ranges::count(text, '#'));
    }
}

TEST_CASE("a comment may stand before any line", "[config][format]") {
    for (const auto* name : {"samples/starter/routes/adt.yaml", "samples/cookbook/split_orders.yaml",
                             "samples/answers/vagus.yaml", "samples/fhir/vagus.yaml"}) {
        const auto text = text_of(name);
        for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size() - 1) + 1) {
            const auto indent = text.find_first_not_of(' ', at) - at;
            for (const auto blanks : {indent, indent + 1, indent + 7}) {
                auto commented = text;
                commented.insert(at, std::string(blanks, ' ') + "# here\n");
                INFO(name << ", at byte " << at << ", " << blanks << " blanks");
                const auto made = formatted(commented);
                CHECK_FALSE(made.starts_with("refused: its layout"));
                if (made.starts_with("refused")) continue; // it was in the midst of a value
                CHECK(made.find("# here") != std::string::npos);
                CHECK(formatted(made) == made);
            }
        }
    }
}

TEST_CASE("every sample is formatted, and comes back from any disorder", "[config][format]") {
    std::mt19937 random{7};
    int seen = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{"samples"}) {
        if (entry.path().extension() != ".yaml") continue;
        const auto text = text_of(entry.path());
        INFO(entry.path().string());
        CHECK(formatted(text) == text);
        for (int i = 0; i < 5; ++i) {
            const auto careless = disturbed(text, random);
            const auto again = formatted(careless);
            CHECK_FALSE(again.starts_with("refused"));
            CHECK(formatted(again) == again);
            CHECK(vagus::config::same(read(again), read(careless)));
        }
        ++seen;
    }
    CHECK(seen > 10);
}
