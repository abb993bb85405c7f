// What a reload would change, and what it must not.
#include "engine/app/reload_plan.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace vagus;
using app::change;

namespace {

constexpr auto first = R"(version: 1
site: { name: here, timezone: Europe/Vienna }
inputs:
  adt_in: { mllp: { listen: '127.0.0.1:2575' } }
  lab_in: { mllp: { listen: '127.0.0.1:2576' } }
aliases: { mrn: PID-3.1 }
tables: { sex: { inline: { M: male } } }
routes:
  adt: { from: adt_in, to: [pas] }
  lab: { from: lab_in, to: [pas] }
outputs:
  pas: { mllp: { connect: '127.0.0.1:6661' } }
)";

app::configuration with(std::string text, const std::string& old = {}, const std::string& put = {}) {
    if (!old.empty()) {
        REQUIRE(text.contains(old));
        text.replace(text.find(old), old.size(), put);
    }
    auto made = app::check(config::load_text(std::move(text)), ".");
    INFO(config::show(made.files.found, made.files.files));
    REQUIRE(made.good());
    return made;
}

app::reload_plan plan(const std::string& old, const std::string& put) {
    return app::plan_reload(with(first), with(first, old, put));
}

std::string told(const app::reload_plan& made) {
    std::string text;
    for (const auto& each : made.changes) {
        if (each.what != change::kind::kept && each.part != "file")
            text += std::string{to_text(each.what)} + " " + each.part + " " + each.name + ";";
    }
    return text;
}

} // namespace

TEST_CASE("a change of rules is named, and inputs and outputs are kept", "[reload]") {
    const auto made = plan("from: lab_in, to: [pas]", "from: lab_in, match: \"MSH-9.1 == 'ORU'\", to: [pas]");
    CHECK(told(made) == "changed route lab;");
    CHECK(made.refusals.empty());
    CHECK(std::ranges::count(made.changes, change::kind::kept, &change::what) == 3);
    CHECK(told(plan("  lab: {", "  lab2: {")) == "added route lab2;removed route lab;");
    CHECK(told(plan("M: male", "M: man")) == "changed table sex;");
    CHECK(told(plan("mrn: PID-3.1", "mrn: PID-3.2")) == "changed alias mrn;");
    CHECK(told(plan("Europe/Vienna", "Europe/Rome")) == "changed site timezone;");
    CHECK(plan("Europe/Vienna", "Europe/Rome").refusals.empty());
}

TEST_CASE("nothing changes where nothing was changed, and a comment is a new revision all the same", "[reload]") {
    CHECK_FALSE(app::plan_reload(with(first), with(first)).changes_something());
    const auto made = plan("routes:", "# a word\nroutes:");
    CHECK(told(made).empty());
    CHECK(made.changes_something());
    CHECK(made.refusals.empty());
}

TEST_CASE("an input or output that is added, removed or changed is named, and the others are kept", "[reload]") {
    CHECK(told(plan("2576", "2577")) == "changed input lab_in;");
    CHECK(told(plan("6661", "6662")) == "changed output pas;");
    CHECK(told(plan("  lab_in:", "  x_in: { mllp: { listen: ':1' } }\n  lab_in:")).starts_with("added input x_in;"));
    CHECK(plan("6661", "6662").refusals.empty());
    CHECK(plan("2576", "2577").of("input", "lab_in") == change::kind::changed);
    CHECK(plan("2576", "2577").of("input", "adt_in") == change::kind::kept);
}

TEST_CASE("an output that takes over a queue says whose", "[reload]") {
    auto renamed = std::string{first};
    for (const auto* old : {"to: [pas]", "to: [pas]", "  pas: {"})
        renamed.replace(renamed.find(old), std::string_view{old}.size(),
                        *old == 't' ? "to: [adm]" : "  adm: { renamed_from: pas, ");
    const auto made = app::plan_reload(with(first), with(renamed));
    CHECK(told(made).contains("added output adm;removed output pas;"));
    const auto adm = std::ranges::find(made.changes, "adm", &change::name);
    REQUIRE(adm != made.changes.end());
    CHECK(adm->takes_over == "pas");
}

TEST_CASE("memories and calls are taken while the engine runs", "[reload]") {
    const auto made = plan("routes:", "memory: { known: { key: PID-3.1 } }\nroutes:");
    CHECK(told(made) == "added memory known;");
    CHECK(made.refusals.empty());
    const auto call = plan("routes:", "calls: { mpi: { url: 'http://mpi.test/p' } }\nroutes:");
    CHECK(told(call) == "added call mpi;");
    CHECK(call.refusals.empty());
}

TEST_CASE("what only a start can change is refused by name", "[reload]") {
    const auto refused = [](const std::string& old, const std::string& put) {
        const auto made = plan(old, put);
        return made.refusals.size() == 1 ? made.refusals.front() : std::string{};
    };
    CHECK(refused("name: here", "name: there").starts_with("site 'name' is changed"));
    const std::string adt = "adt_in: { mllp: { listen: '127.0.0.1:2575' }";
    CHECK(refused(adt, adt + ", ack: { after: { after: delivered, outputs: [pas], within: 5s, else: AE } }")
              .starts_with("input 'adt_in' is changed"));
    CHECK(refused(adt, adt + ", dedup: { window: 1h }").starts_with("input 'adt_in' is changed"));
    const std::string pas = "pas: { mllp: { connect: '127.0.0.1:6661' }";
    CHECK(refused(pas, pas + ", dead_letter: { then: stop }").starts_with("output 'pas' is changed"));
}
