// Time is linear in the bytes and memory bounded, whatever they are. A second is long: these take milliseconds where
// nothing is quadratic, and would take hours where something is.
#include "parsers/hl7/draft.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/leaves.hpp"
#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

#include <chrono>
#include <string>

using namespace vagus::hl7;

namespace {

constexpr std::size_t pdf = 100'000'000;

std::size_t values_in(const message& read) {
    std::size_t count = 0;
    each_leaf(read, [&](const leaf&) { ++count; });
    return count;
}

} // namespace

TEST_CASE("an OBX-5 of 100 MB is read where it stands and never copied", "[parsers][hl7]") {
    auto text = "MSH|^~\\&|A\rOBX|1|ED|PDF||^application^pdf^Base64^" + std::string(pdf, 'Q') + "||F\rNTE|1|x\r";
    const auto* where = text.data();
    auto read = message::parse(std::move(text));
    REQUIRE(read);
    CHECK(read->bytes().data() == where);
    CHECK(part(read->read().field("OBX", 5), '^', 5).size() == pdf);
    CHECK(read->read().field("NTE", 2) == "x");
    draft copy{*read};
    REQUIRE(copy.set_field(2, 2, "y"));
    CHECK(copy.read().field("OBX", 5).data() == read->read().field("OBX", 5).data());
    CHECK(values_in(*read) == 16);
}

TEST_CASE("text of nothing but delimiters, escapes, line ends or segments takes linear time", "[parsers][hl7]") {
    const std::size_t count = 4'000'000;
    const auto begun = std::chrono::steady_clock::now();
    for (char c : {'|', '^', '~', '&', '\\', '\r', '\n', ' ', '\t', '"', '\0'}) {
        const auto read = message::parse("MSH|^~\\&|A|" + std::string(count, c) + "\rNTE|1");
        INFO(int{c});
        REQUIRE(read);
        CHECK(values_in(*read) >= 5);
        CHECK(unescape(read->read().field("MSH", 4), read->marks()).size() <= count);
    }
    std::string lines = "MSH|^~\\&|A";
    for (int i = 0; i < 250'000; ++i) lines += "\r\n\r\nOBX|1\rBHS|^"; // a header is read past what it separates
    const auto read = message::parse(lines);
    REQUIRE(read);
    CHECK(values_in(*read) == 750'003);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{60});
}
