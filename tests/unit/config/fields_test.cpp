// Structs read by their declarations: values, defaults, kinds.
#include "tests/support/catch.hpp"
#include "tests/unit/config/clinic.hpp"

using namespace std::chrono_literals;
using namespace clinic;

namespace {

constexpr auto whole = R"(
version: 1
inputs:
  adt_in:
    listen: 0.0.0.0:2575
    max_message: 64MiB
    connections: 7
    idle: 2min
    give_up: 3d
    jitter: 10%
    strict: true
    now: calm
    banner: 0012345
    peers: [a, b]
  plain: { listen: ":2576" }
routes:
  main:
    from: adt_in
    match: MSH-9.1 == 'ADT'
    steps:
      - name: stamp
        set:
          MSH-3: VAGUS
          PV1-19.1: V${PV1-19.1}
      - drop: MSH-11.1 != 'P'
        reason: not production traffic
        when: exists(PID)
      - for_each: OBX
        do:
          - drop: OBX-11 == 'X'
    to: pas
tables:
  class: { INP: I, OUT: O }
)";

} // namespace

TEST_CASE("a configuration is read into its structs", "[config]") {
    const auto read = clinic::read(whole);
    INFO(vagus::config::show(read.tree.found, read.tree.files));
    REQUIRE(read.good);
    const auto& [name, at, input] = read.values.inputs.at(0);
    CHECK(name == "adt_in");
    CHECK(at == config::place{0, 4, 3});
    CHECK(input.listen == config::endpoint{"0.0.0.0", 2575});
    CHECK(input.max_message == 64U << 20U);
    CHECK(input.connections == 7);
    CHECK(input.idle == 2min);
    CHECK(input.give_up == std::optional<config::duration>{72h});
    CHECK(input.jitter == 0.1);
    CHECK(input.strict);
    CHECK(input.banner == "0012345");
    CHECK(input.peers == std::vector<std::string>{"a", "b"});

    const auto& main = read.values.routes.at(0).value;
    CHECK(main.from.value == "adt_in");
    CHECK(main.from.at == config::place{0, 18, 11});
    CHECK(main.match->source == "MSH-9.1 == 'ADT'");
    CHECK(main.to.at(0).value == "pas");
    REQUIRE(main.steps.size() == 3);
    const auto* set = dynamic_cast<const set_step*>(main.steps[0].get());
    REQUIRE(set != nullptr);
    CHECK(set->name == "stamp");
    CHECK(set->set.size() == 2);
    CHECK(vagus::path::to_text(set->set[1].key) == "PV1-19.1");
    CHECK(set->set[1].value.source == "V${PV1-19.1}");
    const auto* drop = dynamic_cast<const drop_step*>(main.steps[1].get());
    REQUIRE(drop != nullptr);
    CHECK(drop->reason == "not production traffic");
    CHECK(drop->when->source == "exists(PID)");
    const auto* each = dynamic_cast<const each_step*>(main.steps[2].get());
    REQUIRE(each != nullptr);
    CHECK(each->steps.size() == 1);
    CHECK(read.values.tables[0].value[1].name == "OUT");
    CHECK(read.values.tables[0].value[1].value == "O");
}

TEST_CASE("what is left out keeps its default", "[config]") {
    const auto read = clinic::read(whole);
    const auto& plain = read.values.inputs.at(1).value;
    const listener standard;
    CHECK(plain.max_message == standard.max_message);
    CHECK(plain.idle == standard.idle);
    CHECK(plain.give_up == standard.give_up);
    CHECK(plain.jitter == standard.jitter);
    CHECK(plain.now == standard.now);
}

TEST_CASE("all missing keys are named at once", "[config]") {
    const auto read = clinic::read("routes: { r: { steps: [{ for_each: OBX }] } }\n");
    const auto& all = read.tree.found.all();
    REQUIRE(all.size() == 2);
    CHECK(all[0].what == "route needs 'from'");
    CHECK(all[1].what == "step 'for_each' needs 'do'");
}

TEST_CASE("a misspelt required key is one mistake", "[config]") {
    const auto read = clinic::read("inputs: { a: { idle: 5s, lisen: ':1' } }\n");
    REQUIRE(read.tree.found.all().size() == 1);
    CHECK(read.tree.found.all()[0].fix == "did you mean 'listen'?");
}

TEST_CASE("good items of a list stay when one has a mistake", "[config]") {
    const auto read = clinic::read(
        "routes: { r: { from: a, steps: [{ drop: PID-3 == '' }, { dropp: x }, { drop: PID-4 == '' }] } }\n");
    CHECK_FALSE(read.good);
    CHECK(read.values.routes.at(0).value.steps.size() == 2);
}

TEST_CASE("the checks of a whole wait until its parts are right", "[config]") {
    const auto read = clinic::read("inputs: { a: { listen: nowhere, strict: true, now: busy } }\n");
    REQUIRE(read.tree.found.all().size() == 1);
    CHECK(read.tree.found.all()[0].code == "VG1005");
}

TEST_CASE("the reference is one table of the same fields", "[config]") {
    const auto table = listener_fields().reference();
    CHECK(table.find("| `listen` | an address such as 0.0.0.0:2575 | required | Address and port. |\n") !=
          std::string::npos);
    CHECK(table.find("| `max_message` | a size such as 64KiB or 16MiB (1KiB to 1GiB) | `16MiB` |") !=
          std::string::npos);
    CHECK(table.find("| `give_up` | ") != std::string::npos);
    CHECK(table.find("| `never` | End of patience. |") != std::string::npos);
    CHECK(table.find("Spread \\| of waits.") != std::string::npos);
}
