#include "engine/admin/http/openapi.hpp"

#include "engine/admin/http/endpoint.hpp"
#include "engine/admin/http/problem.hpp"
#include "engine/admin/protocol.hpp"

#include <boost/json/array.hpp>

#include <string>
#include <utility>

namespace vagus::admin::http {
namespace json = boost::json;

namespace {

json::object schema_of(kind is) {
    switch (is) {
    case kind::text: return {{"type", "string"}};
    case kind::number: return {{"type", "integer"}};
    case kind::flag: return {{"type", "boolean"}};
    case kind::texts: return {{"type", "array"}, {"items", json::object{{"type", "string"}}}};
    }
    std::unreachable();
}

json::object reference_to(std::string_view schema) {
    return {{"$ref", "#/components/schemas/" + std::string{schema}}};
}

json::array path_parameters(std::string_view path) {
    json::array all;
    for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
        const auto name = path.substr(open + 1, path.find('}', open) - open - 1);
        all.push_back(json::object{
            {"name", name}, {"in", "path"}, {"required", true}, {"schema", json::object{{"type", "string"}}}});
    }
    return all;
}

json::object body_of(const endpoint& one) {
    json::object properties;
    json::array required;
    for (const auto& each : one.takes) {
        auto schema = schema_of(each.is);
        schema["description"] = each.words;
        properties[each.name] = std::move(schema);
        if (each.required) required.emplace_back(each.name);
    }
    json::object schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    const bool needed = !required.empty();
    if (needed) schema["required"] = std::move(required);
    return {{"required", needed},
            {"content", json::object{{"application/json", json::object{{"schema", std::move(schema)}}}}}};
}

json::object answers_of(const endpoint& one) {
    json::object good{{"description", "Done."}};
    if (one.answer.empty())
        good["content"] = json::object{{"text/event-stream", json::object{}}};
    else
        good["content"] = json::object{{"application/json", json::object{{"schema", reference_to(one.answer)}}}};
    json::object bad{
        {"description", "It was not done: `code` says why."},
        {"content", json::object{{"application/problem+json", json::object{{"schema", reference_to("problem")}}}}}};
    return {{one.id == "addUser" || one.id == "addToken" ? "201" : "200", std::move(good)},
            {"default", std::move(bad)}};
}

json::object operation(const endpoint& one) {
    json::object made{{"operationId", one.id}, {"summary", one.words}, {"responses", answers_of(one)}};
    auto parameters = path_parameters(one.path);
    const bool in_query = one.method == "GET" || one.method == "DELETE";
    for (const auto& each : one.takes)
        if (in_query)
            parameters.push_back(json::object{{"name", each.name},
                                              {"in", "query"},
                                              {"required", each.required},
                                              {"description", each.words},
                                              {"schema", schema_of(each.is)}});
    if (one.by_revision)
        parameters.push_back(json::object{{"name", "If-Match"},
                                          {"in", "header"},
                                          {"required", true},
                                          {"description", "The ETag of GET /config."},
                                          {"schema", json::object{{"type", "string"}}}});
    if (!parameters.empty()) made["parameters"] = std::move(parameters);
    if (!in_query && !one.takes.empty()) made["requestBody"] = body_of(one);
    if (one.needs) {
        made["x-right"] = access::name_of(*one.needs);
        made["x-role"] = access::name_of(access::least(*one.needs));
    } else {
        made["security"] = json::array{};
    }
    if (!one.audited.empty()) made["x-audited"] = one.audited;
    return made;
}

json::object codes() {
    json::array all;
    for (const auto& each : problem_codes()) all.emplace_back(each.code);
    return {{"type", "object"},
            {"description", "RFC 9457. Only `code` is contract."},
            {"required", json::array{"type", "title", "status", "code", "detail"}},
            {"properties", json::object{{"type", json::object{{"type", "string"}}},
                                        {"title", json::object{{"type", "string"}}},
                                        {"status", json::object{{"type", "integer"}}},
                                        {"code", json::object{{"type", "string"}, {"enum", std::move(all)}}},
                                        {"detail", json::object{{"type", "string"}}}}}};
}

} // namespace

json::object openapi() {
    json::object paths;
    for (const auto& each : endpoints()) {
        std::string method;
        for (const char c : each.method) method += static_cast<char>(c - 'A' + 'a');
        auto& of = paths[std::string{api_root} + std::string{each.path}];
        if (of.is_null()) of = json::object{};
        of.as_object()[method] = operation(each);
    }
    auto shapes = schemas();
    shapes["problem"] = codes();
    return {
        {"openapi", "3.1.0"},
        {"info", json::object{{"title", "Vagus"},
                              {"version", version},
                              {"description", "What operations staff and programs ask of a running engine. Times "
                                              "are microseconds since 1970, UTC."}}},
        {"security", json::array{json::object{{"session", json::array{}}}, json::object{{"bearer", json::array{}}}}},
        {"paths", std::move(paths)},
        {"components",
         json::object{
             {"schemas", std::move(shapes)},
             {"securitySchemes",
              json::object{{"session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "vagus_session"}}},
                           {"bearer", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}};
}

} // namespace vagus::admin::http
