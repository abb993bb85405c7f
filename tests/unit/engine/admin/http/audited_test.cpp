// What the audit says of a request: enough to know what was done, and nothing of a patient.
#include "tests/unit/engine/admin/http/served.hpp"

#include <utility>

namespace vagus::admin::http {
namespace {

using test::served;
using subjects = std::vector<std::pair<std::string, std::string>>;

// The entries that a request leaves.
std::vector<audit::entry> left_by(served& at, access::role is, std::string_view method, std::string_view path,
                                  const std::string& body = {}) {
    const auto before = static_cast<std::ptrdiff_t>(at.seen.size());
    (void)at.ask(method, path, body, at.log_in(is).fields);
    return {at.seen.begin() + before, at.seen.end()};
}

} // namespace

TEST_CASE("the audit tells a new password from a new role, and names the role") {
    served at;
    const auto by_admin = [&](std::string_view path, const std::string& body) {
        return left_by(at, access::role::admin, "POST", path, body).at(0);
    };
    const auto role = by_admin("/users/viewer/role", R"({"role":"admin"})");
    CHECK(role.what == "user.change");
    CHECK(role.about == subjects{{"name", "viewer"}, {"role", "admin"}});
    const auto password = by_admin("/users/viewer/password", R"({"password":"secret horse battery"})");
    CHECK(password.what == "user.password");
    CHECK(password.about == subjects{{"name", "viewer"}});
    const auto user = by_admin("/users", R"({"name":"ben","role":"support","password":"secret horse battery"})");
    CHECK(user.about == subjects{{"name", "ben"}, {"role", "support"}});
    const auto token = by_admin("/tokens", R"({"name":"x","role":"admin","days":7})");
    CHECK(token.what == "token.add");
    CHECK(token.about == subjects{{"name", "x"}, {"role", "admin"}, {"days", "7"}});
    const auto held = by_admin("/store/hold", R"({"segment":"12","reason":"a case"})");
    CHECK(held.about == subjects{{"segment", "12"}});
    const auto snoozed = by_admin("/alerts/a1/snooze", R"({"minutes":60,"reason":"known"})");
    CHECK(snoozed.about == subjects{{"alert", "a1"}, {"minutes", "60"}});
}

TEST_CASE("the audit says by which filter messages were sent again, and to whom") {
    served at;
    const auto resent = left_by(at, access::role::operator_, "POST", "/resend",
                                R"({"control":"N5","outputs":["pas","lab"],"rules":"now","since_us":5,"until_us":9,)"
                                R"("reason":"lost"})");
    REQUIRE(resent.size() == 1);
    CHECK(resent[0].about ==
          subjects{{"to", "pas lab"}, {"control", "N5"}, {"rules", "now"}, {"since_us", "5"}, {"until_us", "9"}});
    const auto dropped =
        left_by(at, access::role::operator_, "POST", "/dead/discard", R"({"group":"G7","reason":"old"})");
    REQUIRE(dropped.size() == 1);
    CHECK(dropped[0].about == subjects{{"group", "G7"}});
}

TEST_CASE("the audit names the messages that a filter came to mean, once they are known") {
    served at;
    at.answer =
        boost::json::parse(R"({"done":[{"id":"0A"},{"id":"0B","name":"pas"}],"not":[{"id":"0C"}]})").as_object();
    const auto by_filter = left_by(at, access::role::operator_, "POST", "/resend",
                                   R"({"control":"N5","outputs":["lab"],"reason":"lost"})");
    REQUIRE(by_filter.size() == 2);
    CHECK(by_filter[1].what == "message.resend");
    CHECK(by_filter[1].who == "operator");
    CHECK(by_filter[1].reason == "lost");
    CHECK(by_filter[1].result == "ok");
    CHECK(by_filter[1].about == subjects{{"message", "0A 0B/pas"}, {"to", "lab"}});
    const auto by_ids = left_by(at, access::role::operator_, "POST", "/resend",
                                R"({"ids":["0A","0B"],"outputs":["lab"],"reason":"lost"})");
    REQUIRE(by_ids.size() == 1);
    CHECK(by_ids[0].about == subjects{{"message", "0A 0B"}, {"to", "lab"}});
    at.answer = boost::json::parse(R"({"done":[],"not":[]})").as_object();
    CHECK(left_by(at, access::role::operator_, "POST", "/dead/retry", R"({"group":"G7","reason":"x"})").size() == 1);
}

TEST_CASE("what somebody looked for is in the audit by its hash only") {
    served at;
    const auto left = left_by(at, access::role::admin, "POST", "/messages/find",
                              R"({"text":"Sample^Ida","key":"777888999","tag":"lab","control":"N5"})");
    REQUIRE(left.size() == 1);
    CHECK(left[0].about ==
          subjects{{"control", "N5"}, {"tag", "lab"}, {"key", "hash of 9 letters"}, {"text", "hash of 10 letters"}});
}

TEST_CASE("a preview of an edit is a view, with the values that it shows") {
    served at;
    const auto edit = [&](const char* rest) {
        return left_by(at, access::role::admin, "POST", "/messages/0A/edit",
                       R"({"text":"PID|Sample^Ida","outputs":["pas"],)" + std::string{rest} + "}");
    };
    const auto seen = edit(R"("preview":true)");
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].what == "message.view");
    CHECK(seen[0].result == "values");
    CHECK(seen[0].about == subjects{{"message", "0A"}, {"to", "pas"}});
    CHECK(at.deeds.back() == deed::seen);
    const auto done = edit(R"("reason":"wrong ward")");
    REQUIRE(done.size() == 1);
    CHECK(done[0].what == "message.edit");
    CHECK(done[0].result == "ok");
    CHECK(at.deeds.back() == deed::done);
    at.answer = {{"error", "no such message"}, {"code", "not_found"}};
    const auto failed = edit(R"("preview":true)");
    REQUIRE(failed.size() == 2);
    CHECK(failed[1].what == "message.view");
    CHECK(failed[1].result == "failed 404");
}

} // namespace vagus::admin::http
