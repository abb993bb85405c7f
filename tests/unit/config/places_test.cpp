// Where a character of a value stands in its file, through quotes, escapes, blocks and folds.
#include "tests/support/catch.hpp"

#include "config/load.hpp"

#include <string>

using namespace vagus::config;

namespace {

// The place of the first `mark` in the value of key `a`.
place place_in(const std::string& text, const std::string& mark = "X") {
    const auto tree = load_text(text);
    REQUIRE_FALSE(tree.found.any_error());
    const auto& value = tree.root.find("a")->value;
    INFO(value.text);
    return value.place_of(value.text.find(mark));
}

} // namespace

TEST_CASE("a character keeps its line and column however its value is written", "[config]") {
    CHECK(place_in("a: bcX") == place{0, 1, 6});
    CHECK(place_in("a: 'bcX'") == place{0, 1, 7});
    CHECK(place_in("a: \"bcX\"") == place{0, 1, 7});
    CHECK(place_in("a: 'it''s X'") == place{0, 1, 11});
    CHECK(place_in("a: \"\\t\\u00e9X\"") == place{0, 1, 13});
    CHECK(place_in("a: b\n  c X") == place{0, 2, 5});
    CHECK(place_in("a: \"b\n  c X\"") == place{0, 2, 5});
    CHECK(place_in("a: |\n  b\n   c X\n") == place{0, 3, 6});
    CHECK(place_in("a: |\n  b\n\n  X\n") == place{0, 4, 3});
    CHECK(place_in("a: >-\n  b\n  c X\n") == place{0, 3, 5});
    CHECK(place_in("b: 1\r\na: |\r\n  b\r\n  X\r\n") == place{0, 4, 3});
    CHECK(place_in("b: [1, { c: 2 }]\na: [X]\n", "") == place{0, 2, 4});
}

TEST_CASE("columns count characters, not bytes", "[config]") {
    CHECK(place_in("a: \xC3\xA4\xE2\x82\xACX") == place{0, 1, 6});
    const auto tree = load_text("\xEF\xBB\xBFk\xC3\xA4se: 1\n");
    CHECK(tree.root.entries[0].key_at == place{0, 1, 1});
    CHECK(tree.root.entries[0].value.at == place{0, 1, 7});
}

TEST_CASE("scalars stay as written", "[config]") {
    const auto tree = load_text("a: [0012345, no, 1e3, null, Null, '', ~, 0x1F, 1_000, 2026-01-01]\nb: |\n  x\n   y\n");
    const auto& items = tree.root.find("a")->value.items;
    REQUIRE(items.size() == 10);
    CHECK(items[0].text == "0012345");
    CHECK(items[1].text == "no");
    CHECK(items[2].text == "1e3");
    CHECK((items[3].kind == node::shape::scalar && items[3].text == "null"));
    CHECK((items[4].kind == node::shape::scalar && items[4].text == "Null"));
    CHECK((items[5].kind == node::shape::scalar && items[5].written == node::style::quoted));
    CHECK((items[6].kind == node::shape::nothing && items[6].text == "~"));
    CHECK(items[7].text == "0x1F");
    CHECK(items[8].text == "1_000");
    CHECK(items[9].text == "2026-01-01");
    CHECK(tree.root.find("b")->value.text == "x\n y\n");
    CHECK(tree.root.find("b")->value.written == node::style::block);
}

TEST_CASE("lists and maps nest as written", "[config]") {
    const auto tree = load_text("a: [[1, 2], [3], { b: [4] }, c: 5]\nd:\n- e\n-\n  - f\n");
    const auto& a = tree.root.find("a")->value;
    REQUIRE(a.items.size() == 4);
    CHECK(a.items[0].items.size() == 2);
    CHECK(a.items[2].find("b")->value.items[0].text == "4");
    CHECK(a.items[3].find("c")->value.text == "5");
    CHECK(tree.root.find("d")->value.items[1].items[0].text == "f");
}
