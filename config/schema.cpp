// JSON Schema and reference tables, made from what the fields state.
#include "config/schema.hpp"

#include "config/fields.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <charconv>

namespace vagus::config {

namespace json = boost::json;

namespace {

// A default as an editor inserts it.
json::value plain_value(const std::string& text) {
    if (text == "true" || text == "false") return text == "true";
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size()) return number;
    return json::string{text};
}

// A cell of a Markdown table: a bar would end it.
std::string cell(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '|') safe += '\\';
        safe += c;
    }
    return safe;
}

} // namespace

json::value definitions::refer(const void* identity, std::string_view name, const std::function<json::value()>& body) {
    const auto known = names_.find(identity);
    if (known != names_.end()) return {{"$ref", "#/$defs/" + known->second}};
    const auto taken = [&](const std::string& candidate) {
        return std::ranges::any_of(names_, [&](const auto& each) { return each.second == candidate; });
    };
    std::string unique{name};
    std::ranges::replace(unique, ' ', '_');
    const auto base = unique;
    for (int n = 2; taken(unique); ++n) unique = base + '_' + std::to_string(n);
    names_.emplace(identity, unique); // before the body, which may refer to itself
    bodies_[unique] = body();
    return {{"$ref", "#/$defs/" + unique}};
}

json::value object_schema(std::string_view summary, const std::vector<field_facts>& fields,
                          const std::vector<std::string>& standard, definitions& defs) {
    json::object properties;
    json::array required;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        auto schema = fields[i].schema(defs).as_object();
        schema["description"] = fields[i].summary;
        if (!standard[i].empty()) schema["default"] = plain_value(standard[i]);
        properties[fields[i].name] = std::move(schema);
        if (fields[i].required) required.emplace_back(fields[i].name);
    }
    json::object whole{{"type", "object"},
                       {"description", summary},
                       {"properties", std::move(properties)},
                       {"additionalProperties", false}};
    if (!required.empty()) whole["required"] = std::move(required);
    return whole;
}

json::value whole_schema(json::value root, definitions& defs) {
    json::object whole{{"$schema", "https://json-schema.org/draft/2020-12/schema"}};
    for (auto& [key, value] : root.as_object()) whole[key] = std::move(value);
    if (auto bodies = defs.take(); !bodies.empty()) whole["$defs"] = std::move(bodies);
    return whole;
}

std::string reference_table(const std::vector<field_facts>& fields, const std::vector<std::string>& standard) {
    std::string out = "| key | value | default | what it does |\n| --- | --- | --- | --- |\n";
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto& each = fields[i];
        auto by_default = standard[i].empty() ? std::string{} : "`" + cell(standard[i]) + "`";
        if (each.required) by_default = "required";
        out += "| `" + each.name + "` | " + cell(each.words) + " | " + by_default + " | " + cell(each.summary) + " |\n";
    }
    return out;
}

json::value text_schema(std::string_view words) {
    return json::object{{"type", {"string", "number", "boolean"}}, {"title", words}};
}

json::value text_schema(std::string_view words, std::string_view pattern) {
    return json::object{{"type", {"string", "number"}},
                        {"title", words},
                        {"pattern", "^(" + std::string{pattern} + R"()$|\$\{(env|file):)"}};
}

namespace detail {

json::value list_schema(json::value item) {
    return json::object{{"type", "array"}, {"items", std::move(item)}};
}

json::value list_or_one_schema(json::value item) {
    auto many = list_schema(item);
    return json::object{{"anyOf", json::array{std::move(item), std::move(many)}}};
}

json::value map_schema(json::value item) {
    return json::object{{"type", "object"}, {"additionalProperties", std::move(item)}};
}

json::value words_schema(const std::vector<std::string>& words) {
    json::array all;
    for (const auto& word : words) all.push_back(plain_value(word));
    return json::object{{"enum", std::move(all)}};
}

json::value any_kind_schema(json::array branches) {
    return json::object{{"oneOf", std::move(branches)}};
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
    std::string all;
    for (const auto& part : parts) {
        if (&part != &parts.front()) all += between;
        all += part;
    }
    return all;
}

} // namespace detail
} // namespace vagus::config
