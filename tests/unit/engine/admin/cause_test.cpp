// Dead letters of one cause are one group, and a group says nothing of a message.
#include "engine/admin/cause.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using namespace vagus::admin;
using store::delivery_state;
using store::outcome;

namespace {

store::dead_letter dead(outcome result, std::string answer, delivery_state state = delivery_state::dead) {
    store::dead_letter made;
    made.name = "pas";
    made.state = state;
    made.result = result;
    made.answer = std::move(answer);
    return made;
}

std::string answered(const std::string& code, const std::string& error = "", const std::string& text = "") {
    return "MSH|^~\\&|PAS|H|VAGUS|H|20260301||ACK|1|P|2.5\rMSA|" + code + "|77|" + text +
           (error.empty() ? "" : "\rERR||PID^1^5|" + error + "^^HL70357|E") + "\r";
}

} // namespace

TEST_CASE("a cause is made of codes, never of what a receiver wrote", "[admin]") {
    struct row {
        store::dead_letter letter;
        std::string_view cause;
    };
    const std::vector<row> rows{
        {dead(outcome::rejected, answered("AE")), "AE"},
        {dead(outcome::rejected, answered("AR", "206")), "AR 206"},
        {dead(outcome::rejected, answered("AE", "", "bed of Sample is locked")), "AE"},
        {dead(outcome::rejected, answered("AE", "Sample")), "AE"}, // a site's own code may be anything
        {dead(outcome::rejected, answered("AE", "208")), "AE"},
        {dead(outcome::accepted, answered("AA")), "AA"},
        {dead(outcome::rejected, "HTTP 422\nerror invalid at Patient.birthDate"), "HTTP 422"},
        {dead(outcome::rejected, "HTTP 4x2\n"), "rejected"},
        {dead(outcome::rejected, "HTTP"), "rejected"},
        {dead(outcome::rejected, "the broker refused it"), "rejected"},
        {dead(outcome::timeout, "no answer after 30 s"), "no answer"},
        {dead(outcome::unreadable, "MSH|gibberish"), "unreadable answer"},
        {dead(outcome::connection, "refused"), "no connection"},
        {dead(outcome::by_person, "skipped for Sample"), "by a person"},
    };
    for (const auto& each : rows) CHECK(cause_of(each.letter) == each.cause);
}

TEST_CASE("a failed route's cause is the place and the step", "[admin]") {
    const std::string step = R"(routes/lab.yaml:22 step 3 "set OBX-3.4")";
    const auto route = [&](const std::string& reason) {
        return dead(outcome::failed_route, reason, delivery_state::failed);
    };
    CHECK(cause_of(route(step + ": lookup('lab_codes'): no row for key (OBX[7]-3.1)")) == step);
    CHECK(cause_of(route(step + ": lookup('lab_codes'): no row for key (OBX[1]-3.1)")) == step);
    CHECK(cause_of(route("no place")) == "route failed");
    auto fragment = route("its next fragment did not come within 1 h");
    fragment.input = fragment.name;
    CHECK(cause_of(fragment) == "incomplete");
}

TEST_CASE("a group is named by kind, name and cause", "[admin]") {
    auto one = dead(outcome::timeout, "");
    const auto id = group_of(one, "no answer");
    CHECK(id.size() == 6);
    CHECK(group_of(one, "no answer") == id);
    CHECK(group_of(one, "AE") != id);
    one.name = "lis";
    CHECK(group_of(one, "no answer") != id);
    one.name = "pas";
    one.state = delivery_state::failed;
    CHECK(group_of(one, "no answer") != id);
}
