// Everything in a message, in one pass.
#include "parsers/hl7/leaves.hpp"

#include "parsers/hl7/element.hpp"
#include "tests/unit/parsers/hl7/corpora.hpp"

using namespace vagus::hl7;
using namespace std::literals;

namespace {

std::string place_of(const leaf& one) {
    return std::to_string(one.field) + "[" + std::to_string(one.repetition) + "]." + std::to_string(one.component) +
           "." + std::to_string(one.subcomponent);
}

// "3[1].1.1=a 3[1].2.1=b! ..." of the last segment; ! marks one with an escape character.
std::string leaves_of(std::string text) {
    const auto read = message::parse(std::move(text));
    REQUIRE(read);
    std::string all;
    each_leaf(*read, [&](const leaf& one) {
        if (one.segment != read->segments().size()) return;
        all += (all.empty() ? "" : " ") + place_of(one) + "=" + std::string{one.raw} + (one.escaped ? "!" : "");
    });
    return all;
}

// The same by asking for each part by its number.
void look_up_each(const message& read) {
    const auto& marks = read.marks();
    std::uint32_t field = 0;
    std::uint32_t segments = 0;
    each_leaf(read, [&](const leaf& one) {
        const auto& segment = read.segments()[one.segment - 1];
        if (one.segment != segments) REQUIRE(field == (segments == 0 ? 0 : read.segments()[segments - 1].fields()));
        segments = one.segment;
        field = one.field;
        auto text = segment.field(one.field);
        if (!segment.is_header() || one.field > 2) {
            text = part(text, marks.repetition, one.repetition);
            text = part(text, marks.component, one.component);
            text = part(text, marks.subcomponent, one.subcomponent);
            REQUIRE(one.escaped == (marks.escape != '\0' && text.contains(marks.escape)));
        }
        REQUIRE(text.data() == one.raw.data());
        REQUIRE(text.size() == one.raw.size());
    });
}

} // namespace

TEST_CASE("every value has its place, and empty ones too", "[parsers][hl7]") {
    CHECK(leaves_of("MSH|^~\\&|A\rPID|a|b^c&d~e||\\F\\") ==
          "1[1].1.1=a 2[1].1.1=b 2[1].2.1=c 2[1].2.2=d 2[2].1.1=e 3[1].1.1= 4[1].1.1=\\F\\!");
    CHECK(leaves_of("MSH|^~\\&|A^&|") == "1[1].1.1=| 2[1].1.1=^~\\& 3[1].1.1=A 3[1].2.1= 3[1].2.2= 4[1].1.1=");
    CHECK(leaves_of("MSH|^~\\&|A\rPID").empty());
    CHECK(leaves_of("MSH|^~\\&|A\rPID|") == "1[1].1.1=");
    CHECK(leaves_of("MSH|^\rPID|a^b~c&d\\") == "1[1].1.1=a 1[1].2.1=b~c&d\\");
    CHECK(leaves_of("MSH|^~\\&|A\rBHS|^~\\&|x\\F\\^y") == "1[1].1.1=| 2[1].1.1=^~\\& 3[1].1.1=x\\F\\! 3[1].2.1=y");
    CHECK(leaves_of("MSH|^~\\&|A\r\n\r \n  BHS").empty());
    CHECK(leaves_of("\n MSH|^~\\&") == "1[1].1.1=| 2[1].1.1=^~\\&");
}

TEST_CASE("what separates is no value's end in another line, and an escape no other value's", "[parsers][hl7]") {
    const auto read = message::parse("MSH|^~\\&|\\T\\|b\r\n\r\nPID|1^\rPV1\rZZZ||x&y\\\rNTE|z");
    REQUIRE(read);
    std::string all;
    each_leaf(*read, [&](const leaf& one) {
        if (one.segment == 1 && one.field < 3) return;
        all +=
            std::to_string(one.segment) + ":" + place_of(one) + "=" + std::string{one.raw} + (one.escaped ? "! " : " ");
    });
    CHECK(all == "1:3[1].1.1=\\T\\! 1:4[1].1.1=b 2:1[1].1.1=1 2:1[1].2.1= 4:1[1].1.1= 4:2[1].1.1=x 4:2[1].1.2=y\\! "
                 "5:1[1].1.1=z ");
}

TEST_CASE("as many values as are handed over at once come, and one more or less", "[parsers][hl7]") {
    for (std::size_t count = 60; count < 200; ++count) {
        const auto read = message::parse("MSH|^~\\&" + std::string(count, '|'));
        REQUIRE(read);
        std::uint32_t last = 0;
        each_leaf(*read, [&](const leaf& one) { CHECK(one.field == ++last); });
        CHECK(last == count + 2);
    }
}

TEST_CASE("a value is the same in one pass and by its numbers", "[parsers][hl7]") {
    for (std::size_t length = 0; length < 200; ++length) { // around the widths in which the text is searched
        const auto text = std::string(length, 'x') + "^" + std::string(length, 'y') + "&z~" + std::string(length, '|');
        const auto read = message::parse("MSH|^~\\&|" + text + "|" + text + "\rPID|" + text);
        REQUIRE(read);
        look_up_each(*read);
    }
    if (!corpora::present()) return;
    for (const auto& file : corpora::messages()) {
        const auto read = message::parse(corpora::read(file));
        INFO(file);
        if (read) look_up_each(*read);
    }
}

TEST_CASE("all parts of a text in turn are those by number", "[parsers][hl7]") {
    std::vector<std::string_view> seen;
    each_part("a^^b^", '^', [&](std::size_t n, std::string_view one) {
        CHECK(n == seen.size() + 1);
        seen.push_back(one);
        return true;
    });
    CHECK(seen == std::vector<std::string_view>{"a", "", "b", ""});
    std::size_t stopped = 0;
    each_part("a^b^c", '^', [&](std::size_t n, std::string_view) { return (stopped = n) < 2; });
    CHECK(stopped == 2);
    each_part("a\0b"sv, '\0', [&](std::size_t, std::string_view one) { return one == "a\0b"sv; });
}
