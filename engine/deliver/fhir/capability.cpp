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

// Many servers do more than they say: only a `false` counts.
bool denied(const json::value& in, std::string_view key) {
    const auto* said = at(in, key);
    return said != nullptr && said->is_bool() && !said->get_bool();
}

void add(std::string& words, const std::string& clause) {
    words += (words.empty() ? "" : "; ") + clause;
}

// "Patient" of "Patient/123" and "Patient?identifier=x".
std::string type_in(std::string_view url) {
    return std::string{url.substr(0, url.find_first_of("/?"))};
}

struct ability {
    const char* verb;
    const char* how;
    bool capability::resource::* is;
};

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
            resource.update_creates = !denied(each, "updateCreate");
            resource.conditional_create = !denied(each, "conditionalCreate");
            resource.conditional_update = !denied(each, "conditionalUpdate");
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
        const auto url = text_at(*request, "url");
        if (method == "POST") (at(*request, "ifNoneExist") ? made.created_if_none : made.created).insert(type_in(url));
        if (method == "PUT") (url.find('?') < url.size() ? made.updated_if_found : made.updated).insert(type_in(url));
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
    using resource = capability::resource;
    const auto each = [&](const auto& types, ability plain, ability further) {
        for (const auto& type : types) {
            const auto found = offered.resources.find(type);
            const bool known = found != offered.resources.end() && found->second.*plain.is;
            if (known && found->second.*further.is) continue;
            const auto& lacks = known ? further : plain;
            add(words, std::string{"it does not "} + lacks.verb + " " + type + lacks.how);
        }
    };
    constexpr ability create{"create", "", &resource::create};
    constexpr ability update{"update", "", &resource::update};
    each(asked.created, create, create);
    each(asked.created_if_none, create, {"create", " by a search (conditionalCreate)", &resource::conditional_create});
    each(asked.updated, update, {"make", " with ids of ours (updateCreate)", &resource::update_creates});
    each(asked.updated_if_found, update, {"update", " by a search (conditionalUpdate)", &resource::conditional_update});
    return words;
}

} // namespace vagus::deliver::fhir
