#include "config/load.hpp"
#include "engine/intake/ack_policy.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;

namespace {

config::tree read(const std::string& yaml, intake::ack_policy& into) {
    auto tree = config::load_text("ack: " + yaml + "\n");
    config::reading context{tree.found};
    const auto* entry = tree.root.find("ack");
    REQUIRE(entry != nullptr);
    (void)intake::ack_policy_fields().read(entry->value, context, into);
    return tree;
}

} // namespace

TEST_CASE("an input promises `stored` with AA unless it says otherwise", "[intake][ack]") {
    intake::ack_policy ack;
    CHECK_FALSE(read("{}", ack).found.any_error());
    CHECK(ack.when == intake::ack_policy::after::stored);
    CHECK(ack.codes.unparsable == hl7::ack_code::AR);
    CHECK(ack.codes.failed == hl7::ack_code::AA);
}

TEST_CASE("a negative answer from routes contradicts `stored`", "[intake][ack]") {
    intake::ack_policy ack;
    auto tree = read("{ after: stored, codes: { failed: AE } }", ack);
    REQUIRE(tree.found.all().size() == 1);
    CHECK(tree.found.all().front().code == "VG3101");

    CHECK_FALSE(read("{ after: processed, codes: { failed: AE } }", ack).found.any_error());
    CHECK_FALSE(read("{ after: stored, codes: { unparsable: AE } }", ack).found.any_error()); // no route is involved
}

TEST_CASE("bytes that are no message are never promised anything", "[intake][ack]") {
    intake::ack_policy ack;
    CHECK(read("{ codes: { unparsable: AA } }", ack).found.any_error());
}

TEST_CASE("whoever keeps count must answer", "[intake][ack]") {
    intake::ack_policy ack;
    auto tree = read("{ mode: none, sequence: true }", ack);
    REQUIRE(tree.found.all().size() == 1);
    CHECK(tree.found.all().front().code == "VG3108");
    intake::ack_policy original;
    CHECK_FALSE(read("{ sequence: true }", original).found.any_error());
    CHECK(original.sequence);
}

TEST_CASE("application acknowledgements elsewhere need a mode that looks at MSH-16", "[intake][ack]") {
    intake::ack_policy ack;
    for (const auto* mode : {"original", "none"}) {
        auto tree = read(std::string{"{ mode: "} + mode + ", application: { via: back } }", ack);
        REQUIRE(tree.found.all().size() == 1);
        CHECK(tree.found.all().front().code == "VG3105");
    }
    CHECK_FALSE(read("{ mode: auto, application: { via: back } }", ack).found.any_error());
    CHECK_FALSE(read("{ mode: enhanced, application: { via: back } }", ack).found.any_error());
    CHECK(ack.application->via.value == "back");
}
