// Edits: what changes, and that nothing else does.
#include "parsers/hl7/draft.hpp"
#include "tests/support/catch.hpp"

#include <random>

using namespace vagus::hl7;
using namespace std::literals;

namespace {

message parsed(std::string text) {
    auto read = message::parse(std::move(text));
    REQUIRE(read);
    return std::move(*read);
}

} // namespace

TEST_CASE("a draft that is not edited is the message", "[parsers][hl7]") {
    const auto original = parsed("\r\nMSH|^~\\&|A\r\n\r\nPID|1");
    draft copy{original};
    CHECK_FALSE(copy.changed());
    CHECK(copy.bytes() == original.bytes());
    CHECK(copy.read().segments[1].text.data() == original.segments()[1].text.data());
}

TEST_CASE("setting a field touches that field and no other byte", "[parsers][hl7]") {
    const auto original = parsed("\nMSH|^~\\&|A\nPID|1|b|ccc|d\r\n\rZZZ|1\r");
    draft copy{original};
    REQUIRE(copy.set_field(1, 3, "C~CC"));
    CHECK(copy.changed());
    CHECK(copy.bytes() == "\nMSH|^~\\&|A\nPID|1|b|C~CC|d\r\n\rZZZ|1\r");
    CHECK(copy.read().field("PID", 3) == "C~CC");
    CHECK(copy.read().field("PID", 4) == "d");
    CHECK(copy.read().segments[0].text.data() == original.segments()[0].text.data());
    CHECK(copy.read().segments[2].text.data() == original.segments()[2].text.data());
    REQUIRE(copy.set_field(1, 1, ""));
    REQUIRE(copy.set_field(1, 4, "dddd"));
    CHECK(copy.bytes() == "\nMSH|^~\\&|A\nPID||b|C~CC|dddd\r\n\rZZZ|1\r");
    CHECK(original.read().field("PID", 3) == "ccc");
}

TEST_CASE("a field past the last one is padded up to", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\rPID|1\rPV1\r");
    draft copy{original};
    REQUIRE(copy.set_field(0, 6, "F"));
    REQUIRE(copy.set_field(1, 4, "d"));
    REQUIRE(copy.set_field(2, 2, "b"));
    REQUIRE(copy.set_field(2, 3, ""));
    CHECK(copy.bytes() == "MSH|^~\\&|A|||F\rPID|1|||d\rPV1||b|\r");
    CHECK(copy.read().field("MSH", 6) == "F");
    CHECK(copy.read().field("MSH", 5).empty());
    CHECK(copy.read().field("PID", 4) == "d");
    CHECK(copy.read().segments[2].fields() == 3);
    REQUIRE(copy.set_field(1, 2, "b"));
    CHECK(copy.read().field("PID", 4) == "d");
}

TEST_CASE("a header of its id alone counted its separator twice when it was padded", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\rBHS\r");
    draft copy{original};
    REQUIRE(copy.set_field(1, 3, "LAB"));
    CHECK(copy.read().field("BHS", 3) == "LAB");
    CHECK(copy.bytes() == "MSH|^~\\&|A\rBHS||LAB\r");
}

TEST_CASE("setting what is there already changes nothing", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\rPID|1\r");
    draft copy{original};
    CHECK(copy.set_field(1, 1, "1"));
    CHECK_FALSE(copy.changed());
    CHECK(copy.read().segments[1].text.data() == original.segments()[1].text.data());
}

TEST_CASE("what would break the message is refused and changes nothing", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\rBHS|^~\\&\rPID|1\r");
    draft copy{original};
    CHECK_FALSE(copy.set_field(0, 1, "$"));
    CHECK_FALSE(copy.set_field(0, 2, "^~"));
    CHECK_FALSE(copy.set_field(1, 2, "^~"));
    CHECK_FALSE(copy.set_field(2, 0, "x"));
    CHECK_FALSE(copy.set_field(3, 1, "x"));
    CHECK_FALSE(copy.set_field(2, 1, "x|y"));
    CHECK_FALSE(copy.set_field(2, 1, "x\rNTE"));
    CHECK_FALSE(copy.set_field(2, 1, "x\n"));
    CHECK_FALSE(copy.set_field(2, last_field + 1, "x"));
    CHECK_FALSE(copy.insert_segment(0, "NTE|1"));
    CHECK_FALSE(copy.insert_segment(4, "NTE|1"));
    CHECK_FALSE(copy.insert_segment(1, "NTE|1\r"));
    CHECK_FALSE(copy.insert_segment(1, "nte|1"));
    CHECK_FALSE(copy.insert_segment(1, "NTE1|1"));
    CHECK_FALSE(copy.insert_segment(1, "MSH|^~\\&|B"));
    CHECK_FALSE(copy.insert_segment(1, ""));
    CHECK_FALSE(copy.replace_segment(0, "NTE|1"));
    CHECK_FALSE(copy.replace_segment(1, "MSH|^~\\&|B"));
    CHECK_FALSE(copy.replace_segment(3, "NTE|1"));
    CHECK_FALSE(copy.erase_segment(0));
    CHECK_FALSE(copy.erase_segment(3));
    CHECK_FALSE(copy.move_segment(0, 1));
    CHECK_FALSE(copy.move_segment(1, 0));
    CHECK_FALSE(copy.move_segment(1, 3));
    CHECK_FALSE(copy.move_segment(3, 1));
    for (const std::vector<std::size_t>& order :
         {std::vector<std::size_t>{0, 1}, {0, 1, 2, 3}, {1, 0, 2}, {0, 1, 1}, {0, 1, 3}, {}})
        CHECK_FALSE(copy.reorder(order));
    CHECK_FALSE(copy.changed());
    CHECK(copy.bytes() == original.bytes());
    CHECK(copy.set_field(2, last_field, "x"));
}

TEST_CASE("segments come and go with the line ends of their neighbours", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\r\nPID|1\n\nPV1|1");
    draft copy{original};
    REQUIRE(copy.insert_segment(1, "EVN|A01"));
    CHECK(copy.bytes() == "MSH|^~\\&|A\r\nEVN|A01\r\nPID|1\n\nPV1|1");
    REQUIRE(copy.insert_segment(3, "NTE|1|x"));
    CHECK(copy.bytes() == "MSH|^~\\&|A\r\nEVN|A01\r\nPID|1\n\nNTE|1|x\nPV1|1");
    REQUIRE(copy.insert_segment(5, "ZZZ"));
    CHECK(copy.bytes() == "MSH|^~\\&|A\r\nEVN|A01\r\nPID|1\n\nNTE|1|x\nPV1|1\r\nZZZ");
    REQUIRE(copy.set_field(3, 2, "y"));
    copy.erase_segment(1);
    copy.erase_segment(3);
    CHECK(copy.bytes() == "MSH|^~\\&|A\r\nPID|1\n\nNTE|1|y\nZZZ");
    CHECK(copy.read().field("NTE", 2) == "y");
}

TEST_CASE("repetitions come, go and move, and the rest of the field stays", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\rPID|1||a^1~b^2~~c|d\r");
    draft copy{original};
    REQUIRE(copy.move_repetition(1, 3, 1, 4));
    CHECK(copy.read().field("PID", 3) == "b^2~~c~a^1");
    REQUIRE(copy.move_repetition(1, 3, 4, 2));
    CHECK(copy.read().field("PID", 3) == "b^2~a^1~~c");
    REQUIRE(copy.erase_repetition(1, 3, 3));
    REQUIRE(copy.insert_repetition(1, 3, 1, "x&y"));
    REQUIRE(copy.insert_repetition(1, 3, 5, "z"));
    CHECK(copy.bytes() == "MSH|^~\\&|A\rPID|1||x&y~b^2~a^1~c~z|d\r");
    REQUIRE(copy.insert_repetition(1, 6, 1, "new"));
    REQUIRE(copy.erase_repetition(1, 1, 1));
    CHECK(copy.bytes() == "MSH|^~\\&|A\rPID|||x&y~b^2~a^1~c~z|d||new\r");
}

TEST_CASE("a repetition that is not there, or is more than one, is refused", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\rPID|1||a~b\r");
    draft copy{original};
    CHECK_FALSE(copy.insert_repetition(1, 3, 4, "x"));
    CHECK_FALSE(copy.insert_repetition(1, 3, 0, "x"));
    CHECK_FALSE(copy.insert_repetition(1, 3, 1, "x~y"));
    CHECK_FALSE(copy.insert_repetition(1, 3, 1, "x|y"));
    CHECK_FALSE(copy.insert_repetition(2, 3, 1, "x"));
    CHECK_FALSE(copy.insert_repetition(0, 2, 1, "x"));
    CHECK_FALSE(copy.erase_repetition(1, 3, 3));
    CHECK_FALSE(copy.erase_repetition(1, 4, 1));
    CHECK_FALSE(copy.move_repetition(1, 3, 1, 3));
    CHECK_FALSE(copy.move_repetition(1, 3, 0, 1));
    CHECK_FALSE(copy.changed());
    const auto alone = parsed("MSH|^|A\rPID|1\r");
    draft one{alone};
    CHECK_FALSE(one.insert_repetition(1, 1, 2, "x"));
    CHECK(one.insert_repetition(1, 2, 1, "x"));
}

TEST_CASE("segments move, and line ends stay", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\r\nAAA|1\n\nBBB|2\rCCC|3");
    draft copy{original};
    CHECK(copy.move_segment(2, 2));
    CHECK(copy.reorder(std::vector<std::size_t>{0, 1, 2, 3}));
    CHECK_FALSE(copy.changed());
    REQUIRE(copy.move_segment(1, 3));
    CHECK(copy.bytes() == "MSH|^~\\&|A\r\nBBB|2\n\nCCC|3\rAAA|1");
    REQUIRE(copy.move_segment(3, 1));
    CHECK(copy.bytes() == original.bytes());
    REQUIRE(copy.reorder(std::vector<std::size_t>{0, 3, 1, 2}));
    CHECK(copy.bytes() == "MSH|^~\\&|A\r\nCCC|3\n\nAAA|1\rBBB|2");
    CHECK(copy.read().segments[1].text.data() == original.segments()[3].text.data());
}

TEST_CASE("any row of edits does what it would do to lists of fields", "[parsers][hl7]") {
    using fields = std::vector<std::string>;
    const auto original = parsed("\nMSH|^~\\&|A\r\nPID|1|b|c\r\rZZZ\nOBX|1||x~y|");
    std::mt19937 random{11};
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random); };
    for (int round = 0; round < 300; ++round) {
        draft copy{original};
        std::vector<fields> model{{"MSH", "^~\\&", "A"}, {"PID", "1", "b", "c"}, {"ZZZ"}, {"OBX", "1", "", "x~y", ""}};
        for (auto edits = below(12); edits > 0; --edits) {
            const auto at = 1 + below(4);
            const auto to = 1 + below(4);
            const auto text = std::string(below(3), 'v');
            switch (below(5)) {
            case 0:
                if (!copy.set_field(at, to, text)) break;
                if (model[at].size() <= to) model[at].resize(to + 1);
                model[at][to] = text;
                break;
            case 1:
                if (copy.insert_segment(at, "NTE|" + text))
                    model.insert(model.begin() + static_cast<std::ptrdiff_t>(at), {"NTE", text});
                break;
            case 2:
                if (copy.erase_segment(at)) model.erase(model.begin() + static_cast<std::ptrdiff_t>(at));
                break;
            case 3:
                if (copy.replace_segment(at, "PV1|" + text)) model[at] = {"PV1", text};
                break;
            default:
                if (!copy.move_segment(at, to)) break;
                auto moved = model[at];
                model.erase(model.begin() + static_cast<std::ptrdiff_t>(at));
                model.insert(model.begin() + static_cast<std::ptrdiff_t>(to), moved);
            }
        }
        const auto again = parsed(copy.bytes());
        REQUIRE(again.segments().size() == model.size());
        for (std::size_t i = 0; i < model.size(); ++i) {
            std::string text = model[i][0];
            for (std::size_t n = 1; n < model[i].size(); ++n) text += "|" + model[i][n];
            CHECK(again.segments()[i].text == text);
            CHECK(copy.read().segments[i].text == text);
        }
    }
}

TEST_CASE("a lone MSH without an end takes a segment", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A");
    draft copy{original};
    REQUIRE(copy.insert_segment(1, "PID|1"));
    CHECK(copy.bytes() == "MSH|^~\\&|A\rPID|1");
}

TEST_CASE("a draft may move, with all its edits", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\rPID|1\r");
    draft first{original};
    REQUIRE(first.set_field(1, 1, "2"));
    draft second{std::move(first)};
    CHECK(second.read().field("PID", 1) == "2");
    CHECK(second.bytes() == "MSH|^~\\&|A\rPID|2\r");
}

TEST_CASE("a segment is found again by its serial wherever edits move it, and never once it is gone",
          "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\rAAA|1\rBBB|2\rCCC|3\r");
    draft copy{original};
    const auto second = copy.serial_of(2);
    const auto before = copy.layout();
    REQUIRE(copy.set_field(2, 1, "x"));
    CHECK(copy.layout() == before);
    REQUIRE(copy.insert_segment(1, "ZZZ|0"));
    CHECK(copy.layout() != before);
    CHECK(copy.find(second) == 3);
    REQUIRE(copy.move_segment(3, 1));
    CHECK(copy.find(second, 4) == 1);
    REQUIRE(copy.erase_segment(1));
    REQUIRE(copy.insert_segment(1, "BBB|2"));
    CHECK_FALSE(copy.find(second));
}

TEST_CASE("edits are taken back to what was saved, byte for byte", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\rAAA|1\rBBB|2");
    draft copy{original};
    auto untouched = copy.save();
    REQUIRE(copy.set_field(1, 1, "x"));
    auto once = copy.save();
    REQUIRE(copy.insert_segment(3, "ZZZ|0"));
    REQUIRE(copy.set_field(1, 1, "y"));
    REQUIRE(copy.erase_segment(2));
    copy.restore(std::move(once));
    CHECK(copy.bytes() == "MSH|^~\\&|A\rAAA|x\rBBB|2");
    copy.restore(std::move(untouched));
    CHECK_FALSE(copy.changed());
    CHECK(copy.bytes() == original.bytes());
}

TEST_CASE("several segments go at once, never the MSH, and only by numbers that count up", "[parsers][hl7]") {
    const auto original = parsed("MSH|^~\\&|A\rAAA|1\rBBB|2\rCCC|3\r");
    draft copy{original};
    const auto erase = [&](std::vector<std::size_t> which) { return copy.erase_segments(which); };
    CHECK_FALSE(erase({0, 1}));
    CHECK_FALSE(erase({2, 1}));
    CHECK_FALSE(erase({1, 1}));
    CHECK_FALSE(erase({3, 4}));
    CHECK_FALSE(copy.changed());
    REQUIRE(erase({1, 3}));
    CHECK(copy.bytes() == "MSH|^~\\&|A\rBBB|2\r");
}
