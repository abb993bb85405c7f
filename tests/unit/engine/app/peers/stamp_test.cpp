#include "engine/app/peers/stamp.hpp"
#include "tests/support/catch.hpp"

#include <set>
#include <string>

using namespace vagus::peers;

namespace {
constexpr vagus::wall_us some_time = 1'772'355'762'118'999; // 2026-03-01T09:02:42Z
}

TEST_CASE("a stamped message has the new time and control id and is otherwise untouched", "[app]") {
    auto message = vagus::hl7::message::parse("MSH|^~\\&|A|B|C|D|1999||ADT^A01|OLD|P|2.5\rPID|1||x~y^\\F\\\r");
    REQUIRE(message);
    CHECK(stamped(*message, hl7_time(some_time), "NEW") ==
          "MSH|^~\\&|A|B|C|D|20260301090242+0000||ADT^A01|NEW|P|2.5\rPID|1||x~y^\\F\\\r");
}

TEST_CASE("a header without control id and time gets them", "[app]") {
    auto message = vagus::hl7::message::parse("MSH|^~\\&|A\rPID|1\r");
    REQUIRE(message);
    CHECK(stamped(*message, "T", "N") == "MSH|^~\\&|A||||T|||N\rPID|1\r");
}

TEST_CASE("control ids are different, and short enough for every version", "[app]") {
    control_ids one{77};
    control_ids other{78};
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        CHECK(seen.insert(one.next(some_time)).second);
        CHECK(seen.insert(other.next(some_time)).second);
    }
    for (const std::string& id : seen) CHECK(id.size() == 20);
}
