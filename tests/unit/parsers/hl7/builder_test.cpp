// Messages from nothing.
#include "parsers/hl7/builder.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::hl7;

TEST_CASE("a message is built segment by segment, and is one by the letter", "[parsers][hl7]") {
    builder made;
    made.segment("MSH", {"LAB", "SITE", "", "", "2027", "", made.components({"ORU", "R01"}), "7", "P", "2.5"})
        .segment("PID", {"1", "", made.repetitions({made.components({"12", "", "", "MPI"}), "77"}), "", "", ""})
        .segment("ZZ1", {});
    const auto bytes = std::move(made).bytes();
    CHECK(bytes == "MSH|^~\\&|LAB|SITE|||2027||ORU^R01|7|P|2.5\rPID|1||12^^^MPI~77\rZZ1\r");
    CHECK(message::parse(bytes, strictness::strict));
}

TEST_CASE("what is built reads back, whatever the delimiters and the texts are", "[parsers][hl7]") {
    const auto* const odd = R"(a|b^c~d\e&f$g%h#i)"
                            "\rj\nk";
    for (const auto& marks : {delimiters{}, delimiters{'$', '%', '~', '?', '&', '#'}}) {
        builder made{marks};
        made.segment("MSH", {made.value(odd)})
            .segment("NTE", {made.components({"", made.subcomponents({"x", made.value(odd)})})});
        const auto whole = message::parse(std::move(made).bytes(), strictness::strict);
        REQUIRE(whole);
        CHECK(whole->marks() == marks);
        CHECK(unescape(whole->read().field("MSH", 3), marks) == odd);
        const auto second = part(whole->read().field("NTE", 1), marks.component, 2);
        CHECK(unescape(part(second, marks.subcomponent, 2), marks) == odd);
    }
}

TEST_CASE("a delimiter that a message does not have joins nothing", "[parsers][hl7]") {
    builder made{{'|', '^', '\0', '\0', '\0', '\0'}};
    made.segment("MSH", {made.repetitions({"a", "b"}), made.subcomponents({"c", "d"}), made.value("x|y")});
    CHECK(std::move(made).bytes() == "MSH|^|a|c|x y\r");
}
