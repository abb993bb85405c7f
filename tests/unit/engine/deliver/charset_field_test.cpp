#include "engine/deliver/charset_field.hpp"
#include "tests/support/field_text.hpp"

using namespace vagus;

namespace {

std::string read(const std::string& yaml) {
    return tests::shown_again<routes::charset_wish>(deliver::charset_field(), yaml);
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
