// Everything in a segment, in one pass.
#include "parsers/hl7/leaves.hpp"

#include "parsers/hl7/element.hpp"
#include "tests/unit/parsers/hl7/corpora.hpp"

using namespace vagus::hl7;
using namespace std::literals;

namespace {

std::string place(const leaf& one) {
    return std::to_string(one.field) + "[" + std::to_string(one.repetition) + "]." + std::to_string(one.component) +
           "." + std::to_string(one.subcomponent);
}

// "3[1].1.1=a 3[1].2.1=b! ..." of the last segment; ! marks one with an escape character.
std::string leaves_of(std::string text) {
    const auto read = message::parse(std::move(text));
    REQUIRE(read);
    std::string all;
    each_leaf(read->segments().back(), read->marks(), [&](const leaf& one) {
        all += (all.empty() ? "" : " ") + place(one) + "=" + std::string{one.raw} + (one.escaped ? "!" : "");
    });
    return all;
}

// The same by asking for each part by its number.
void look_up_each(const message& read) {
    const auto& marks = read.marks();
    for (const auto& segment : read.segments())
        each_leaf(segment, marks, [&](const leaf& one) {
            auto text = segment.field(one.field);
            if (!segment.is_header() || one.field > 2) {
                text = part(text, marks.repetition, one.repetition);
                text = part(text, marks.component, one.component);
                text = part(text, marks.subcomponent, one.subcomponent);
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
