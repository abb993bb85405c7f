// Segments find their groups.
#include "parsers/hl7/groups.hpp"
#include "parsers/hl7/structure_order.hpp"

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace vagus;

namespace {

// "PID{..}": every group in braces behind its name, with the ids of its segments.
std::string groups_of(const std::string& type, const std::string& ids, const std::string& version = "2.5") {
    std::string text = "MSH|^~\\&|A|B|||2026||" + type + "|7|P|" + version + "\r";
    for (std::size_t i = 0; i < ids.size(); i += 4) text += ids.substr(i, 3) + "|\r";
    const auto message = hl7::message::parse(text).value();
    const auto made = hl7::grouping::of(message.read());
    if (!made) return "unknown";
    std::string out;
    const auto segments = message.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        for (std::size_t n = 1; n < made->all().size(); ++n)
            if (made->all()[n].begin == i) out += std::string{made->all()[n].shape->name} + "{ ";
        out += std::string{segments[i].id()} + " ";
        for (std::size_t n = made->all().size(); n-- > 1;)
            if (made->all()[n].end == i + 1) out += "} ";
    }
    return out;
}

// The number of the OBR that is the nearest before every OBX, in the group of the OBX or around it.
std::string orders_of(const std::string& type, const std::string& ids, const std::string& version) {
    std::string text = "MSH|^~\\&|A|B|||2026||" + type + "|7|P|" + version + "\r";
    for (std::size_t i = 0; i < ids.size(); i += 4) text += ids.substr(i, 3) + "|\r";
    const auto message = hl7::message::parse(text).value();
    const auto made = hl7::grouping::of(message.read()).value();
    const auto segments = message.segments();
    std::string out;
    for (std::size_t x = 0; x < segments.size(); ++x) {
        if (segments[x].id() != "OBX") continue;
        std::size_t number = 0;
        std::size_t found = 0;
        for (std::size_t r = 0; r < x; ++r)
            if (segments[r].id() == "OBR" && ++number && made.inside(made.holder(x), made.holder(r))) found = number;
        out += std::to_string(found);
    }
    return out;
}

} // namespace

TEST_CASE("results find their order, and notes what they are about", "[parsers][hl7][groups]") {
    CHECK(groups_of("ORU^R01^ORU_R01", "PID NTE PV1 ORC OBR NTE OBX NTE OBX ORC OBR OBX SPM") ==
          "MSH PATIENT_RESULT{ PATIENT{ PID NTE VISIT{ PV1 } } ORDER_OBSERVATION{ ORC OBR NTE OBSERVATION{ OBX NTE } "
          "OBSERVATION{ OBX } } ORDER_OBSERVATION{ ORC OBR OBSERVATION{ OBX } SPECIMEN{ SPM } } } ");
}

TEST_CASE("a second patient begins another result", "[parsers][hl7][groups]") {
    CHECK(groups_of("ORU^R01", "PID OBR OBX PID OBR OBX") ==
          "MSH PATIENT_RESULT{ PATIENT{ PID } ORDER_OBSERVATION{ OBR OBSERVATION{ OBX } } } "
          "PATIENT_RESULT{ PATIENT{ PID } ORDER_OBSERVATION{ OBR OBSERVATION{ OBX } } } ");
}

TEST_CASE("what has no place stays where it stands, or goes to the nearest group that has such segments",
          "[parsers][hl7][groups]") {
    CHECK(groups_of("ORU^R01", "PID PV1 NTE ZPV OBR OBX ZOB OBX") ==
          "MSH PATIENT_RESULT{ PATIENT{ PID VISIT{ PV1 } NTE ZPV } ORDER_OBSERVATION{ OBR OBSERVATION{ OBX ZOB } "
          "OBSERVATION{ OBX } } } ");
    CHECK(groups_of("ADT^A01", "EVN PID PV1 IN1 IN2 GT1 IN1 ZIN") ==
          "MSH EVN PID PV1 INSURANCE{ IN1 IN2 } GT1 INSURANCE{ IN1 ZIN } ");
}

TEST_CASE("a group may lack its beginning, but does not come again without it", "[parsers][hl7][groups]") {
    CHECK(groups_of("ORU^R01", "OBX OBX NTE") ==
          "MSH PATIENT_RESULT{ ORDER_OBSERVATION{ OBSERVATION{ OBX } OBSERVATION{ OBX NTE } } } ");
    CHECK(groups_of("ORU^R01", "PID OBR OBX SPM OBX NTE OBR") ==
          "MSH PATIENT_RESULT{ PATIENT{ PID } ORDER_OBSERVATION{ OBR OBSERVATION{ OBX } SPECIMEN{ SPM OBX } NTE } "
          "ORDER_OBSERVATION{ OBR } } ");
}

TEST_CASE("the structure is found by its name, or by the event", "[parsers][hl7][groups]") {
    CHECK(groups_of("ADT^A40", "EVN PID MRG PID MRG") == "MSH EVN PATIENT{ PID MRG } PATIENT{ PID MRG } ");
    CHECK(groups_of("XXX^X01^ADT_A39", "EVN PID MRG") == "MSH EVN PATIENT{ PID MRG } ");
    CHECK(groups_of("ADT^A08^SITE_1", "PR1") == "MSH PROCEDURE{ PR1 } ");
    CHECK(groups_of("XXX^X01", "PID") == "unknown");
    CHECK(groups_of("", "PID") == "unknown");
}

TEST_CASE("an OBX finds its OBR in the structures of every version", "[parsers][hl7][groups]") {
    const std::string results = "PID OBR OBX OBX OBR OBX";
    for (const auto version : {"2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8",
                               "2.8.1", "2.8.2", "2.9", "2.999", ""}) {
        INFO(version);
        CHECK(orders_of("ORU^R01^ORU_R01", results, version) == "112");
        CHECK(orders_of("ORU^R01", "PID ORC OBR OBX NTE ORC OBR NTE OBX OBX", version) == "122");
        CHECK(orders_of("ORM^O01", "PID ORC OBR OBX OBX ORC OBR OBX", version) == "112");
    }
    CHECK(orders_of("OML^O21^OML_O21", "PID ORC OBR OBX SPM ORC OBR OBX OBR OBX", "2.5.1") == "123");
    CHECK(orders_of("VXU^V04^VXU_V04", "PID ORC RXA OBX ORC RXA OBX", "2.5.1") == "00");
    CHECK(orders_of("MDM^T02^MDM_T02", "EVN PID PV1 TXA OBX OBX", "2.5") == "00");
}

TEST_CASE("a second order is an order, and no prior result of the first", "[parsers][hl7][groups]") {
    CHECK(groups_of("OML^O21^OML_O21", "PID ORC OBR OBX ORC OBR OBX", "2.5.1") ==
          "MSH PATIENT{ PID } ORDER{ ORC OBSERVATION_REQUEST{ OBR OBSERVATION{ OBX } } } "
          "ORDER{ ORC OBSERVATION_REQUEST{ OBR OBSERVATION{ OBX } } } ");
    CHECK(groups_of("OML^O21^OML_O21", "PID ORC OBR OBX PID OBR OBX", "2.5.1") ==
          "MSH PATIENT{ PID } ORDER{ ORC OBSERVATION_REQUEST{ OBR OBSERVATION{ OBX } "
          "PRIOR_RESULT{ PATIENT_PRIOR{ PID } ORDER_PRIOR{ OBR OBSERVATION_PRIOR{ OBX } } } } } ");
}

TEST_CASE("an order may be any of a choice, and each begins its detail", "[parsers][hl7][groups]") {
    CHECK(groups_of("ORM^O01", "PID ORC OBR NTE ORC RXO ORC OBR OBR", "2.3.1") ==
          "MSH PATIENT{ PID } ORDER{ ORC ORDER_DETAIL{ OBR NTE } } ORDER{ ORC ORDER_DETAIL{ RXO } } "
          "ORDER{ ORC ORDER_DETAIL{ OBR } ORDER_DETAIL{ OBR } } ");
}

TEST_CASE("an order of 2.8 may lack the ORC that begins it", "[parsers][hl7][groups]") {
    CHECK(groups_of("ORU^R01^ORU_R01", "PID ORC OBR OBX OBR OBX", "2.8.2") ==
          "MSH PATIENT_RESULT{ PATIENT{ PID } ORDER_OBSERVATION{ COMMON_ORDER{ ORC } OBR OBSERVATION{ OBX } } "
          "ORDER_OBSERVATION{ OBR OBSERVATION{ OBX } } } ");
}

TEST_CASE("groups repeat in groups", "[parsers][hl7][groups]") {
    CHECK(groups_of("SIU^S12^SIU_S12", "SCH PID PV1 RGS AIS NTE AIS AIG RGS AIL AIP", "2.5.1") ==
          "MSH SCH PATIENT{ PID PV1 } RESOURCES{ RGS SERVICE{ AIS NTE } SERVICE{ AIS } GENERAL_RESOURCE{ AIG } } "
          "RESOURCES{ RGS LOCATION_RESOURCE{ AIL } PERSONNEL_RESOURCE{ AIP } } ");
    CHECK(groups_of("SIU^S13", "SCH PID RGS AIS", "2.3") == "MSH SCH PATIENT{ PID } RESOURCES{ RGS SERVICE{ AIS } } ");
    CHECK(groups_of("MDM^T02", "EVN PID PV1 TXA OBX NTE OBX", "2.5.1") ==
          "MSH EVN PID PV1 TXA OBSERVATION{ OBX NTE } OBSERVATION{ OBX } ");
    CHECK(groups_of("VXU^V04", "PID ORC RXA RXR OBX NTE OBX ORC RXA", "2.5.1") ==
          "MSH PID ORDER{ ORC RXA RXR OBSERVATION{ OBX NTE } OBSERVATION{ OBX } } ORDER{ ORC RXA } ");
    CHECK(groups_of("RSP^K21^RSP_K21", "MSA QAK QPD PID PD1 QRI", "2.5.1") ==
          "MSH MSA QAK QPD QUERY_RESPONSE{ PID PD1 QRI } ");
    CHECK(groups_of("ADT^A40^ADT_A39", "EVN PID PD1 MRG PV1 PID MRG", "2.3.1") ==
          "MSH EVN PATIENT{ PID PD1 MRG PV1 } PATIENT{ PID MRG } ");
}

TEST_CASE("a structure of another version is found when the message's own has none", "[parsers][hl7][groups]") {
    CHECK(groups_of("OML^O21^OML_O21", "PID ORC OBR", "2.3") ==
          "MSH PATIENT{ PID } ORDER_GENERAL{ ORDER{ ORC OBSERVATION_REQUEST{ OBR } } } "); // 2.4's
    CHECK(groups_of("ORM^O01", "PID ORC OBR", "2.8.2") == "MSH PATIENT{ PID } ORDER{ ORC ORDER_DETAIL{ OBR } } ");
}

namespace {

// The segments, numbered as they came, in the order of the message's structure; "refused" where it cannot be.
std::string ordered(const std::string& type, const std::string& ids, const std::string& version = "2.5.1") {
    std::string text = "MSH|^~\\&|A|B|||2026||" + type + "|7|P|" + version + "\r";
    for (std::size_t i = 0; i < ids.size(); i += 4) text += ids.substr(i, 3) + "|\r";
    const auto message = hl7::message::parse(text).value();
    const auto order = hl7::in_order(hl7::grouping::of(message.read()).value(), message.read());
    if (!order) return "refused";
    std::string out;
    for (const auto number : *order)
        if (number != 0) out += std::string{message.segments()[number].id()} + std::to_string(number) + " ";
    return out;
}

bool stays(const std::string& type, const std::string& ids, const std::string& version = "2.5.1") {
    const auto made = ordered(type, ids, version);
    if (made == "refused") return true;
    std::size_t number = 0;
    for (std::size_t i = 0; i < ids.size(); i += 4)
        if (!made.contains(ids.substr(i, 3) + std::to_string(++number) + " ")) return false;
    std::size_t last = 0;
    for (std::size_t n = 1; n <= number; ++n) {
        const auto at = made.find(ids.substr((n - 1) * 4, 3) + std::to_string(n) + " ");
        if (at < last) return false;
        last = at;
    }
    return true;
}

} // namespace

TEST_CASE("segments come into the order of their structure, each in its group", "[parsers][hl7][groups]") {
    CHECK(ordered("ADT^A01", "PV1 OBX PID EVN") == "EVN4 PID3 PV11 OBX2 ");
    CHECK(ordered("ADT^A01", "EVN PID PV1 NK1") == "EVN1 PID2 NK14 PV13 ");
    CHECK(ordered("ORU^R01", "OBR OBX PID OBR OBX") == "OBR1 OBX2 PID3 OBR4 OBX5 "); // nobody's results move to another
}

TEST_CASE("what may belong to what stands before it does not leave it", "[parsers][hl7][groups]") {
    CHECK(stays("ADT^A01", "EVN PID ZPI PV1 ZPV NK1")); // a segment that the structure does not know
    CHECK(stays("ADT^A01", "ZOB OBX PD1 ZOB OBX"));
    CHECK(stays("ADT^A01", "PID ROL PV1 ROL PR1 ROL")); // one that it has twice
    CHECK(stays("ORU^R01", "PID PV1 NTE OBR NTE OBX")); // a comment
    CHECK(stays("ORU^R01", "OBR OBX SPM OBX NTE OBR OBX"));
    CHECK(stays("ORU^R01", "OBR OBX CTI OBX NTE OBX", "2.3"));
    CHECK(stays("ORM^O01", "PID OBR ORC NTE OBR", "2.3"));
}

TEST_CASE("whatever the order was, results stay behind their orders and comments behind what they are about",
          "[parsers][hl7][groups]") {
    const std::string ids = "PID NTE PV1 ORC OBR NTE TQ1 OBX NTE OBX SPM ZZZ ORC OBR OBX ";
    std::uint32_t seed = 7;
    std::size_t made = 0;
    for (int round = 0; round < 1000; ++round) {
        std::vector<std::string> each;
        for (std::size_t i = 0; i < ids.size(); i += 4) each.push_back(ids.substr(i, 4));
        for (std::size_t i = each.size(); i > 1; --i)
            std::swap(each[i - 1], each[(seed = seed * 1664525U + 1013904223U) % i]);
        std::string text = "MSH|^~\\&|A|B|||2026||ORU^R01|7|P|2.5.1\r";
        for (const auto& id : each) text += id.substr(0, 3) + "|\r";
        const auto message = hl7::message::parse(text).value();
        const auto order = hl7::in_order(hl7::grouping::of(message.read()).value(), message.read());
        if (!order) continue;
        ++made;
        REQUIRE(order->size() == message.segments().size());
        const auto order_of = [&](std::size_t at, const auto& number_at) { // the nearest OBR before
            std::size_t nearest = 0;
            for (std::size_t i = 0; i <= at; ++i)
                if (message.segments()[number_at(i)].is("OBR")) nearest = number_at(i);
            return nearest;
        };
        for (std::size_t i = 0; i < order->size(); ++i) {
            const auto number = (*order)[i];
            if (message.segments()[number].is("NTE")) REQUIRE((*order)[i - 1] + 1 == number);
            if (!message.segments()[number].is("OBX")) continue;
            REQUIRE(order_of(i, [&](std::size_t n) { return (*order)[n]; }) ==
                    order_of(number, [](std::size_t n) { return n; }));
        }
        auto all = *order;
        std::ranges::sort(all);
        for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(all[i] == i);
    }
    CHECK(made > 0);
}
