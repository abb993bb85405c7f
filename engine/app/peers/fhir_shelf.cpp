#include "engine/app/peers/fhir_shelf.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace vagus::peers {
namespace json = boost::json;

namespace {

std::string text_at(const json::object& in, std::string_view key) {
    const auto* found = in.if_contains(key);
    return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}
const json::object* object_at(const json::object& in, std::string_view key) {
    const auto* found = in.if_contains(key);
    return found != nullptr ? found->if_object() : nullptr;
}

web_answer refused(std::uint32_t status, std::string_view code, const std::string& words) {
    const json::object outcome{
        {"resourceType", "OperationOutcome"},
        {"issue", json::array{json::object{{"severity", "error"}, {"code", code}, {"diagnostics", words}}}}};
    web_answer made;
    made.status = status;
    made.body = json::serialize(outcome);
    return made;
}

web_answer resource(json::object content) {
    web_answer made;
    made.body = json::serialize(content);
    return made;
}

web_answer metadata() {
    json::array types;
    for (const auto* type : {"Patient", "Encounter", "Practitioner", "Organization", "Location", "DiagnosticReport",
                             "Observation", "Specimen", "ServiceRequest", "Condition", "AllergyIntolerance", "Coverage",
                             "RelatedPerson", "Provenance", "MessageHeader", "Immunization", "Appointment"})
        types.push_back(
            json::object{{"type", type},
                         {"interaction", json::array{json::object{{"code", "read"}}, json::object{{"code", "create"}},
                                                     json::object{{"code", "update"}}}},
                         {"updateCreate", true},
                         {"conditionalCreate", true},
                         {"conditionalUpdate", true}});
    const json::array whole{json::object{{"code", "transaction"}}, json::object{{"code", "batch"}}};
    return resource(
        {{"resourceType", "CapabilityStatement"},
         {"status", "active"},
         {"date", "2026-03-01"},
         {"kind", "instance"},
         {"software", json::object{{"name", "vagus listen --fhir"}}},
         {"fhirVersion", "4.0.1"},
         {"format", json::array{"json"}},
         {"rest", json::array{json::object{{"mode", "server"}, {"interaction", whole}, {"resource", types}}}}});
}

struct asked {
    std::string method;
    std::string url;
    std::string condition; // ifNoneExist
    std::string content;
};
struct bundle {
    std::string type;
    std::vector<asked> entries;
};

std::optional<asked> read_entry(const json::value& written) {
    const auto* entry = written.if_object();
    const auto* request = entry == nullptr ? nullptr : object_at(*entry, "request");
    const auto* content = entry == nullptr ? nullptr : object_at(*entry, "resource");
    if (request == nullptr || content == nullptr) return std::nullopt;
    asked made{text_at(*request, "method"), text_at(*request, "url"), text_at(*request, "ifNoneExist"),
               json::serialize(*content)};
    if ((made.method != "PUT" && made.method != "POST") || made.url.empty()) return std::nullopt;
    return made;
}

// All of it is read before any of it is done.
result<bundle, std::string> read_bundle(std::string_view body) {
    boost::system::error_code broken;
    const auto read = json::parse({body.data(), body.size()}, broken);
    const auto* whole = broken ? nullptr : read.if_object();
    if (whole == nullptr) return fail(std::string{"the body is no JSON object"});
    if (text_at(*whole, "resourceType") != "Bundle") return fail(std::string{"only Bundles are taken here"});
    bundle made{text_at(*whole, "type"), {}};
    if (made.type != "transaction" && made.type != "batch")
        return fail(std::string{"a Bundle of type transaction or batch is wanted"});
    const auto* entries = whole->if_contains("entry");
    if (entries == nullptr) return made;
    if (!entries->is_array()) return fail(std::string{"entry is a list"});
    for (const auto& each : entries->get_array()) {
        auto entry = read_entry(each);
        if (!entry) return fail(std::string{"each entry is a PUT or POST of a resource"});
        made.entries.push_back(std::move(*entry));
    }
    return made;
}

} // namespace

fhir_seen fhir_shelf::answer(const web_request& request) {
    fhir_seen made;
    const auto question = request.target.find('?');
    std::string_view path = std::string_view{request.target}.substr(0, question);
    const auto query =
        question == std::string::npos ? std::string_view{} : std::string_view{request.target}.substr(question + 1);
    if (request.method == "POST") return take_bundle(request.body);
    if (request.method != "GET") {
        made.answer = refused(405, "not-supported", "this little server takes POST of a Bundle, and GET");
    } else if (path.ends_with("/metadata")) {
        made.answer = metadata();
    } else {
        made.answer = read(path, query);
    }
    return made;
}

web_answer fhir_shelf::read(std::string_view path, std::string_view query) const {
    const auto last = path.rfind('/');
    const auto name = path.substr(last + 1);
    if (query.contains("_summary=count")) {
        const auto prefix = std::string{name} + "/";
        const auto count =
            std::ranges::count_if(resources_, [&](const auto& each) { return each.first.starts_with(prefix); });
        return resource({{"resourceType", "Bundle"}, {"type", "searchset"}, {"total", count}});
    }
    const auto before = last == std::string_view::npos || last == 0 ? 0 : path.rfind('/', last - 1) + 1;
    const auto found = resources_.find(path.substr(before));
    if (found == resources_.end()) return refused(404, "not-found", "no such resource here");
    const auto slash = found->first.find('/');
    return resource({{"resourceType", found->first.substr(0, slash)},
                     {"id", found->first.substr(slash + 1)},
                     {"meta", json::object{{"versionId", std::to_string(found->second.version)}}}});
}

fhir_seen fhir_shelf::take_bundle(std::string_view body) {
    fhir_seen made;
    auto read = read_bundle(body);
    if (read && resources_.size() + read->entries.size() > most_resources)
        read = fail(std::string{"this little server is full"});
    if (!read) {
        made.problem = read.error();
        made.answer = refused(400, "structure", made.problem);
        return made;
    }
    made.type = read->type;
    json::array answers;
    for (const auto& each : read->entries) {
        const auto done =
            each.method == "PUT" ? put(each.url, each.content) : post(each.url, each.condition, each.content);
        made.entries.push_back(fmt::format("{} {} {}", each.method, each.url, done.status));
        answers.push_back(json::object{
            {"response", json::object{{"status", std::to_string(done.status)}, {"location", done.location}}}});
    }
    made.answer =
        resource({{"resourceType", "Bundle"}, {"type", made.type + "-response"}, {"entry", std::move(answers)}});
    return made;
}

fhir_shelf::stored fhir_shelf::put(const std::string& type_and_id, std::string_view content) {
    const auto condition = type_and_id.find('?');
    if (condition != std::string::npos) return find_or_make(type_and_id, content, true);
    auto& there = resources_[type_and_id];
    const bool fresh = there.version == 0;
    const auto hash = std::hash<std::string_view>{}(content);
    if (fresh || there.hash != hash) ++there.version;
    there.hash = hash;
    return {fresh ? 201U : 200U, fmt::format("{}/_history/{}", type_and_id, there.version)};
}

fhir_shelf::stored fhir_shelf::post(const std::string& type, const std::string& condition, std::string_view content) {
    if (condition.empty()) return put(fmt::format("{}/{}", type, ++made_), content);
    return find_or_make(type + "?" + condition, content, false);
}

// "Patient?identifier=x": a conditional update replaces what it finds, a conditional create leaves it.
fhir_shelf::stored fhir_shelf::find_or_make(const std::string& search, std::string_view content, bool replaces) {
    const auto known = known_.find(search);
    if (known != known_.end() && !replaces)
        return {200, fmt::format("{}/_history/{}", known->second, resources_[known->second].version)};
    const auto name =
        known != known_.end() ? known->second : fmt::format("{}/{}", search.substr(0, search.find('?')), ++made_);
    known_[search] = name;
    return put(name, content);
}

} // namespace vagus::peers
