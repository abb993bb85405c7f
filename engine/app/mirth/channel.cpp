#include "engine/app/mirth/channel.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace vagus::mirth {
namespace {

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first)};
}

std::vector<std::string> texts_of(const element& list) {
    std::vector<std::string> out;
    for (const auto& each : list.children) out.push_back(each.text);
    return out;
}

constexpr std::array<std::pair<std::string_view, piece::what>, 5> kinds{{
    {"Rule Builder", piece::what::rule},
    {"Mapper", piece::what::mapper},
    {"Message Builder", piece::what::message_builder},
    {"Destination Set Filter", piece::what::destination_set},
    {"JavaScript", piece::what::javascript},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> element_names{{
    {"RuleBuilderRule", "Rule Builder"},
    {"MapperStep", "Mapper"},
    {"MessageBuilderStep", "Message Builder"},
    {"DestinationSetFilterStep", "Destination Set Filter"},
    {"JavaScriptStep", "JavaScript"},
    {"JavaScriptRule", "JavaScript"},
}};

piece::what kind_of(std::string_view type) {
    const auto found = std::ranges::find(kinds, type, &std::pair<std::string_view, piece::what>::first);
    return found == kinds.end() ? piece::what::other : found->second;
}

// 3.5 and later: <com.mirth.connect.plugins.mapper.MapperStep>, with an element for each property.
piece new_piece(const element& from) {
    const auto short_name = from.name.substr(from.name.rfind('.') + 1);
    const auto known =
        std::ranges::find(element_names, short_name, &std::pair<std::string_view, std::string_view>::first);
    piece made;
    made.type = known == element_names.end() ? short_name : std::string{known->second};
    made.is = kind_of(made.type);
    made.name = trimmed(from["name"].text);
    made.enabled = from["enabled"].text != "false";
    made.any = from["operator"].text == "OR";
    made.field = trimmed(from[made.is == piece::what::mapper            ? "variable"
                              : made.is == piece::what::message_builder ? "messageSegment"
                                                                        : "field"]
                             .text);
    made.condition = from["condition"].text;
    made.values = texts_of(from["values"]);
    made.mapping = trimmed(from["mapping"].text);
    made.fallback = trimmed(from["defaultValue"].text);
    made.replaces = !from["replacements"].children.empty();
    made.behavior = from["behavior"].text;
    made.ids = texts_of(from["metaDataIds"]);
    made.script = from["script"].text;
    return made;
}

// 3.0 to 3.4: <step> and <rule>, with a type and a map of properties.
piece old_piece(const element& from) {
    constexpr std::array<std::string_view, 6> conditions{"NOT_EQUAL", "EQUALS",   "EXISTS",
                                                         "NOT_EXIST", "CONTAINS", "NOT_CONTAIN"};
    static const element none;
    const auto property = [&from](std::string_view key) -> const element& {
        for (const auto& entry : from["data"].children)
            if (entry.children.size() == 2 && entry.children.front().text == key) return entry.children.back();
        return none;
    };
    piece made;
    made.type = trimmed(from["type"].text);
    made.is = kind_of(made.type);
    made.name = trimmed(from["name"].text);
    made.any = from["operator"].text == "OR";
    made.field = trimmed(property(made.is == piece::what::rule ? "Field" : "Variable").text);
    const auto asked = property("Equals").text;
    if (asked.size() == 1 && asked[0] >= '0' && asked[0] <= '5')
        made.condition = conditions[static_cast<std::size_t>(asked[0] - '0')];
    made.values = texts_of(property("Values"));
    made.mapping = trimmed(property("Mapping").text);
    made.fallback = trimmed(property("DefaultValue").text);
    made.replaces = !property("RegularExpressions").children.empty();
    made.script = made.is == piece::what::javascript && !property("Script").text.empty() ? property("Script").text
                                                                                         : from["script"].text;
    return made;
}

std::vector<piece> pieces_of(const element& from, std::string_view old_name) {
    std::vector<piece> out;
    for (const auto& each : from["elements"].children) out.push_back(new_piece(each));
    for (const auto& each : from[old_name].children) out.push_back(old_piece(each));
    return out;
}

connector connector_of(const element& from) {
    connector made;
    made.id = from["metaDataId"].text;
    made.name = trimmed(from["name"].text);
    made.transport = trimmed(from["transportName"].text);
    made.enabled = from["enabled"].text != "false";
    made.properties = from["properties"];
    made.filter = pieces_of(from["filter"], "rules");
    const auto& transformer = from["transformer"];
    made.steps = pieces_of(transformer, "steps");
    made.response_steps = pieces_of(from["responseTransformer"], "steps");
    made.inbound = transformer["inboundDataType"].text;
    made.outbound = transformer["outboundDataType"].text;
    made.has_template = !trimmed(transformer["outboundTemplate"].text).empty();
    made.generated = transformer["inboundProperties"]["responseGenerationProperties"];
    return made;
}

// A new channel has scripts that do nothing but return.
std::string script_of(const element& from) {
    const auto bare = trimmed(without_comments(from.text));
    return bare.empty() || bare == "return;" || bare == "return" || bare == "return message;" ? std::string{}
                                                                                              : from.text;
}

channel channel_of(const element& from) {
    channel made;
    made.id = from["id"].text;
    made.name = trimmed(from["name"].text);
    made.version = from.version.empty() ? trimmed(from["version"].text) : from.version; // up to 2.2 an element
    made.source = connector_of(from["sourceConnector"]);
    for (const auto& each : from["destinationConnectors"].children) made.destinations.push_back(connector_of(each));
    made.preprocessing = script_of(from["preprocessingScript"]);
    made.postprocessing = script_of(from["postprocessingScript"]);
    made.deploy = script_of(from["deployScript"]);
    made.undeploy = script_of(from["undeployScript"]);
    return made;
}

void gather(const element& from, std::vector<channel>& out) {
    // A group names its channels by id too: those have no source.
    if (from.name == "channel" && from.has("sourceConnector")) return out.push_back(channel_of(from));
    for (const auto& each : from.children) gather(each, out);
}

} // namespace

std::vector<channel> channels_in(const element& root) {
    std::vector<channel> out;
    gather(root, out);
    return out;
}

bool known_version(const channel& of) {
    const auto* const end = of.version.data() + of.version.size();
    unsigned major = 0;
    unsigned minor = 0;
    const auto [dot, no_major] = std::from_chars(of.version.data(), end, major);
    if (no_major != std::errc{} || dot == end || *dot != '.') return false;
    if (std::from_chars(dot + 1, end, minor).ec != std::errc{}) return false;
    return major == 3 || (major == 4 && minor <= 5);
}

std::string without_comments(std::string_view script) {
    std::string out;
    char quote = '\0';
    for (std::size_t i = 0; i < script.size(); ++i) {
        const auto rest = script.substr(i);
        if (quote == '\0' && rest.starts_with("//")) {
            i = std::min(script.find('\n', i), script.size()) - 1;
        } else if (quote == '\0' && rest.starts_with("/*")) {
            i = std::min(script.find("*/", i + 2), script.size() - 1) + 1;
            out += ' ';
        } else {
            if (quote != '\0' && script[i] == '\\' && i + 1 < script.size())
                out += script[i++];
            else if (quote != '\0' && script[i] == quote)
                quote = '\0';
            else if (quote == '\0' && (script[i] == '\'' || script[i] == '"'))
                quote = script[i];
            out += script[i];
        }
    }
    return out;
}

} // namespace vagus::mirth
