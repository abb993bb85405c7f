// Rules from YAML in a test, with inputs `in` and `other`, and outputs `out` and `second`.
#pragma once

#include "config/load.hpp"
#include "config/side_files.hpp"
#include "parsers/hl7/message.hpp"
#include "routes/program.hpp"
#include "routes/route.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace vagus::routes {

struct loaded {
    config::tree files;
    rules written;
    std::unique_ptr<const program> ran; // null after findings

    [[nodiscard]] std::string findings() const { return config::show(files.found, files.files); }
};

inline std::vector<output_shape> two_outputs(const std::vector<std::string>& keys = {}) {
    output_shape out{"out", {}};
    for (const auto& key : keys) out.keys.push_back({path::parse(key).value(), {0, 99, 1}});
    return {std::move(out), {"second", {}}};
}

inline loaded load(const std::string& yaml, std::vector<output_shape> outputs = two_outputs(),
                   const std::vector<std::string>& replying = {}, const std::filesystem::path& folder = ".") {
    loaded made{config::load_text(yaml), {}, nullptr};
    config::side_files beside{made.files, folder};
    config::reading context{made.files.found, &beside};
    (void)rules_fields().read(made.files.root, context, made.written);
    made.ran = program::compile(made.written, {"in", "other"}, std::move(outputs), made.files.files, made.files.found,
                                replying);
    if (made.files.found.any_error()) made.ran = nullptr;
    return made;
}

// A route `r` from `in` to `out` with these steps, each line as it stands under `steps:`.
inline std::string route_with(const std::string& steps) {
    std::string yaml = "routes:\n  r:\n    from: in\n    to: out\n    steps:\n";
    std::string line;
    for (char c : steps + "\n") {
        line += c;
        if (c != '\n') continue;
        yaml += "      " + line;
        line.clear();
    }
    return yaml;
}

inline hl7::message message_of(const std::string& body) {
    return hl7::message::parse("MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\r" + body + "\r").value();
}

// What the steps make of the segments behind the MSH; "failed: ..." or "dropped: ..." where they end the route.
inline std::string body_after(const std::string& yaml, const std::string& body,
                              const std::filesystem::path& folder = ".") {
    auto rules = load(yaml, two_outputs(), {}, folder);
    INFO(rules.findings());
    REQUIRE(rules.ran);
    auto message = message_of(body);
    auto made = rules.ran->run(message, {"in", 0});
    if (!made.failures.empty()) return "failed: " + made.failures.front().text;
    if (!made.drops.empty()) return "dropped: " + made.drops.front().reason;
    REQUIRE(made.copies.size() == 1);
    if (!made.copies.front().body) return "as received";
    auto bytes = *made.copies.front().body;
    bytes.erase(0, bytes.find('\r') + 1);
    if (bytes.ends_with('\r')) bytes.pop_back();
    return bytes;
}
inline std::string after(const std::string& steps, const std::string& body) {
    return body_after(route_with(steps), body);
}

} // namespace vagus::routes
