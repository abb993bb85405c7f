// Random damage to a configuration: whatever is read, it ends with a tree and findings whose places are in the file.
#include "tests/support/catch.hpp"
#include "tests/unit/config/clinic.hpp"

#include <random>

namespace {

constexpr std::string_view sample = R"(version: 1   # comment
inputs:
  adt_in: { listen: 0.0.0.0:2575, max_message: 64MiB, idle: 2min, banner: "a\tb\u00e9", peers: [a, 'it''s'] }
routes:
  main:
    from: adt_in
    match: MSH-9.1 == 'ADT' and MSH-9.2 in ['A01', 'A02']
    steps:
      - name: stamp our header
        set:
          PV1-3: |
            literal ${PID-3.1}
             text
          PV1-19.1: >-
            folded
            text
          PID-3[.5 == 'MR'].1: V${PV1-19.1}
      - drop: MSH-11.1 != 'P'
        reason: not production
          traffic
      - { for_each: OBX, do: [{ drop: "OBX-11 == 'X'" }] }
    to: [pas, lis]
tables:
  class: { INP: I, "OUT": O, ä: ü }
)";

std::string damaged(std::mt19937& random) {
    static constexpr std::string_view signs = "[]{}:,-'\"#&*!|>%@`\t\n\r $?~<\\\0\x04\xC3\xFF";
    std::string text{sample};
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random); };
    for (auto times = 1 + below(4); times > 0 && !text.empty(); --times) {
        const auto at = below(text.size());
        switch (below(5)) {
        case 0: text[at] = signs[below(signs.size())]; break;
        case 1: text.insert(at, 1, signs[below(signs.size())]); break;
        case 2: text.erase(at, 1 + below(8)); break;
        case 3: text.insert(at, text.substr(below(text.size()), below(40))); break;
        default: text.resize(at); break;
        }
    }
    return text;
}

} // namespace

TEST_CASE("no damage to a file ends the reading of it", "[config]") {
    REQUIRE(clinic::read(std::string{sample}).good);
    std::mt19937 random{2575};
    std::size_t good = 0;
    for (int round = 0; round < 4000; ++round) {
        const auto text = damaged(random);
        const auto read = clinic::read(text);
        if (read.good) ++good;
        const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n') + 1);
        INFO(text);
        REQUIRE((read.good || read.tree.found.any_error()));
        for (const auto& f : read.tree.found.all()) {
            REQUIRE(f.at.line >= 1);
            REQUIRE(f.at.line <= lines);
            REQUIRE(f.at.column >= 1);
        }
        REQUIRE_FALSE(show(read.tree.found, read.tree.files).empty());
    }
    CHECK(good > 0);
    CHECK(good < 4000);
}
