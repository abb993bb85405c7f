// A site's additions lie over every version.
#include "parsers/hl7/vocabulary.hpp"

#include "parsers/hl7/placement.hpp"
#include "parsers/hl7/structure_text.hpp"
#include "parsers/hl7/tables/text.hpp"
#include "parsers/hl7/versions.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;

namespace {

hl7::additions site() {
    hl7::additions made;
    made.segments["ZPI"][1] = {.name = "vip_code", .type = "IS", .table = 99, .repetitions = 0};
    made.segments["ZPI"][3] = {.name = "Ward Note", .required = true};
    made.segments["PID"][60] = {.name = "local_id", .type = "CX"};
    made.structures["ADT_A01"].push_back({"ZPI", "PID", true});
    made.structures["ADT_A01"].push_back({"ZIN", "INSURANCE", false});
    made.structures["ORM_O01"].push_back({"ZOR", "OBR", false});
    return made;
}

} // namespace

TEST_CASE("what a site adds is in every version, and HL7's own stays", "[parsers][hl7][vocabulary]") {
    if (hl7::tables_text().empty()) return;
    const hl7::vocabulary says{site()};
    for (const auto version : hl7::versions()) {
        INFO(version);
        const auto* made = says.of(version);
        REQUIRE(made);
        CHECK(made->version() == version);
        const auto& fields = made->segment("ZPI")->fields;
        CHECK(hl7::numbered(fields, "vip_code") == 1);
        CHECK(hl7::element(fields, 1)->type == "IS");
        CHECK(hl7::element(fields, 1)->table == 99);
        CHECK(hl7::element(fields, 1)->repetitions == 0);
        CHECK(hl7::element(fields, 2) == nullptr);
        CHECK(hl7::element(fields, 3)->key == "ward_note");
        CHECK(hl7::element(fields, 3)->use == hl7::usage::required);
        const auto& pid = made->segment("PID")->fields;
        CHECK(hl7::element(pid, 60)->key == "local_id");
        CHECK(hl7::element(pid, 3)->key == hl7::element(hl7::dictionary_of(version)->segment("PID")->fields, 3)->key);
        CHECK(made->segment("PV1") == hl7::dictionary_of(version)->segment("PV1"));
    }
    CHECK(says.of("2.9") == nullptr);
    CHECK(says.nearest("2.9") == says.of("2.8.2"));
    CHECK(hl7::standard().of("2.5") == hl7::dictionary_of("2.5"));
    CHECK(hl7::dictionary_of("2.5")->segment("ZPI") == nullptr);
}

TEST_CASE("an added segment stands behind what it was said to, also behind a group or a choice",
          "[parsers][hl7][vocabulary]") {
    if (hl7::tables_text().empty()) return;
    const hl7::vocabulary says{site()};
    const auto adt = hl7::to_text(*says.of("2.5.1")->structure("ADT_A01"));
    CHECK(adt.find("EVN PID ZPI* PD1? ROL*") != std::string::npos);
    CHECK(adt.find("INSURANCE( IN1 IN2? IN3* ROL* )* ZIN? ACC?") != std::string::npos);
    const auto orm = hl7::to_text(*says.of("2.5.1")->structure("ORM_O01"));
    CHECK(orm.find("[ OBR RQD RQ1 RXO ODS ODT ] ZOR? NTE*") != std::string::npos);
    const auto message = hl7::message::parse("MSH|^~\\&|||||||ADT^A01|1|P|2.5\rEVN|\rPID|\rPV1|\r").value();
    CHECK(hl7::place_for(message.read(), "ZPI", says) == 3);
    CHECK(hl7::place_for(message.read(), "ZPI", hl7::standard()) == 4);
}

TEST_CASE("every structure is the same when its text is read again", "[parsers][hl7][vocabulary]") {
    for (const auto version : hl7::versions()) {
        if (hl7::tables_text().empty()) return;
        for (const auto& structure : hl7::dictionary_of(version)->structures()) {
            const auto text = hl7::to_text(structure);
            INFO(version << " " << structure.name << " " << text);
            const auto again = hl7::read_structure(structure.name, text);
            REQUIRE(again);
            REQUIRE(hl7::to_text(*again) == text);
            REQUIRE(again->groups.size() == structure.groups.size());
            for (std::size_t i = 0; i < again->groups.size(); ++i) {
                REQUIRE(again->groups[i].anchor == structure.groups[i].anchor);
                REQUIRE(again->groups[i].parts.size() == structure.groups[i].parts.size());
            }
        }
    }
}
