// Writing at paths.
#include "parsers/path/write.hpp"

#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace path = vagus::path;
namespace hl7 = vagus::hl7;

namespace {

constexpr auto head = "MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\r";

// What becomes of the one segment `body` behind an MSH.
struct editor {
    explicit editor(std::string body)
        : message{hl7::message::parse(head + body + "\r").value()}
        , copy{message} {}

    vagus::result<bool, path::refusal> set(const char* where, const char* text) {
        return path::assign(copy, path::parse(where).value(), text, {copy.read(), cost});
    }
    vagus::result<bool, path::refusal> raw(const char* where, const char* text) {
        return path::assign_raw(copy, path::parse(where).value(), text, {copy.read(), cost});
    }
    vagus::result<bool, path::refusal> erase(const char* where, path::reach far = path::reach::every_match) {
        return path::erase(copy, path::parse(where).value(), far, {copy.read(), cost});
    }
    std::string body() const {
        auto bytes = copy.bytes();
        REQUIRE(bytes.starts_with(head));
        auto rest = bytes.substr(std::string{head}.size());
        if (rest.ends_with('\r')) rest.pop_back();
        return rest;
    }

    hl7::message message;
    hl7::draft copy;
    path::budget cost{100'000};
};

std::string after_set(std::string body, const char* where, const char* text) {
    editor in{std::move(body)};
    auto done = in.set(where, text);
    return done ? in.body() : "refused: " + done.error();
}
std::string after_raw(std::string body, const char* where, const char* text) {
    editor in{std::move(body)};
    auto done = in.raw(where, text);
    return done ? in.body() : "refused: " + done.error();
}
std::string after_erase(std::string body, const char* where, path::reach far = path::reach::every_match) {
    editor in{std::move(body)};
    auto done = in.erase(where, far);
    return done ? in.body() : "refused: " + done.error();
}

bool refused_untouched(std::string body, const char* where, const char* text) {
    editor in{std::move(body)};
    return !in.set(where, text) && !in.raw(where, text) && !in.copy.changed();
}

} // namespace

TEST_CASE("an edit that is refused has made nothing on its way", "[path][write]") {
    CHECK(refused_untouched("PID|1", "ZZP-1[2]", "X"));             // no ZZP, then a gap in its repetitions
    CHECK(refused_untouched("PID|1", "ZZP-1[.2 == 'x'].1", "X"));   // no ZZP, then a condition that fits nothing
    CHECK(refused_untouched("OBX|1~2\rOBX|1", "OBX[*]-1[3]", "X")); // the first takes it, the second has a gap
    CHECK(refused_untouched("PID|1", "BHS-3", "X"));
    CHECK(refused_untouched("PID|1", "ZZP[2]-1", "X"));
}

TEST_CASE("text is written where the path says, and the rest stays", "[path][write]") {
    CHECK(after_set("PID|1||a^b~c", "PID-3.1", "X") == "PID|1||X^b~c");
    CHECK(after_set("PID|1||a^b~c", "PID-3", "X") == "PID|1||X~c");
    CHECK(after_set("PID|1||a^b~c", "PID-3[2].3", "X") == "PID|1||a^b~c^^X");
    CHECK(after_set("PID|1||a^b~c", "PID-3[last]", "X") == "PID|1||a^b~X");
    CHECK(after_set("PID|1||a^b&c", "PID-3.2.2", "X") == "PID|1||a^b&X");
    CHECK(after_set("PID|1||a~b", "PID-3[*].2", "X") == "PID|1||a^X~b^X");
    CHECK(after_set("PID|1||a~~b~", "PID-3[*].2", "X") == "PID|1||a^X~~b^X~");
    CHECK(after_set("PID|1||1^^^^NI~2^^^^MR", "PID-3[.5 == 'MR'].1", "X") == "PID|1||1^^^^NI~X^^^^MR");
}

TEST_CASE("a component is set whole, and rewritten as it is read, by its first subcomponent", "[path][write]") {
    CHECK(after_set("PID|1||a^b&c", "PID-3.2", "X") == "PID|1||a^X"); // an old name or OID beside it would be wrong
    CHECK(after_set("PID|1||a^b&c", "PID-3.2.1", "X") == "PID|1||a^X&c");
    CHECK(after_raw("PID|1||a^b&c", "PID-3.2", "X") == "PID|1||a^X");
    CHECK(after_erase("PID|1||a^b&c", "PID-3.2") == "PID|1||a^");
    editor in{"PID|1||a^b&c&d^e"};
    const auto shout = [](std::string_view code) { return std::optional{std::string{code} + "!"}; };
    CHECK(path::rewrite(in.copy, path::parse("PID-3.2").value(), shout, {in.copy.read(), in.cost}) == true);
    CHECK(in.body() == "PID|1||a^b!&c&d^e");
}

TEST_CASE("what is not there is made", "[path][write]") {
    CHECK(after_set("PID|1", "PID-5.2", "X") == "PID|1||||^X");
    CHECK(after_set("PID|1||a", "PID-3[new].1", "X") == "PID|1||a~X");
    CHECK(after_set("PID|1||", "PID-3[new].1", "X") == "PID|1||X");
    CHECK(after_set("PID|1||a", "PID-3[2]", "X") == "PID|1||a~X");
    CHECK(after_set("PID|1", "ZPI-2", "X") == "PID|1\rZPI||X");
    CHECK(after_set("PID|1", "OBX[1]-1", "X") == "PID|1\rOBX|X");
    CHECK(after_set("OBX|1", "OBX[new]-1", "2") == "OBX|1\rOBX|2");
}

TEST_CASE("a segment that is not there is made at its place in the structure", "[path][write]") {
    CHECK(after_set("EVN|A08\rPID|1\rPV1|1", "PD1-4", "X") == "EVN|A08\rPID|1\rPD1||||X\rPV1|1");
    CHECK(after_set("EVN|A08\rPID|1\rNK1|1\rPV1|1", "NK1[new]-1", "2") == "EVN|A08\rPID|1\rNK1|1\rNK1|2\rPV1|1");
    CHECK(after_set("EVN|A08\rPID|1\rPV1|1", "ZPI-1", "X") == "EVN|A08\rPID|1\rPV1|1\rZPI|X");
}

TEST_CASE("an empty text makes nothing that is not there", "[path][write]") {
    CHECK(after_set("PID|1", "PID-30.4", "") == "PID|1");
    CHECK(after_set("PID|1", "ZPI-1", "") == "PID|1");
    CHECK(after_set("PID|1||a", "PID-3[new]", "") == "PID|1||a");
    CHECK(after_set("PID|1||~b", "PID-3[*]", "") == "PID|1||~");
    CHECK(after_set("PID|1", "ZPI-3[*].4", "X") == "PID|1"); // every one of none
    CHECK(after_set("PID|1||a^b", "PID-3.2", "") == "PID|1||a^");
}

TEST_CASE("a gap, a condition that fits nothing and the delimiters are refused", "[path][write]") {
    CHECK(after_set("PID|1||a", "PID-3[3]", "X") == "refused: PID-3[3] would leave a gap: the field has 1 repetitions");
    CHECK(after_set("OBX|1", "OBX[3]-5", "X") == "refused: OBX[3] would leave a gap: there are 1");
    CHECK(after_set("PID|1||a", "PID-3[.5 == 'MR'].1", "X").starts_with("refused: PID-3[.5 == 'MR'].1 fits nothing"));
    CHECK(after_set("OBX|1", "OBX[-1 == '2']-5", "X").starts_with("refused: OBX[-1 == '2'] fits nothing"));
    CHECK(after_set("PID|1", "MSH-2", "X").starts_with("refused: MSH-2"));
    CHECK(after_set("PID|1", "PID", "X") == "refused: PID is a whole segment: name a field of it");
    CHECK(after_erase("PID|1", "MSH").starts_with("refused: MSH"));
}

TEST_CASE("delimiters in a text are escaped, raw text is not", "[path][write]") {
    CHECK(after_set("PID|1", "PID-2", "a|b^c~d&e\\f") == "PID|1|a\\F\\b\\S\\c\\R\\d\\T\\e\\E\\f");
    CHECK(after_set("PID|1", "PID-2", "a\rb") == "PID|1|a\\X0D\\b");
    CHECK(after_raw("PID|1", "PID-2", "a^b~c&d") == "PID|1|a^b~c&d");
    CHECK(after_raw("PID|1|x", "PID-2", "a|b").starts_with("refused: PID-2"));
}

TEST_CASE("raw text replaces a field whole, a repetition alone, or a segment", "[path][write]") {
    CHECK(after_raw("PID|1||a~b", "PID-3", "x^y") == "PID|1||x^y");
    CHECK(after_raw("PID|1||a~b", "PID-3[1]", "x^y") == "PID|1||x^y~b");
    CHECK(after_raw("PID|1||a", "PID-3[new]", "x~y") == "PID|1||a~x~y");
    CHECK(after_raw("PID|1\rZPI|2", "ZPI", "PID|7|8") == "PID|1\rZPI|7|8");
    CHECK(after_raw("PID|1", "ZPI", "PID|7|8") == "PID|1\rZPI|7|8");
}

TEST_CASE("erasing takes every match, or the first alone", "[path][write]") {
    CHECK(after_erase("PID|1||a~b|c", "PID-3") == "PID|1|||c");
    CHECK(after_erase("PID|1||a~b~c", "PID-3[2]") == "PID|1||a~c");
    CHECK(after_erase("PID|1||a^1~b^2", "PID-3.2") == "PID|1||a^~b^");
    CHECK(after_erase("PID|1||1^^^^MR~2^^^^NI~3^^^^MR", "PID-3[.5 == 'MR']") == "PID|1||2^^^^NI");
    CHECK(after_erase("PID|1||1^^^^MR~2^^^^MR", "PID-3[.5 == 'MR']", path::reach::as_written) == "PID|1||2^^^^MR");
    CHECK(after_erase("PID|1||a~b", "PID-3[*]") == "PID|1||");
    CHECK(after_erase("OBX|1\rNTE|x\rOBX|2", "OBX") == "NTE|x");
    CHECK(after_erase("OBX|1\rNTE|x\rOBX|2", "OBX[2]") == "OBX|1\rNTE|x");
    CHECK(after_erase("OBX|1|x\rOBX|2|y", "OBX[-1 == '2']") == "OBX|1|x");
    CHECK(after_erase("PID|1", "PID-30") == "PID|1");
}

TEST_CASE("what is in a group is written where it is, and never made there", "[path][write]") {
    const auto* const text =
        "MSH|^~\\&|A|B|||2026||ORU^R01|7|P|2.5\rPID|1\rOBR|1\rOBX|1||a\rOBX|2||b\rOBR|2\rOBX|1||c\r";
    const auto message = hl7::message::parse(text).value();
    const auto after = [&](const char* where, auto edit) -> std::string {
        hl7::draft copy{message};
        path::budget cost{100'000};
        const auto done = edit(copy, path::parse(where).value(), cost);
        const auto bytes = copy.bytes();
        return done ? bytes.substr(bytes.find("OBR")) : "refused: " + done.error();
    };
    const auto set = [](auto& copy, const auto& p, auto& cost) {
        return path::assign(copy, p, "X", path::scope{copy.read(), cost});
    };
    const auto erased = [](auto& copy, const auto& p, auto& cost) {
        return path::erase(copy, p, path::reach::every_match, path::scope{copy.read(), cost});
    };
    CHECK(after("ORDER_OBSERVATION[2]/OBX-3", set) == "OBR|1\rOBX|1||a\rOBX|2||b\rOBR|2\rOBX|1||X\r");
    CHECK(after("/PATIENT_RESULT/ORDER_OBSERVATION[1]/OBX[*]-3", set) ==
          "OBR|1\rOBX|1||X\rOBX|2||X\rOBR|2\rOBX|1||c\r");
    CHECK(after("ORDER_OBSERVATION[1]/OBX[last]-3", set) == "OBR|1\rOBX|1||a\rOBX|2||X\rOBR|2\rOBX|1||c\r");
    CHECK(after("ORDER_OBSERVATION[1]/OBX", erased) == "OBR|1\rOBR|2\rOBX|1||c\r");
    CHECK(after("ORDER_OBSERVATION[3]/OBX-3", set) ==
          "refused: ORDER_OBSERVATION[3]/OBX is not there, and groups are not made: write OBX alone");
    CHECK(after("ORDER_OBSERVATION[2]/OBX[new]-3", set).starts_with("refused: ORDER_OBSERVATION[2]/OBX[new]-3 would"));
}

TEST_CASE("a segment is replaced where it stands, by what differs alone", "[path][write]") {
    editor in{"ZPI|1\rPID|2\rZPI|3"};
    CHECK(in.raw("ZPI[*]", "XXX|1") == true);
    CHECK(in.body() == "ZPI|1\rPID|2\rZPI|1");
    CHECK(in.raw("ZPI[*]", "XXX|1") == false);
    CHECK(in.raw("ZPI", "XXX|1\rOBX|1").has_value() == false);
    CHECK(in.body() == "ZPI|1\rPID|2\rZPI|1");
}

TEST_CASE("writing what stands there already is no change", "[path][write]") {
    editor in{"PID|1||a^b"};
    CHECK(in.set("PID-3.2", "b") == false);
    CHECK(in.erase("PID-4") == false);
    CHECK_FALSE(in.copy.changed());
    CHECK(in.set("PID-3.2", "c") == true);
    CHECK(in.copy.changed());
}

TEST_CASE("a subcomponent is refused where the message has no delimiter for it", "[path][write]") {
    auto message = hl7::message::parse("MSH|^~\\|A\rPID|1\r").value();
    hl7::draft copy{message};
    path::budget cost{100};
    auto done = path::assign(copy, path::parse("PID-3.1.2").value(), "x", {copy.read(), cost});
    REQUIRE_FALSE(done);
    CHECK(done.error().find("no delimiter for subcomponents") != std::string::npos);
}

TEST_CASE("a NUL separates no repetitions where the message has no delimiter for them", "[path][write]") {
    const auto body = std::string{"PID|1||a\0b\r", 11};
    auto message = hl7::message::parse("MSH|^|A\r" + body).value();
    hl7::draft copy{message};
    path::budget cost{100};
    CHECK(path::read_all(path::parse("PID-3[*]").value(), {copy.read(), cost}, path::reach::as_written).size() == 1);
    for (const auto* where : {"PID-3[new]", "PID-3[2]", "ZZP-1[2]"}) {
        auto done = path::assign(copy, path::parse(where).value(), "x", {copy.read(), cost});
        REQUIRE_FALSE(done);
    }
    CHECK(path::erase(copy, path::parse("PID-3[1]").value(), path::reach::every_match,
                      path::scope{copy.read(), cost}) == true);
    CHECK(copy.bytes() == "MSH|^|A\rPID|1||\r");
}

TEST_CASE("every element goes through the change, in one pass", "[path][write]") {
    editor in{"PID|1||a^1~b^2~c^3"};
    auto shout = [](std::string_view code) -> std::optional<std::string> {
        if (code == "b") return std::nullopt;
        return std::string{code} + "&";
    };
    CHECK(path::rewrite(in.copy, path::parse("PID-3[*].1").value(), shout, {in.copy.read(), in.cost}) == true);
    CHECK(in.body() == "PID|1||a\\T\\^1~b^2~c\\T\\^3");
}

TEST_CASE("a field of a hundred thousand repetitions is edited in one pass", "[path][write]") {
    std::string field = "x^1";
    for (int i = 1; i < 100'000; ++i) field += "~x^1";
    editor in{"PID|1||" + field};
    in.cost = path::budget{1'000'000};
    CHECK(in.set("PID-3[*].2", "2") == true);
    CHECK(in.erase("PID-3[.2 == '2']") == true);
    CHECK(in.body() == "PID|1||");
}
