// The edge cases of the corpora, one by one: what other parsers got wrong.
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/message.hpp"
#include "tests/unit/parsers/hl7/corpora.hpp"

using namespace vagus::hl7;
using namespace std::literals;

namespace {

std::string edge_case(std::string_view number) {
    for (const auto& entry : std::filesystem::directory_iterator{corpora::folder() / "edge_cases"})
        if (entry.path().filename().string().starts_with(number)) return corpora::read(entry.path());
    return {};
}

message accepted(std::string_view number) {
    auto read = message::parse(edge_case(number));
    INFO("edge case " << number << ": " << (read ? "" : to_text(read.error())));
    REQUIRE(read);
    return std::move(*read);
}

std::string refused(std::string_view number) {
    const auto read = message::parse(edge_case(number));
    REQUIRE_FALSE(read);
    return read.error().where + " at " + std::to_string(read.error().offset);
}

} // namespace

TEST_CASE("edge cases: delimiters", "[parsers][hl7][corpora]") {
    if (!corpora::present()) return;
    const auto truncation = accepted("01");
    CHECK(truncation.read().field("MSH", 2) == "^~\\&#");
    CHECK(truncation.read().field("MSH", 3) == "");
    CHECK(part(truncation.read().field("MSH", 9), '^', 1) == "ORU");
    CHECK(truncation.read().field("PID", 3) == "12#34");

    const auto vista = accepted("02");
    CHECK(vista.marks() == delimiters{'^', '~', '|', '\\', '&', '\0'});
    CHECK(part(vista.read().field("MSH", 4), '~', 2) == "DAYTDEV.FO-BAYPINES.MED.VA.GOV");
    CHECK(part(vista.read().field("MSH", 9), '~', 2) == "R01");
    CHECK(part(vista.read().field("OBX", 3), '~', 2) == "PAIN");

    const auto dollar = accepted("03");
    CHECK(part(dollar.read().field("PID", 5), '%', 1) == "EVERYWOMAN");
    CHECK(part(dollar.read().field("PID", 5), '%', 6) == "L");
    CHECK(dollar.read().field("MSH", 9).data() == nullptr);

    const auto three = accepted("04");
    CHECK(three.read().field("MSH", 2) == "^~&");
    CHECK(three.marks() == delimiters{'|', '^', '~', '\0', '&', '\0'});

    CHECK(refused("05") == "MSH-2 at 4");
}

TEST_CASE("edge cases: escapes", "[parsers][hl7][corpora]") {
    if (!corpora::present()) return;
    const auto lone = accepted("06");
    CHECK(lone.read().field("ZZ1", 5) == "a\\");
    CHECK(unescape(lone.read().field("ZZ1", 4), lone.marks()) == "BSV 4\\5 re.");

    const auto at_end = accepted("07");
    CHECK(unescape(part(part(at_end.read().field("PID", 3), '~', 2), '^', 2), at_end.marks()) == "\\");

    const auto nested = accepted("08");
    const auto text = unescape(nested.read().field("MSA", 3), nested.marks());
    CHECK(text == "Double encoded value: \\T\\");
    CHECK(escape(text, nested.marks()) == nested.read().field("MSA", 3));

    const auto hex = accepted("09");
    const auto nte = hex.segments()[1];
    CHECK(unescape(nte.field(3), hex.marks()) == "T\xC3\xA4glich 1 Tablette");
    CHECK(unescape(nte.field(4), hex.marks()) == "\xE6\xAF\x8F\xE5\xA4\xA9\xE6\x9C\x8D\xE7\x94\xA8");
    CHECK(unescape(hex.segments()[2].field(3), hex.marks()) == "\xE1\xE9\xED");

    const auto formatting = accepted("10");
    const auto obx = formatting.read().field("OBX", 5);
    CHECK(unescape(obx, formatting.marks()) == obx);
}

TEST_CASE("edge cases: segments and fields", "[parsers][hl7][corpora]") {
    if (!corpora::present()) return;
    const auto null = accepted("11");
    CHECK(null.read().field("EVN", 3).data() != nullptr);
    CHECK(null.read().field("EVN", 3) == "");
    CHECK(null.read().field("EVN", 4) == "\"\"");
    CHECK(part(part(null.read().field("PID", 3), '~', 2), '^', 1) == "\"\"");

    CHECK(accepted("12").segments().size() == 3);

    const auto bare = accepted("13");
    REQUIRE(bare.segments().size() == 3);
    CHECK(bare.segments()[1].text == "PID");
    CHECK(bare.segments()[1].fields() == 0);
    CHECK(bare.read().field("PID", 3).data() == nullptr);

    const auto repetitions = accepted("14");
    CHECK(parts(repetitions.read().field("PID", 3), '~') == 2);
    CHECK(part(repetitions.read().field("PID", 3), '~', 1) == "");
    CHECK(parts(repetitions.read().field("PID", 4), '~') == 3);
    CHECK(parts(repetitions.read().field("PID", 6), '~') == 3);

    const auto extra = accepted("15");
    CHECK(part(extra.read().field("MSH", 3), '~', 3) == "three");
    CHECK(part(extra.read().field("MSH", 10), '^', 1) == "A");
    CHECK(part(part(extra.read().field("PID", 1), '^', 1), '&', 2) == "y");
    CHECK(part(part(extra.read().field("PID", 1), '^', 2), '&', 2) == "z");

    CHECK(accepted("16").segments().size() == 4);
    CHECK(refused("17") == "segment 3 at 82");
    CHECK(refused("18") == "segment 2 at 55");
    CHECK(accepted("21").segments().size() == 3);
    CHECK(accepted("24").bytes() == edge_case("24"));
    CHECK(accepted("25").read().field("MSH", 9) == "ORU^R01");
}

TEST_CASE("edge cases: what is no single message is refused", "[parsers][hl7][corpora]") {
    if (!corpora::present()) return;
    CHECK(refused("19") == "MSH-2 at 4");
    CHECK(refused("20") == "segment 2 at 21");
    CHECK(refused("22") == "segment 1 at 0");
    CHECK(refused("23") == "segment 3 at 97");
}
