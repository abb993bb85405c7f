#include "engine/deliver/fhir/answer.hpp"

#include "engine/deliver/fhir/json.hpp"

#include <charconv>

namespace vagus::deliver::fhir {
namespace json = boost::json;

namespace {

constexpr std::size_t most_issues = 50; // shown of one outcome

std::string place_of(const json::value& issue) {
    for (const auto* key : {"expression", "location"}) {
        for (const auto& each : list_at(issue, key))
            if (each.is_string()) return " at " + std::string{each.get_string()};
    }
    return {};
}

std::string line_of(const json::value& issue) {
    std::string line{text_at(issue, "severity")};
    line.append(" ").append(text_at(issue, "code")).append(place_of(issue));
    auto words = text_at(issue, "diagnostics");
    const auto* details = at(issue, "details");
    if (words.empty() && details != nullptr) words = text_at(*details, "text");
    if (!words.empty()) line.append(": ").append(words);
    return line + "\n";
}

std::string issues_in(const json::value& outcome) {
    std::string lines;
    if (text_at(outcome, "resourceType") != "OperationOutcome") return lines;
    std::size_t shown = 0;
    for (const auto& issue : list_at(outcome, "issue")) {
        if (++shown > most_issues) return lines + "...\n";
        lines += line_of(issue);
    }
    return lines;
}

// "201 Created" is 201; 0 for what begins otherwise.
std::uint32_t status_in(std::string_view text) {
    std::uint32_t status = 0;
    std::from_chars(text.data(), text.data() + text.size(), status);
    return status;
}

entry_answer entry_in(const json::value& entry) {
    entry_answer made;
    const auto* response = at(entry, "response");
    if (response == nullptr) return made;
    made.status = status_in(text_at(*response, "status"));
    if (const auto* outcome = at(*response, "outcome")) made.issues = issues_in(*outcome);
    return made;
}

} // namespace

bundle_answer read_answer(std::string_view body) {
    using enum bundle_answer::kind;
    bundle_answer made;
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return {nothing, {}};
    const auto read = parsed(body);
    const auto type = text_at(read, "resourceType");
    if (type.empty()) return made;
    made.what = resource;
    if (type != "Bundle") return made;
    if (text_at(read, "type") == "transaction-response") made.what = transaction;
    if (text_at(read, "type") != "batch-response") return made;
    made.what = batch;
    for (const auto& entry : list_at(read, "entry")) made.entries.push_back(entry_in(entry));
    return made;
}

std::string issues_of(std::string_view body) {
    return issues_in(parsed(body));
}

} // namespace vagus::deliver::fhir
