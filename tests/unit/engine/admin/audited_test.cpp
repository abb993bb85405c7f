// What becomes an entry of the audit, of every request that there may be.
#include "engine/admin/audited.hpp"

#include "engine/admin/protocol.hpp"
#include "engine/audit/limits.hpp"
#include "engine/audit/words.hpp"
#include "tests/support/catch.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::admin {
namespace {

std::string hashed(const std::string& value) {
    return "h" + std::to_string(value.size());
}

// Everything that an endpoint may be asked with, its path's parameters too.
boost::json::object all_of(const http::endpoint& of) {
    boost::json::object asked;
    for (const auto& each : of.takes) {
        const auto key = each.verb_key.empty() ? each.name : each.verb_key;
        if (each.is == http::kind::text) asked[key] = "SAID-" + std::string{each.name};
        if (each.is == http::kind::number) asked[key] = 7;
        if (each.is == http::kind::flag) asked[key] = false;
        if (each.is == http::kind::texts) asked[key] = boost::json::array{"ONE", "OTHER"};
    }
    for (auto rest = of.path; rest.contains('{'); rest.remove_prefix(rest.find('}') + 1)) {
        const auto name = rest.substr(rest.find('{') + 1, rest.find('}') - rest.find('{') - 1);
        if (name == "entry")
            asked[name] = 7;
        else
            asked[name] = "SAID-" + std::string{name};
    }
    return asked;
}

// Where one goes on, what is shown, what had been seen before, secrets, a whole message; and what somebody looked for
// in the audit itself.
constexpr std::string_view not_in_about[]{"reason", "limit",    "most", "cursor", "after",   "through", "values", "who",
                                          "what",   "password", "user", "token",  "preview", "about",   "seen_us"};

bool left_out(const http::endpoint& of, std::string_view key) {
    const bool whole_message = key == "text" && of.audited == audit::words::edit;
    return whole_message || std::ranges::find(not_in_about, key) != std::end(not_in_about);
}

} // namespace

TEST_CASE("whatever an endpoint is asked is in its entry, or is known not to be") {
    for (const auto& of : http::endpoints()) {
        if (of.audited.empty()) continue;
        INFO(of.id);
        const auto asked = all_of(of);
        const auto made = entry_of(of, asked, hashed);
        CHECK(made.about.size() < audit::subjects); // the endpoint's name may follow
        for (const auto& [name, value] : asked) {
            const std::string_view key = name == "id" || name == "ids" ? "" : std::string_view{name};
            if (key.empty() || left_out(of, key)) continue;
            INFO(key);
            CHECK(std::ranges::find(made.about, key, &std::pair<std::string, std::string>::first) != made.about.end());
        }
        for (const auto& [kind, said] : made.about)
            CHECK((kind == "key" || kind == "text") == (said.starts_with("h") && said.size() > 1));
    }
}

TEST_CASE("all the messages that one request may act on fit into an entry") {
    const auto longest = std::string(16, 'I') + "/" + std::string(audit::name_bytes, 'o') + " ";
    CHECK(acts * longest.size() <= audit::list_bytes);
}

} // namespace vagus::admin
