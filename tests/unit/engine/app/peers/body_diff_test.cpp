// Bodies against files that have them as they should be.
#include "engine/app/peers/body_diff.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::peers;
using sentences = std::vector<std::string>;

TEST_CASE("JSON is compared by pointers, whatever the order of its keys", "[peers][body_diff]") {
    const std::string got = R"({"a": 1, "b": {"c/d": ["x", "y"]}, "t": "now"})";
    CHECK(body_differences(got, R"({"t": "now", "b": {"c/d": ["x", "y"]}, "a": 1})").empty());
    CHECK(body_differences(got, R"({"a": 1, "b": {"c/d": ["x", "z"]}})") ==
          sentences{"/b/c~1d/1 is 'y', expected 'z'", "/t is 'now', expected absent"});
    CHECK(body_differences(got, R"({"a": 1, "b": {"c/d": ["x", "y", "z"]}, "t": "then"})", {{"/t"}, {}}) ==
          sentences{"/b/c~1d/2 is absent, expected 'z'"});
    CHECK(body_differences(got, R"({"a": 1, "b": 2})", {{"/t", "/b"}, {}}).empty()); // with all that is below it
    CHECK(body_differences(R"({"n": 5.40})", R"({"n": 5.4})") == sentences{"/n is '5.40', expected '5.4'"});
    CHECK(body_differences(R"({"n": "5"})", R"({"n": 5})").size() == 1); // a text is no number
}

TEST_CASE("HL7 is compared by paths, whatever its line ends", "[peers][body_diff]") {
    const std::string got = "MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\rPID|1||4711\r";
    CHECK(body_differences(got, "MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\nPID|1||4711\n").empty());
    CHECK(body_differences(got, "MSH|^~\\&|A|B|||2025||ADT^A08|7|P|2.5\nPID|1||4712\n", {{}, {{"MSH", 7, {}, {}}}}) ==
          sentences{"PID-3 is '4711', expected '4712'"});
    CHECK(body_differences("some text", "some text").empty());
    CHECK(body_differences(got, "some text") == sentences{"the file is no HL7 message, and what came is one"});
    const auto broken = body_differences(R"({"a": 1})", R"({"a": 1)");
    REQUIRE(broken.size() == 1);
    CHECK(broken.front().starts_with("the file is no JSON ("));
    CHECK(body_differences("some text", "another") == sentences{"the text is another one"});
}

TEST_CASE("of many differences the first are told, and how many more there are", "[peers][body_diff]") {
    std::string got = "[0", expected = "[1";
    for (std::size_t i = 1; i < differences_told; ++i) got += ",0", expected += ",1";
    CHECK(body_differences(got + "]", expected + "]").size() == differences_told);
    const auto one_more = body_differences(got + ",0]", expected + ",1]");
    REQUIRE(one_more.size() == differences_told + 1);
    CHECK(one_more.back() == "and 1 more differences");
}
