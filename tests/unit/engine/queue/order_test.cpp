#include "config/load.hpp"
#include "engine/queue/order.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;

namespace {

struct reading_of_order {
    queue::order value;
    config::tree tree;
    bool good = false;
};

reading_of_order read(const std::string& yaml) {
    reading_of_order out;
    out.tree = config::load_text("order: " + yaml + "\n");
    config::reading context{out.tree.found};
    const auto* entry = out.tree.root.find("order");
    REQUIRE(entry != nullptr);
    out.good = queue::order_type().read(entry->value, context, out.value);
    return out;
}

} // namespace

TEST_CASE("order is strict or names its keys and lanes", "[queue][order]") {
    auto strict = read("strict");
    CHECK(strict.good);
    CHECK(strict.value.strict());
    CHECK(strict.value.lanes == 1);
    CHECK(strict.value.repeat_at_most() == 1);

    auto keyed = read("{ per_key: [PID-3.1, MRG-1.1], lanes: 8 }");
    CHECK(keyed.good);
    CHECK_FALSE(keyed.value.strict());
    CHECK(keyed.value.per_key.size() == 2);
    CHECK(keyed.value.kept == queue::order::promise::per_key);
    CHECK(keyed.value.lanes == 8);
    CHECK(keyed.value.repeat_at_most() == 16);
}

TEST_CASE("without order a message may overtake any other, on lanes with a default", "[queue][order]") {
    auto four = read("{ none: {} }");
    CHECK(four.good);
    CHECK(four.value.kept == queue::order::promise::none);
    CHECK(four.value.lanes == 4);
    CHECK_FALSE(four.value.strict());
    CHECK(read("{ none: { lanes: 64 } }").value.lanes == 64);
    CHECK_FALSE(read("{ none: { lanes: 65 } }").good);
    CHECK_FALSE(read("{ none: {}, lanes: 2 }").good);
}

TEST_CASE("an order that is neither says what it may be", "[queue][order]") {
    auto wrong = read("loose");
    CHECK_FALSE(wrong.good);
    REQUIRE(wrong.tree.found.all().size() == 1);
    CHECK(wrong.tree.found.all().front().code == "VG1201");
}

TEST_CASE("lanes have a limit", "[queue][order]") {
    CHECK(read("{ per_key: PID-3.1, lanes: 64 }").good);
    CHECK_FALSE(read("{ per_key: PID-3.1, lanes: 65 }").good);
    CHECK_FALSE(read("{ per_key: PID-3.1, lanes: 0 }").good);
}
