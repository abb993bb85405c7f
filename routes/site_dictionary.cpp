#include "routes/site_dictionary.hpp"

#include "parsers/hl7/versions.hpp"
#include "parsers/path/path.hpp"
#include "routes/steps/segment_ids.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace vagus::routes {
namespace {

using config::findings;
using config::place;

std::optional<std::uint32_t> number_of(const std::string& text) {
    std::uint32_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    const bool all = error == std::errc{} && end == text.data() + text.size();
    return all && n >= 1 && n <= path::highest_part ? std::optional{n} : std::nullopt;
}

// A dictionary is text: nothing may begin another line of it, and a type is one word.
bool is_name(const std::string& text) {
    const auto key = hl7::key_of(text);
    return !key.empty() && key.front() >= 'a' && key.front() <= 'z' &&
           std::ranges::none_of(text, [](char c) { return c >= '\0' && c < ' '; });
}
bool is_type(const std::string& text) {
    return !text.empty() && std::ranges::none_of(text, [](char c) { return c >= '\0' && c <= ' '; });
}

// In any version.
std::vector<std::string> names_of_types() {
    std::set<std::string> names;
    for (const auto version : hl7::versions())
        if (const auto* made = hl7::dictionary_of(version))
            for (const auto& type : made->types()) names.emplace(type.id);
    return {names.begin(), names.end()};
}

bool has_part(const hl7::structure& in, std::string_view name) {
    return std::ranges::any_of(in.groups, [&](const hl7::group_shape& group) {
        return std::ranges::any_of(group.parts, [&](const hl7::group_shape::part& part) {
            return part.group ? in.groups[*part.group].name == name : part.segment == name;
        });
    });
}

// Asks all versions that have the structure.
bool any_has_part(const std::string& structure, std::string_view name) {
    return std::ranges::any_of(hl7::versions(), [&](std::string_view version) {
        const auto* made = hl7::dictionary_of(version);
        const auto* found = made ? made->structure(structure) : nullptr;
        return found && has_part(*found, name);
    });
}

void check_field(const config::named<site_field>& one, findings& found) {
    if (!number_of(one.name))
        found.error(one.at, "VG3020", "'" + one.name + "' is not the number of a field", "write 1 to 999");
    if (!is_name(one.value.name))
        found.error(one.at, "VG3020", "'" + one.value.name + "' is no name for a field",
                    "begin with a letter: vip_code, or VIP Code");
    const auto known = names_of_types();
    if (!is_type(one.value.type) || (!known.empty() && std::ranges::find(known, one.value.type) == known.end()))
        found.error(one.at, "VG3021", "no HL7 version has a data type '" + one.value.type + "'",
                    config::suggest(one.value.type, known));
}

void check_place(const std::string& structure, const config::named<site_place>& one, const site_dictionary& whole,
                 findings& found) {
    if (!is_segment_id(one.name))
        found.error(one.at, "VG3020", "'" + one.name + "' is not the name of a segment", "write three capitals: ZPI");
    else if (any_has_part(structure, one.name))
        found.error(one.at, "VG3022", structure + " has " + one.name + " already", "leave it out");
    const auto& own =
        *std::ranges::find(whole.structures, structure, &config::named<std::vector<config::named<site_place>>>::name);
    const bool added = std::ranges::any_of(own.value, [&](const auto& other) {
        return other.at.line <= one.at.line && other.name == one.value.after && &other != &one;
    });
    if (!added && !any_has_part(structure, one.value.after))
        found.error(one.at, "VG3022", structure + " has no " + one.value.after + " in any HL7 version",
                    "name a segment or a group of " + structure);
}

void check(const site_dictionary& made, findings& found) {
    for (const auto& segment : made.segments) {
        if (!is_segment_id(segment.name))
            found.error(segment.at, "VG3020", "'" + segment.name + "' is not the name of a segment",
                        "write three capitals or digits, a capital first: ZPI");
        for (const auto& field : segment.value) check_field(field, found);
    }
    const auto names = hl7::structure_names();
    const std::vector<std::string> known{names.begin(), names.end()};
    if (known.empty() && !made.structures.empty())
        found.error(made.structures.front().at, "VG3022", "this engine was built without HL7's tables",
                    "it knows no structures: leave `structures` out");
    for (const auto& structure : made.structures) {
        if (known.empty()) return;
        if (std::ranges::find(known, structure.name) == known.end()) {
            found.error(structure.at, "VG3022", "no HL7 version has a structure '" + structure.name + "'",
                        config::suggest(structure.name, known));
            continue;
        }
        for (const auto& part : structure.value) check_place(structure.name, part, made, found);
    }
}

} // namespace

const config::fields<site_field>& site_field_fields() {
    static const auto stated =
        config::fields<site_field>{"field", "A field of a site's own."}
            .required("name", &site_field::name, config::text(), "What paths call it: vip_code, or VIP Code.")
            .optional("type", &site_field::type, config::text(), "Its data type, such as CX.")
            .optional("table", &site_field::table, config::integer(0, 65'535), "The number of its code table; 0: none.")
            .optional("length", &site_field::length, config::integer(0, 1'000'000),
                      "The most characters; 0: any number.")
            .optional("repeat", &site_field::repeat, config::boolean(), "Whether it may repeat.")
            .optional("required", &site_field::required, config::boolean(), "Whether it must be there.");
    return stated;
}

const config::fields<site_place>& site_place_fields() {
    static const auto stated =
        config::fields<site_place>{"place", "Where a segment stands in a structure."}
            .required("after", &site_place::after, config::text(), "The segment, or the group, that it stands behind.")
            .optional("repeat", &site_place::repeat, config::boolean(), "Whether it may repeat.");
    return stated;
}

const config::fields<site_dictionary>& site_dictionary_fields() {
    static const auto stated =
        config::fields<site_dictionary>{"dictionary", "What a site adds to every version of HL7."}
            .optional("segments", &site_dictionary::segments,
                      config::map_of(config::map_of(config::object(site_field_fields))),
                      "Segments by name, with their fields by number; also more fields of HL7's segments.")
            .optional("structures", &site_dictionary::structures,
                      config::map_of(config::map_of(config::object(site_place_fields))),
                      "Message structures by name, each with the segments that are added to it.")
            .check([](const site_dictionary& made, const config::node&, config::reading& context) {
                check(made, context.found);
            });
    return stated;
}

hl7::additions additions_of(const site_dictionary& from) {
    hl7::additions made;
    for (const auto& segment : from.segments) {
        if (!is_segment_id(segment.name)) continue;
        auto& fields = made.segments[segment.name];
        for (const auto& [name, at, one] : segment.value)
            if (const auto number = number_of(name); number && is_name(one.name) && is_type(one.type))
                fields[*number] = {one.name,
                                   one.type,
                                   static_cast<std::uint16_t>(one.table),
                                   static_cast<std::uint32_t>(one.length),
                                   one.repeat ? std::uint16_t{0} : std::uint16_t{1},
                                   one.required};
    }
    for (const auto& structure : from.structures)
        for (const auto& [name, at, one] : structure.value)
            if (is_segment_id(name)) made.structures[structure.name].push_back({name, one.after, one.repeat});
    return made;
}

} // namespace vagus::routes
