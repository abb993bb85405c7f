#include "parsers/hl7/vocabulary.hpp"

#include "parsers/hl7/dictionary_text.hpp"
#include "parsers/hl7/structure_text.hpp"
#include "parsers/hl7/versions.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace vagus::hl7 {
namespace {

std::string line(std::uint32_t number, std::string_view type, char use, std::uint16_t most, std::uint32_t length,
                 std::uint16_t table, std::string_view name) {
    return " " + std::to_string(number) + " - " + std::string{type} + " " + use + " " +
           (most == 0 ? "*" : std::to_string(most)) + " " + std::to_string(length) + " " + std::to_string(table) + " " +
           std::string{name} + "\n";
}

// A segment with the fields that the version has and those of the site.
std::string text_of(const std::string& id, const std::map<std::uint32_t, added_field>& own, const dictionary* version) {
    const auto* known = version ? version->segment(id) : nullptr;
    std::map<std::uint32_t, std::string> lines;
    for (std::uint32_t n = 1; known && n <= known->fields.size(); ++n)
        if (const auto* one = element(known->fields, n))
            lines[n] = line(n, one->type, usages[static_cast<std::size_t>(one->use)], one->repetitions, one->length,
                            one->table, one->name);
    for (const auto& [n, one] : own)
        lines[n] = line(n, one.type, one.required ? 'R' : 'O', one.repetitions, one.length, one.table, one.name);
    std::string text = "segment " + id + "\n 0 - " + std::string{known ? known->name : id} + "\n";
    for (const auto& each : lines) text += each.second;
    return text;
}

// Behind the first part of that name; a choice stays whole.
void insert(structure& into, const added_part& one) {
    for (auto& group : into.groups) {
        const auto is = [&](const group_shape::part& part) {
            return part.group ? into.groups[*part.group].name == one.after : part.segment == one.after;
        };
        auto at = std::ranges::find_if(group.parts, is);
        if (at == group.parts.end()) continue;
        const auto choice = at->choice;
        do ++at;
        while (choice != 0 && at != group.parts.end() && at->choice == choice);
        group.parts.insert(at, {.segment = one.segment,
                                .group = {},
                                .least = 0,
                                .most = one.repeat ? std::uint16_t{0} : std::uint16_t{1}});
        return;
    }
}

std::string text_of(const additions& site, const dictionary* version) {
    std::string text;
    for (const auto& [id, fields] : site.segments) text += text_of(id, fields, version);
    for (const auto& [name, parts] : site.structures) {
        const auto* known = version ? version->structure(name) : nullptr;
        if (known == nullptr) continue;
        auto made = *known;
        for (const auto& part : parts) insert(made, part);
        text += "message " + name + "\n - " + to_text(made) + "\n";
    }
    return text;
}

} // namespace

struct vocabulary::layer {
    std::string text;
    std::optional<dictionary> made;
};

vocabulary::vocabulary() = default;
vocabulary::~vocabulary() = default;

vocabulary::vocabulary(const additions& site) {
    if (site.segments.empty() && site.structures.empty()) return;
    for (const auto version : versions()) {
        const auto* under = dictionary_of(version);
        auto one = std::make_unique<layer>();
        one->text = text_of(site, under);
        auto made = dictionary::read(one->text, version, under);
        if (!made) throw std::logic_error{"what a site adds to HL7 " + std::string{version} + ": " + made.error().what};
        one->made = std::move(*made);
        layers_.push_back(std::move(one));
    }
}

const dictionary* vocabulary::of(std::string_view version) const {
    if (layers_.empty()) return dictionary_of(version);
    const auto found = std::ranges::find(layers_, version, [](const auto& one) { return one->made->version(); });
    return found == layers_.end() ? nullptr : &*(*found)->made;
}

const dictionary* vocabulary::nearest(std::string_view version) const {
    return layers_.empty() ? nearest_dictionary(version) : of(nearest_version(version));
}

const vocabulary& standard() {
    static const vocabulary own;
    return own;
}

} // namespace vagus::hl7
