#include "parsers/hl7/structures.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/hl7/versions.hpp"
#include "parsers/hl7/vocabulary.hpp"

#include <algorithm>
#include <ranges>
#include <set>

namespace vagus::hl7 {
namespace {

// Group number `outer` holds groups called like the rest of the names, each inside of the one before.
bool nested_from(const structure& in, std::size_t outer, const std::vector<std::string_view>& names, std::size_t from) {
    if (from == names.size()) return true;
    return std::ranges::any_of(in.groups[outer].parts, [&](const group_shape::part& part) {
        if (!part.group) return false;
        const bool here = in.groups[*part.group].name == names[from];
        return (here && nested_from(in, *part.group, names, from + 1)) || nested_from(in, *part.group, names, from);
    });
}

// What `find` finds in the dictionary of the version, or in the next one that has it: newer ones first.
template <class Find> const structure* nearest(std::string_view version, const vocabulary& says, Find find) {
    const auto* own = says.nearest(version);
    if (own == nullptr) return nullptr;
    if (const auto* found = find(*own)) return found;
    const auto all = versions();
    const auto here = std::ranges::find(all, own->version());
    for (auto newer = here + 1; newer < all.end(); ++newer)
        if (const auto* found = find(*says.of(*newer))) return found;
    for (auto older = here; older-- != all.begin();)
        if (const auto* found = find(*says.of(*older))) return found;
    return nullptr;
}

} // namespace

const structure* structure_in(const dictionary& version, const document& message) {
    const auto mark = message.marks.component;
    const auto type = part(message.field("MSH", 9), message.marks.repetition, 1);
    if (const auto* named = version.structure(part(type, mark, 3))) return named;
    return version.structure(version.structure_of(part(type, mark, 1), part(type, mark, 2)));
}

const structure* structure_of(const document& message, const vocabulary& says) {
    const auto version = part(message.field("MSH", 12), message.marks.component, 1);
    return nearest(version, says, [&](const dictionary& in) { return structure_in(in, message); });
}

const structure* structure_called(std::string_view name, std::string_view version, const vocabulary& says) {
    return nearest(version, says, [&](const dictionary& in) { return in.structure(name); });
}

std::vector<std::string_view> structure_names() {
    std::set<std::string_view> names;
    for (const auto version : versions())
        if (const auto* made = dictionary_of(version))
            for (const auto& one : made->structures()) names.insert(one.name);
    return {names.begin(), names.end()};
}

std::vector<std::string_view> group_names() {
    std::set<std::string_view> names;
    for (const auto version : versions())
        if (const auto* made = dictionary_of(version))
            for (const auto& one : made->structures())
                for (const auto& group : one.groups | std::views::drop(1)) names.insert(group.name);
    return {names.begin(), names.end()};
}

bool nested(const std::vector<std::string_view>& groups) {
    // From the newest: what is not there at all is the exception, and reading a version takes some milliseconds.
    return std::ranges::any_of(versions() | std::views::reverse, [&](std::string_view version) {
        const auto* made = dictionary_of(version);
        return made && std::ranges::any_of(made->structures(),
                                           [&](const structure& one) { return nested_from(one, 0, groups, 0); });
    });
}

} // namespace vagus::hl7
