// hl7_json: what is kept, and how.
#include "parsers/hl7/element.hpp"
#include "routes/bodies/hl7_json.hpp"
#include "routes/bodies/json.hpp"
#include "tests/unit/parsers/hl7/corpora.hpp"

#include <string>

using namespace vagus;
namespace json = vagus::routes::bodies::json;

namespace {

std::string dumped(const hl7::message& message) {
    path::budget cost{1};
    return routes::bodies::hl7_json{}.make({message.read(), cost}).value();
}
std::string dumped(const std::string& bytes) {
    return dumped(hl7::message::parse(bytes).value());
}
std::string leaf(const std::string& bytes, const std::string& pointer) {
    auto read = json::read(dumped(bytes)).value();
    const auto* found = json::at_pointer(read, pointer);
    return found ? json::write(*found) : "absent";
}

// Every value that is not empty, read from the message itself, stands where the contract says.
std::string missing_from(const json::value& dump, const hl7::message& message) {
    const auto& marks = message.marks();
    for (std::size_t s = 0; s < message.segments().size(); ++s) {
        const auto& segment = message.segments()[s];
        const auto here = "/segments/" + std::to_string(s);
        const auto* id = json::at_pointer(dump, here + "/id");
        if (!id || id->text != segment.id()) return here;
        for (std::size_t n = segment.is_header() ? 3 : 1; n <= segment.fields(); ++n) {
            const auto field = segment.field(n);
            if (field.empty()) continue;
            for (std::size_t r = 1; r <= std::min<std::size_t>(hl7::parts(field, marks.repetition), 50); ++r) {
                const auto one = hl7::part(field, marks.repetition, r);
                for (std::size_t c = 1; c <= std::min<std::size_t>(hl7::parts(one, marks.component), 50); ++c) {
                    const auto raw = hl7::part(hl7::part(one, marks.component, c), marks.subcomponent, 1);
                    const auto at =
                        here + "/fields/" + std::to_string(n) + "/" + std::to_string(r - 1) + "/" + std::to_string(c);
                    const auto* found = json::at_pointer(dump, at);
                    if (raw.empty() != (found == nullptr)) return at;
                    if (raw == R"("")" && found->is != json::value::kind::null) return at;
                    if (!raw.empty() && raw != R"("")" && found->text != json::as_utf8(hl7::unescape(raw, marks)))
                        return at;
                }
            }
        }
    }
    return {};
}

} // namespace

TEST_CASE("segments stand in order, their fields by number, in repetitions and components", "[routes][bodies]") {
    CHECK(dumped("MSH|^~\\&|A\rPID|1||11^^^C&o&i~~22||Doe\\T\\Co|\"\"\rZZ1\r") ==
          R"({"hl7_json":1,"segments":[{"id":"MSH","fields":{"1":[{"1":"|"}],"2":[{"1":"^~\\&"}],"3":[{"1":"A"}]}},)"
          R"({"id":"PID","fields":{"1":[{"1":"1"}],"3":[{"1":"11","4":"C","4.2":"o","4.3":"i"},{},{"1":"22"}],)"
          R"("5":[{"1":"Doe&Co"}],"6":[{"1":null}]}},{"id":"ZZ1","fields":{}}]})");
}

TEST_CASE("null is null, and neither empty nor absent is there", "[routes][bodies]") {
    const auto* text = "MSH|^~\\&|A\rPID|\"\"||^\"\"|x&\"\"\r";
    CHECK(leaf(text, "/segments/1/fields/1/0/1") == "null");
    CHECK(leaf(text, "/segments/1/fields/2") == "absent");
    CHECK(leaf(text, "/segments/1/fields/3/0") == R"({"2":null})");
    CHECK(leaf(text, "/segments/1/fields/4/0") == R"({"1":"x","1.2":null})");
}

TEST_CASE("escapes are decoded, formatting stays, other bytes become UTF-8", "[routes][bodies]") {
    const auto* text = "MSH|^~\\&|A\rNTE|\\F\\\\X41\\|a\\.br\\b|\xFC|\x01\r";
    CHECK(leaf(text, "/segments/1/fields/1/0/1") == R"("|A")");
    CHECK(leaf(text, "/segments/1/fields/2/0/1") == R"("a\\.br\\b")");
    CHECK(leaf(text, "/segments/1/fields/3/0/1") == "\"\xC3\xBC\"");
    CHECK(leaf(text, "/segments/1/fields/4/0/1") == R"("\u0001")");
}

TEST_CASE("nothing that real messages say is missing", "[routes][bodies][corpora]") {
    if (!corpora::present()) return;
    std::size_t tried = 0;
    for (const auto& file : corpora::messages()) {
        auto message = hl7::message::parse(corpora::read(file));
        if (!message || message->bytes().size() > 200'000) continue;
        INFO(file);
        auto read = json::read(dumped(*message));
        REQUIRE(read);
        REQUIRE(missing_from(*read, *message) == "");
        ++tried;
    }
    CHECK(tried > 1000);
}
