// How plans end for the message and for its sender.
#include "engine/intake/ending.hpp"
#include "engine/intake/replies.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using intake::ack_policy;
using store::message_state;
using enum hl7::ack_code;

namespace {

routes::plan rejecting() {
    routes::plan made;
    made.matched = {0, 1};
    made.copies.push_back({0, 0, std::nullopt, {}});
    made.failures.push_back({1,
                             "routes/adt.yaml:22 step 3: no name",
                             true,
                             {{.code = hl7::condition::required_missing, .at = {.segment = "PID", .field = 5}}}});
    return made;
}

ack_policy after(ack_policy::after when) {
    ack_policy made;
    made.when = when;
    return made;
}

const auto processed = after(ack_policy::after::processed);

} // namespace

TEST_CASE("a rejection after `processed` refuses the message with what is wrong, where", "[intake][ack]") {
    const auto end = end_of(rejecting(), processed);
    CHECK(end.refused());
    CHECK(end.code == AE);
    CHECK(end.reason == "routes/adt.yaml:22 step 3: no name");
    REQUIRE(end.faults.size() == 1);
    CHECK(end.faults.front().at.segment == "PID");
    auto stricter = processed;
    stricter.codes.invalid = AR;
    CHECK(end_of(rejecting(), stricter).code == AR);
}

TEST_CASE("a rejection is heard before a failure that would be kept", "[intake][ack]") {
    auto made = rejecting();
    made.failures.insert(made.failures.begin(), {0, "routes/adt.yaml:9: no row"});
    const auto end = end_of(made, processed);
    CHECK(end.refused());
    CHECK(end.code == AE);
    CHECK(end.faults.size() == 1);
}

TEST_CASE("a failure that answers negatively says its reason in an ERR of its own", "[intake][ack]") {
    routes::plan made;
    made.matched = {0};
    made.failures.push_back({0, "routes/adt.yaml:9: no row"});
    CHECK(end_of(made, processed).state == message_state::failed);
    auto stricter = processed;
    stricter.codes.failed = AR;
    const auto end = end_of(made, stricter);
    CHECK(end.refused());
    REQUIRE(end.faults.size() == 1);
    CHECK(end.faults.front().code == hl7::condition::application_error);
    CHECK(end.faults.front().diagnostic == "routes/adt.yaml:9: no row");
}

TEST_CASE("a rejection that nobody would hear is kept as a failure", "[intake][ack]") {
    CHECK(end_of(rejecting(), after(ack_policy::after::stored)).state == message_state::failed);
    auto silent = processed;
    silent.how = ack_policy::mode::none;
    const auto message = hl7::message::parse("MSH|^~\\&|A|B|C|D|20260301||ADT^A01|7|P|2.5.1").value();
    const auto end = decide(message.read(), rejecting(), silent);
    CHECK(end.end.state == message_state::failed);
    CHECK(end.due.none());
}

TEST_CASE("in enhanced mode the accept acknowledgement tells a rejection where no other is due", "[intake][ack]") {
    auto ack = processed;
    ack.how = ack_policy::mode::obey;
    const auto heard = [&](const std::string& accept, const std::string& application) {
        const auto message =
            hl7::message::parse("MSH|^~\\&|A|B|C|D|20260301||ADT^A01|7|P|2.5.1|||" + accept + "|" + application)
                .value();
        return to_text(decide(message.read(), rejecting(), ack).due);
    };
    CHECK(heard("AL", "NE") == "CE");
    CHECK(heard("AL", "AL") == "CA AE");
    CHECK(heard("NE", "ER") == "AE");
    ack.codes.invalid = AR;
    CHECK(heard("ER", "NE") == "CR");
}
