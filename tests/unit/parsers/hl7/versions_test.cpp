// HL7's own dictionaries are there, whole, and say what the chapters say. A build without them has nothing to test.
#include "parsers/hl7/versions.hpp"

#include "parsers/hl7/tables/text.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace vagus;

namespace {

const hl7::element_shape& field(std::string_view version, std::string_view segment, std::size_t n) {
    return *hl7::element(hl7::dictionary_of(version)->segment(segment)->fields, n);
}

bool absent() {
    if (!hl7::tables_text().empty()) return false;
    CHECK(hl7::dictionary_of("2.5.1") == nullptr);
    CHECK(hl7::nearest_dictionary("2.5.1") == nullptr);
    return true;
}

} // namespace

TEST_CASE("every version is there", "[parsers][hl7][versions]") {
    if (absent()) return;
    CHECK(hl7::versions().size() == 13);
    for (const auto version : hl7::versions()) {
        INFO(version);
        const auto* made = hl7::dictionary_of(version);
        REQUIRE(made);
        CHECK(made->version() == version);
        CHECK(made->segments().size() >= 38);
        CHECK(made->structures().size() >= 39);
    }
    CHECK(hl7::dictionary_of("2.9") == nullptr);
    CHECK(hl7::dictionary_of("") == nullptr);
    CHECK(hl7::dictionary_of("2.5.1.0") == nullptr);
}

TEST_CASE("fields are those of their version", "[parsers][hl7][versions]") {
    if (absent()) return;
    CHECK(field("2.3", "PID", 3).key == "patient_id_internal_id");
    CHECK(field("2.5.1", "PID", 3).key == "patient_identifier_list");
    CHECK(field("2.5.1", "PID", 3).type == "CX");
    CHECK(field("2.5.1", "PID", 3).use == hl7::usage::required);
    CHECK(field("2.5.1", "PID", 3).repetitions == 0);
    CHECK(field("2.5.1", "PID", 3).length == 250);
    CHECK(field("2.8.2", "PID", 3).key == "patient_identifier_list");
    CHECK(field("2.5.1", "PID", 8).table == 1);
    CHECK(field("2.5.1", "PID", 8).name == "Administrative Sex");
    CHECK(field("2.5.1", "OBX", 5).type == "varies");
    CHECK(field("2.7", "PID", 2).use == hl7::usage::withdrawn);
    CHECK(field("2.6", "PID", 7).type == "DTM");
    CHECK(field("2.5.1", "PID", 7).type == "TS");
    CHECK(hl7::dictionary_of("2.5.1")->segment("PV1")->fields.size() == 52);
    CHECK(hl7::dictionary_of("2.8.2")->segment("PV1")->fields.size() == 54);
    CHECK(hl7::dictionary_of("2.5.1")->type("CX")->components[0].key == "id_number");
    CHECK(hl7::dictionary_of("2.5.1")->type("ST")->components.empty());
    CHECK(hl7::dictionary_of("2.5.1")->table(1)->has("F"));
    CHECK_FALSE(hl7::dictionary_of("2.5.1")->table(1)->has("X"));
}

TEST_CASE("OBX-2, OBX-4 and OBX-5 depend on each other in every version", "[parsers][hl7][versions]") {
    if (absent()) return;
    for (const auto version : hl7::versions())
        for (const std::size_t n : {2U, 4U, 5U}) CHECK(field(version, "OBX", n).use == hl7::usage::conditional);
}

TEST_CASE("a type that an element has is there, and so is its table", "[parsers][hl7][versions]") {
    if (absent()) return;
    std::set<std::string> missing;
    for (const auto version : hl7::versions()) {
        const auto& made = *hl7::dictionary_of(version);
        const auto look = [&](const hl7::element_shape& one) {
            if (one.type.empty() || one.type == "?" || one.type == "varies") return;
            const auto* type = made.type(one.type);
            if (!type) missing.insert(std::string{version} + " " + std::string{one.type});
        };
        for (const auto& segment : made.segments())
            for (const auto& one : segment.fields) look(one);
    }
    CHECK(missing == std::set<std::string>{});
}

TEST_CASE("a structure's segments are there", "[parsers][hl7][versions]") {
    if (absent()) return;
    std::set<std::string> missing;
    for (const auto version : hl7::versions()) {
        const auto& made = *hl7::dictionary_of(version);
        for (const auto& structure : made.structures())
            for (const auto& group : structure.groups)
                for (const auto& part : group.parts)
                    if (!part.group && part.segment != hl7::any_segment && !made.segment(part.segment))
                        missing.insert(std::string{version} + " " + std::string{part.segment} + " in " +
                                       std::string{structure.name});
    }
    CHECK(missing == std::set<std::string>{});
}

TEST_CASE("events have structures", "[parsers][hl7][versions]") {
    if (absent()) return;
    const auto of = [](std::string_view version, std::string_view type, std::string_view event) {
        return hl7::dictionary_of(version)->structure_of(type, event);
    };
    CHECK(of("2.5.1", "ADT", "A04") == "ADT_A01");
    CHECK(of("2.5.1", "ADT", "A01") == "ADT_A01");
    CHECK(of("2.5.1", "ADT", "A28") == "ADT_A05");
    CHECK(of("2.3.1", "ADT", "A28") == "ADT_A01");
    CHECK(of("2.5.1", "ADT", "A40") == "ADT_A39");
    CHECK(of("2.3", "ORU", "W01") == "ORU_R01");
    CHECK(of("2.5.1", "ORU", "R01") == "ORU_R01");
    CHECK(of("2.5.1", "ACK", "A01") == "ACK");
    CHECK(of("2.5.1", "ACK", "") == "ACK");
    CHECK(of("2.5.1", "ADT", "").empty());
    CHECK(of("2.5.1", "ADT", "Z99").empty());
    CHECK(of("2.5.1", "ADTX", "01").empty());
    for (const auto version : hl7::versions()) {
        const auto& made = *hl7::dictionary_of(version);
        for (const auto& structure : made.structures()) {
            const auto mark = structure.name.find('_');
            const auto event = mark == std::string_view::npos ? "" : structure.name.substr(mark + 1);
            CHECK(made.structure_of(structure.name.substr(0, mark), event) == structure.name);
        }
    }
}

TEST_CASE("a version that is not known is read like the newest that is not newer", "[parsers][hl7][versions]") {
    if (absent()) return;
    const auto like = [](std::string_view version) { return hl7::nearest_dictionary(version)->version(); };
    CHECK(like("2.5.1") == "2.5.1");
    CHECK(like("2.5.2") == "2.5.1");
    CHECK(like("2.3.9") == "2.3.1");
    CHECK(like("2.9") == "2.8.2");
    CHECK(like("3.0") == "2.8.2");
    CHECK(like("2.0D") == "2.1");
    CHECK(like("1.0") == "2.1");
    CHECK(like("") == "2.8.2");
    CHECK(like("V2.5") == "2.8.2");
}

TEST_CASE("any thread may ask first", "[parsers][hl7][versions]") {
    if (absent()) return;
    std::vector<const hl7::dictionary*> seen(4);
    {
        std::vector<std::jthread> threads;
        for (auto& one : seen) threads.emplace_back([&one] { one = hl7::dictionary_of("2.4"); });
    }
    CHECK(std::ranges::count(seen, seen.front()) == 4);
    CHECK(seen.front() != nullptr);
}

TEST_CASE("a version is read in milliseconds, and all of them take less than a megabyte of the program",
          "[parsers][hl7][versions]") {
    if (absent()) return;
    CHECK(hl7::tables_text().size() < 1'000'000);
    auto best = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < 5; ++i) {
        const auto begun = std::chrono::steady_clock::now();
        REQUIRE(hl7::dictionary::read(hl7::tables_text(), "2.8.2"));
        best = std::min(best, std::chrono::steady_clock::now() - begun);
    }
#ifdef NDEBUG
    CHECK(best < std::chrono::milliseconds{20});
#endif
}
