// Bodies from YAML in a test.
#pragma once

#include "routes/bodies/json.hpp"
#include "tests/unit/routes/rules.hpp"

#include <string>

namespace vagus::routes {

// What body `b` becomes; "failed: ..." where it fails. `yaml` is what stands under `b:`, each line.
inline std::string made_of(const std::string& yaml, const std::string& body, const std::string& more = {}) {
    std::string indented;
    std::string line;
    for (char c : yaml + "\n") {
        line += c;
        if (c != '\n') continue;
        indented += "    " + line;
        line.clear();
    }
    auto rules = load("bodies:\n  b:\n" + indented + more);
    INFO(rules.findings());
    REQUIRE(rules.ran);
    auto message = message_of(body);
    auto made = rules.ran->make_body("b", message, {"in", 0});
    return made ? *made : "failed: " + made.error();
}
// A tree under `json:`.
inline std::string json_of(const std::string& tree, const std::string& body, const std::string& more = {}) {
    return made_of(
        "json:\n  " +
            [&] {
                std::string out;
                for (char c : tree) out += c == '\n' ? "\n  " : std::string{c};
                return out;
            }(),
        body, more);
}
// What is wrong with `yaml` under `bodies:`.
inline std::string wrong_with(const std::string& yaml) {
    return load("bodies:\n" + yaml).findings();
}

} // namespace vagus::routes
