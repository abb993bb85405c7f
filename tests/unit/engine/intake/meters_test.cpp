// What is counted of a message on its way in, and under which names.
#include "parsers/hl7/versions.hpp"
#include "tests/unit/engine/intake/bench.hpp"

#include <map>

using namespace vagus;
using vagus::tests::adt;
using vagus::tests::bench;

TEST_CASE("types are those of HL7, whatever a sender writes", "[intake][meters]") {
    if (hl7::dictionary_of("2.5.1") == nullptr) return; // a build without tables
    for (const auto* known : {"ADT^A08", "ORU^R01", "ORM^O01", "ACK", "ACK^A08", "SIU^S12"}) {
        CAPTURE(known);
        CHECK(intake::is_message_type(known));
    }
    for (const auto* other : {"", "ADT^ZEBRA", "ADT^Z99", "ACK^ZEBRAFISH", "MILLER^JOHN", "^A08", "ADT"}) {
        CAPTURE(other);
        CHECK_FALSE(intake::is_message_type(other));
    }
}

TEST_CASE("the place of a failure is its line and step, without words behind them", "[intake][meters]") {
    const std::map<std::string, std::string> all{
        {"routes/lab.yaml:22 step 3 \"set OBX-3.4\" at OBX[7]: no row", "routes/lab.yaml:22 step 3"},
        {"vagus.yaml:9 step 2.1 \"a: b\": x", "vagus.yaml:9 step 2.1"},
        {"routes/lab.yaml:20 match: too much", "routes/lab.yaml:20"},
        {"routes/lab.yaml:20: more than 1000 parts", "routes/lab.yaml:20"},
        {"", ""},
    };
    for (const auto& [text, place] : all) CHECK(intake::place_of(text) == place);
}

TEST_CASE("a message is counted by its type, and its answer by its code", "[intake][meters]") {
    bench on;
    on.send(adt);
    on.commit();
    auto& counted = *on.from.counted;
    const auto* type = hl7::dictionary_of("2.5.1") != nullptr ? "ADT^A01" : "other";
    CHECK(counted.messages.look() == decltype(counted.messages.look()){{type, 1}});
    CHECK(counted.bytes.value() == adt.size());
    CHECK(counted.acks[static_cast<std::size_t>(hl7::ack_code::AA)].value() == 1);
    CHECK(counted.answered.look().all() == 1);
    CHECK(counted.planned.look().all() == 1);
    CHECK(counted.last > 0);
    CHECK(counted.refused.value() == 0);
}

TEST_CASE("what is no message is other, and refused", "[intake][meters]") {
    bench on;
    on.send_garbage("PID|1||ZEBRAFISH\r");
    on.commit();
    auto& counted = *on.from.counted;
    CHECK(counted.messages.look() == decltype(counted.messages.look()){{"other", 1}});
    CHECK(counted.refused.value() == 1);
}

TEST_CASE("each route counts what it made of a message", "[intake][meters]") {
    const std::vector all{std::make_shared<intake::route_meters>(), std::make_shared<intake::route_meters>()};
    routes::plan made;
    made.copies = {{.output = 0, .route = 0, .body = {}, .keys = {}},
                   {.output = 1, .route = 0, .body = {}, .keys = {}}};
    made.failures = {{1, "a.yaml:3 step 1 \"x\": y"}};
    made.warnings = {{0, "a.yaml:5 step 2 \"x\": y"}, {9, "of a route that nobody counts"}};
    made.drops = {{1, "why"}};
    intake::count(made, all);
    CHECK(all[0]->delivered.value() == 1);
    CHECK(all[0]->warned_at.look().at("a.yaml:5 step 2") == 1);
    CHECK(all[1]->failed.value() == 1);
    CHECK(all[1]->dropped.value() == 1);
    CHECK(all[1]->failed_at.look().at("a.yaml:3 step 1") == 1);
}
