#include "parsers/path/places.hpp"

#include "parsers/path/read.hpp"

#include <algorithm>
#include <optional>

namespace vagus::path {
namespace {

constexpr std::size_t whole = 0; // the group that is the message

extent all_of(const scope& at) {
    return {0, at.document.segments.size()};
}

bool chosen(const selector& which, std::size_t n, std::size_t count) {
    if (const auto* nth = std::get_if<number>(&which)) return nth->n == n;
    return !std::holds_alternative<last>(which) || n == count;
}

// The groups called so inside of `outer`.
std::vector<std::size_t> inside(std::size_t outer, const group_step& step, const hl7::grouping& groups) {
    std::vector<std::size_t> found;
    for (std::size_t i = outer + 1; i < groups.all().size() && groups.inside(i, outer); ++i)
        if (groups.all()[i].shape->name == step.name) found.push_back(i);
    std::size_t n = 0;
    const auto count = found.size();
    std::erase_if(found, [&](std::size_t) { return !chosen(step.occurrence, ++n, count); });
    return found;
}

// The group that relative paths start from.
std::size_t start(const path& p, const hl7::grouping& groups, const scope& at) {
    if (p.from_root || !at.inside) return whole;
    const auto& loop = *at.inside;
    auto up = p.up;
    auto group = loop.group;
    if (loop.segment != nowhere && up > 0) --up; // the group of the segment is the first one out
    for (; up > 0; --up) group = groups.all()[group].around;
    return group;
}

bool any_there(const extent& among, std::string_view id, const scope& at) {
    for (auto i = among.begin; i < among.end; ++i)
        if (at.document.segments[i].id() == id && among.holds(i)) return true;
    return false;
}

// What the nearest group around that has such segments gives.
extent nearest(const path& p, const hl7::grouping& groups, const scope& at) {
    for (auto group = start(p, groups, at); group != whole; group = groups.all()[group].around) {
        const auto& here = groups.all()[group];
        if (groups.holds_directly(group, p.segment)) return {here.begin, here.end, &groups, group};
        const extent everything{here.begin, here.end};
        if (!at.cost.spend(here.end - here.begin)) return {};
        if (groups.holds(group, p.segment) || any_there(everything, p.segment, at)) return everything;
    }
    return all_of(at);
}

// The last such segment before the loop's, where nothing better is known.
extent before(const path& p, const scope& at) {
    for (auto i = std::min(at.inside->segment, at.document.segments.size()); i-- > 0;)
        if (!at.cost.spend(1) || at.document.segments[i].id() == p.segment) return {i, i + 1};
    return all_of(at);
}

const hl7::grouping* known(const scope& at, std::optional<hl7::grouping>& own) {
    if (at.inside && at.inside->groups) return at.inside->groups;
    if (!at.cost.spend(at.document.segments.size())) return nullptr;
    own = hl7::grouping::of(at.document);
    return own ? &*own : nullptr;
}

} // namespace

std::vector<std::size_t> groups_of(const path& p, const hl7::grouping& groups, const scope& at) {
    std::vector<std::size_t> found{start(p, groups, at)};
    for (const auto& step : p.groups) {
        std::vector<std::size_t> deeper;
        for (auto outer : found) {
            if (!at.cost.spend(groups.all().size())) return {};
            auto more = inside(outer, step, groups);
            deeper.insert(deeper.end(), more.begin(), more.end());
        }
        found = std::move(deeper);
    }
    return found;
}

std::vector<extent> places_of(const path& p, const scope& at) {
    if (!p.groups.empty()) {
        std::optional<hl7::grouping> own;
        const auto* groups = known(at, own);
        if (groups == nullptr) return {};
        std::vector<extent> out;
        for (auto group : groups_of(p, *groups, at))
            out.push_back({groups->all()[group].begin, groups->all()[group].end});
        return out;
    }
    if (p.from_root || !at.inside) return {all_of(at)};
    const auto& loop = *at.inside;
    if (p.up == 0 && loop.segment != nowhere && at.document.segments[loop.segment].id() == p.segment)
        return {{loop.segment, loop.segment + 1}};
    if (loop.groups) return {nearest(p, *loop.groups, at)};
    return {before(p, at)};
}

} // namespace vagus::path
