// A copy in its receiver's character set.
#include "routes/recode.hpp"
#include "tests/unit/routes/rules.hpp"

using namespace vagus;
using namespace vagus::routes;

namespace {

charset_wish into(std::string_view name, unmappable lost = unmappable::replace) {
    const auto* set = charset::find(name);
    REQUIRE(set != nullptr);
    return {set, lost};
}

std::string message(const std::string& msh18, const std::string& name) {
    return "MSH|^~\\&|A|B|C|D|2026||ADT^A01|7|P|2.5||||||" + msh18 + "\rPID|1||7||" + name + "\r";
}

result<recoded, std::string> recode(std::string text, const charset_wish& wish) {
    return routes::recode(std::move(text), nullptr, wish);
}

} // namespace

TEST_CASE("MSH-18 names the receiver's set, as table 0211 does where it can", "[routes][charset]") {
    CHECK(recode(message("8859/1", "ü"), into("UTF-8"))->text == message("UNICODE UTF-8", "ü"));
    CHECK(recode(message("8859/1~8859/2", "ü"), into("8859/15"))->text == message("8859/15", "ü"));
    CHECK(recode(message("", "ü"), into("windows-1252"))->text == message("windows-1252", "ü"));
    CHECK(recode(message("", "山"), into("ISO-2022-JP"))->text == message("~ISO IR87", "山"));
    // In a message whose delimiters are in the name it is escaped.
    CHECK(recode("MSH|/~\\&|A\r", into("8859/1"))->text == "MSH|/~\\&|A|||||||||||||||8859\\S\\1\r");
}

TEST_CASE("a message that has everything of its receiver's set is not touched", "[routes][charset]") {
    const auto same = recode(message("8859/1", "ü"), into("8859/1"));
    CHECK(same->text == message("8859/1", "ü"));
    CHECK(same->lost == 0);
}

TEST_CASE("what the receiver's set does not have is replaced and counted, or fails", "[routes][charset]") {
    const auto made = recode(message("", "€ü€"), into("8859/1"));
    REQUIRE(made);
    CHECK(made->text == message("8859/1", "?ü?"));
    CHECK(made->lost == 2);
    const auto failed = recode(message("", "€ü€"), into("8859/1", unmappable::fail));
    REQUIRE_FALSE(failed);
    CHECK(failed.error() == "2 characters are not in ISO-8859-1: `unmappable` is `fail`");
}

TEST_CASE("hexadecimal escapes are of the receiver's set afterwards", "[routes][charset]") {
    const auto* latin = charset::find("8859/1");
    const auto in_utf8 = [&](const std::string& name) {
        return routes::recode(message("8859/1", name), latin, into("UTF-8"))->text;
    };
    CHECK(in_utf8("M\\XFC\\ller") == message("UNICODE UTF-8", "M\\XC3BC\\ller"));
    CHECK(in_utf8("\\XE9\\\\XE8\\") == message("UNICODE UTF-8", "\\XC3A9C3A8\\"));
    CHECK(in_utf8("a\\X0D0A\\b\\.br\\\\F\\\\H\\") == message("UNICODE UTF-8", "a\\X0D0A\\b\\.br\\\\F\\\\H\\"));
    // \E\ is an escape character of its own: what follows it is text.
    CHECK(in_utf8("\\E\\XFC\\E\\") == message("UNICODE UTF-8", "\\E\\XFC\\E\\"));
    // Of a UTF-8 sender; a character in two sequences; bytes that are none.
    CHECK(recode(message("", "\\XC3\\\\XBC\\"), into("8859/1"))->text == message("8859/1", "\\XFC\\"));
    CHECK(recode(message("", "\\XFC\\"), into("8859/1"))->text == message("8859/1", "\\XFC\\"));
    const auto lost = recode(message("", "\\XE282AC\\"), into("8859/1"));
    CHECK(lost->text == message("8859/1", "\\X3F\\"));
    CHECK(lost->lost == 1);
    CHECK_FALSE(recode(message("", "\\XE282AC\\"), into("8859/1", unmappable::fail)));
}

TEST_CASE("bytes that are no character of the sender's set mean nothing in another", "[routes][charset]") {
    const std::string kept = "\xF4\x8F\x9F\xBF"; // how FF is kept
    CHECK(recode(message("", "a" + kept), into("UTF-8"))->text == message("UNICODE UTF-8", "a\xEF\xBF\xBD"));
    CHECK(recode(message("", "a" + kept), into("8859/1"))->text == message("8859/1", "a?"));
    CHECK(recode(message("", "a" + kept), into("8859/1"))->lost == 1);
}

TEST_CASE("each output gets its own set, and a route that fails for one goes to none", "[routes][charset]") {
    auto outputs = two_outputs();
    outputs[0].wants.in = into("8859/1");
    outputs[1].wants.in = into("8859/5", unmappable::fail);
    const auto rules = load("routes: { r: { from: in, to: [out, second] } }\n", std::move(outputs));
    REQUIRE(rules.ran);
    const auto latin = rules.ran->run(message_of("PID|ü"), {"in", 0});
    CHECK(latin.copies.empty());
    REQUIRE(latin.failures.size() == 1);
    CHECK(latin.failures.front().text.find("to second: 1 characters are not in ISO-8859-5") != std::string::npos);
    const auto plain = rules.ran->run(message_of("PID|u"), {"in", 0});
    REQUIRE(plain.copies.size() == 2);
    CHECK(plain.copies[0].set->name == "ISO-8859-1");
    CHECK(plain.copies[1].body->find("|8859/5\r") != std::string::npos);
}
