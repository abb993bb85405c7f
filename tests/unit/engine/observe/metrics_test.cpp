// Every metric is documented, and what is documented is there; rules and dashboard name nothing else. Labels are
// bounded, and none is a value of a message.
#include "engine/observe/metrics/scrape.hpp"
#include "tests/support/catch.hpp"

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

using namespace vagus;
using names = std::set<std::string>;

namespace {

std::string text_of(const char* file) {
    std::ifstream in{file};
    REQUIRE(in);
    return {std::istreambuf_iterator<char>{in}, {}};
}

names found(const std::string& text, const char* pattern) {
    const std::regex wanted{pattern};
    names all;
    for (std::sregex_iterator each{text.begin(), text.end(), wanted}, end; each != end; ++each) all.insert((*each)[1]);
    return all;
}

names exposed() {
    return found(observe::scrape({}, {}, {}, "1"), "# TYPE ([a-z_]+) ");
}

// A histogram has series of three names.
names with_series(names all) {
    for (const auto& each : names{all})
        if (each.ends_with("_seconds"))
            for (const auto* part : {"_bucket", "_sum", "_count"}) all.insert(each + part);
    return all;
}

// What is in one and not in the other.
names without(names all, const names& others) {
    for (const auto& each : others) all.erase(each);
    return all;
}

} // namespace

TEST_CASE("each metric is documented, and each that is documented is exposed", "[observe][metrics]") {
    const auto documented = found(text_of("docs/monitoring.md"), "\n\\| `((?:vagus|process)_[a-z_]+)");
    CHECK(without(exposed(), documented) == names{});
    CHECK(without(documented, exposed()) == names{});
}

TEST_CASE("rules and dashboard ask for metrics that there are", "[observe][metrics]") {
    for (const auto* file : {"docs/monitoring/rules.yaml", "docs/monitoring/grafana.json"}) {
        const auto asked = found(text_of(file), "\\b((?:vagus|process)_[a-z_]+)");
        CHECK(asked.size() > 5);
        CHECK(without(asked, with_series(exposed())) == names{});
    }
}

TEST_CASE("what is counted is exposed with its labels", "[observe][metrics]") {
    observe::books counted;
    auto& adt = *counted.inputs.of("adt_in");
    adt.messages.add("ADT^A08", [](std::string_view) { return true; });
    adt.acks[static_cast<std::size_t>(hl7::ack_code::AE)].add();
    adt.answered.add(200);
    adt.wire.add("outside_frame");
    counted.routes.of("adt_main")->failed_at.add("routes/adt.yaml:9 step 2");
    counted.outputs.of("pas")->dead[static_cast<std::size_t>(store::outcome::rejected)].add(2);
    observe::readings now;
    now.revision = "4f2a91c";
    now.outputs.push_back({});
    now.outputs.back().name = "pas";
    now.outputs.back().pending = 41;
    const auto text = observe::scrape(counted, {}, now, "1.2");
    for (const auto* line : {"vagus_input_messages_total{input=\"adt_in\",message_type=\"ADT^A08\"} 1\n",
                             "vagus_input_acks_total{input=\"adt_in\",code=\"AE\"} 1\n",
                             "vagus_input_ack_duration_seconds_bucket{input=\"adt_in\",le=\"0.0001\"} 0\n",
                             "vagus_input_ack_duration_seconds_count{input=\"adt_in\"} 1\n",
                             "vagus_input_frame_errors_total{input=\"adt_in\",reason=\"outside_frame\"} 1\n",
                             "vagus_failed_total{route=\"adt_main\",step=\"routes/adt.yaml:9 step 2\"} 1\n",
                             "vagus_dead_letters_total{output=\"pas\",reason=\"rejected\"} 2\n",
                             "vagus_output_queue_messages{output=\"pas\"} 41\n",
                             "vagus_config_info{revision=\"4f2a91c\"} 1\n", "vagus_build_info{version=\"1.2\"} 1\n"}) {
        CAPTURE(line);
        CHECK(text.contains(line));
    }
}

TEST_CASE("names past the most share the counters of other", "[observe][metrics]") {
    observe::by_owner<intake::route_meters> all;
    for (std::size_t i = 0; i < observe::most_names + 5; ++i) all.of("r" + std::to_string(i))->delivered.add();
    CHECK(all.look().size() == observe::most_names + 1);
    CHECK(all.of("other")->delivered.value() == 5);
    CHECK(all.of("r1")->delivered.value() == 1); // the same as before
}
