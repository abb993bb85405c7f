#include "engine/listen/charset_field.hpp"
#include "tests/support/field_text.hpp"

using namespace vagus;
using source = charset::policy::source;

namespace {

std::string read(const std::string& yaml) {
    return tests::shown_again<charset::policy>(listen::charset_field(), yaml);
}

} // namespace

TEST_CASE("the four ways to say a character set", "[listen][charset]") {
    CHECK(read("guess") == "guess");
    CHECK(read("from_msh18") == "from_msh18");
    CHECK(read("{ force: 8859/1 }") == "{ force: ISO-8859-1 }");
    CHECK(read("{ fallback: 'GB 18030-2000' }") == "{ fallback: GB18030 }");
    CHECK(read("{ force: UTF-16 }") == "{ force: UTF-16 }");
}

TEST_CASE("a mistake in a character set says what to write", "[listen][charset]") {
    CHECK(read("Shift_JIS").find("try: { force: Shift_JIS }") != std::string::npos);
    CHECK(read("{ force: latin }").find("a character set: UTF-8, windows-1252") != std::string::npos);
    CHECK(read("{ fallback: UTF-16 }").find("try: { force: UTF-16 }") != std::string::npos);
    CHECK(read("{ force: UTF-8, fallback: UTF-8 }").find("{ force: NAME }") != std::string::npos);
    CHECK(read("{ forced: UTF-8 }").find("forced") != std::string::npos);
}
