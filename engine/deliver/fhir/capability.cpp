#include "engine/deliver/fhir/capability.hpp"

#include "engine/deliver/fhir/json.hpp"

namespace vagus::deliver::fhir {
namespace json = boost::json;

namespace {

constexpr std::string_view our_version = "4.0"; // R4

bool offers(const json::value& in, std::string_view interaction) {
    for (const auto& each : list_at(in, "interaction"))
        if (text_at(each, "code") == interaction) return true;
    return false;
}

void add(std::string& words, const std::string& clause) {
    words += (words.empty() ? "" : "; ") + clause;
}

// "Patient" of "Patient/123" and "Patient?identifier=x".
std::string type_in(std::string_view url) {
    return std::string{url.substr(0, url.find_first_of("/?"))};
}

} // namespace

result<capability, std::string> read_capability(std::string_view body) {
    const auto read = parsed(body);
    if (text_at(read, "resourceType") != "CapabilityStatement")
        return fail(std::string{"the answer is no CapabilityStatement"});
    capability made;
    made.version = text_at(read, "fhirVersion");
    if (const auto* software = at(read, "software")) made.software = text_at(*software, "name");
    for (const auto& rest : list_at(read, "rest")) {
        made.transaction = made.transaction || offers(rest, "transaction");
        made.batch = made.batch || offers(rest, "batch");
        for (const auto& each : list_at(rest, "resource")) {
            auto& resource = made.resources[std::string{text_at(each, "type")}];
            resource.create = offers(each, "create");
            resource.update = offers(each, "update");
            const auto* creates = at(each, "updateCreate");
            resource.update_creates = creates == nullptr || !creates->is_bool() || creates->get_bool();
        }
    }
    return made;
}

demand demand_of(std::string_view bundle) {
    demand made;
    const auto read = parsed(bundle);
    if (text_at(read, "resourceType") != "Bundle") return made;
    made.type = text_at(read, "type");
    for (const auto& entry : list_at(read, "entry")) {
        const auto* request = at(entry, "request");
        if (request == nullptr) continue;
        const auto method = text_at(*request, "method");
        if (method == "POST") made.created.insert(type_in(text_at(*request, "url")));
        if (method == "PUT") made.updated.insert(type_in(text_at(*request, "url")));
    }
    return made;
}

std::string differences(const capability& offered, const demand& asked) {
    std::string words;
    if (!offered.version.starts_with(our_version))
        add(words, "it speaks FHIR " + (offered.version.empty() ? "of no stated version" : offered.version) +
                       ", and what is sent is R4 (4.0)");
    if (asked.type.empty() && !offered.transaction && !offered.batch)
        add(words, "it takes neither transactions nor batches");
    if (asked.type == "transaction" && !offered.transaction) add(words, "it does not take transactions");
    if (asked.type == "batch" && !offered.batch) add(words, "it does not take batches");
    for (const auto& type : asked.created) {
        const auto found = offered.resources.find(type);
        if (found == offered.resources.end() || !found->second.create) add(words, "it does not create " + type);
    }
    for (const auto& type : asked.updated) {
        const auto found = offered.resources.find(type);
        if (found == offered.resources.end() || !found->second.update) {
            add(words, "it does not update " + type);
        } else if (!found->second.update_creates) {
            add(words, "it does not make " + type + " with ids of ours (updateCreate)");
        }
    }
    return words;
}

} // namespace vagus::deliver::fhir
