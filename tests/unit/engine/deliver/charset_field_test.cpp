#include "config/load.hpp"
#include "engine/deliver/charset_field.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;

namespace {

// What is read, shown again; or the finding.
std::string read(const std::string& yaml) {
    auto tree = config::load_text("charset: " + yaml + "\n");
    config::reading context{tree.found};
    const auto kind = deliver::charset_field();
    routes::charset_wish made;
    const auto* entry = tree.root.find("charset");
    REQUIRE(entry != nullptr);
    if (kind.read(entry->value, context, made)) return kind.show(made);
    REQUIRE(tree.found.any_error());
    return tree.found.all().front().what + " -- " + tree.found.all().front().fix;
}

} // namespace

TEST_CASE("an output names a character set, and what happens to what the set does not have", "[deliver][charset]") {
    CHECK(read("UTF-8") == "UTF-8");
    CHECK(read("8859/1") == "ISO-8859-1");
    CHECK(read("{ to: Shift_JIS, unmappable: replace }") == "Shift_JIS");
    CHECK(read("{ to: windows-1252, unmappable: fail }") == "{ to: windows-1252, unmappable: fail }");
}

TEST_CASE("a mistake in an output's character set says what to write", "[deliver][charset]") {
    CHECK(read("latin").find("a character set: UTF-8, windows-1252") != std::string::npos);
    CHECK(read("UTF-16").find("try: UTF-8") != std::string::npos);
    CHECK(read("{ unmappable: fail }").find("{ to: NAME") != std::string::npos);
    CHECK(read("{ to: UTF-8, unmappable: drop }").find("replace or fail") != std::string::npos);
    CHECK(read("{ too: UTF-8 }").find("too") != std::string::npos);
}
