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
