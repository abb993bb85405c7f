#include "parsers/path/names.hpp"

#include "base/nearest.hpp"
#include "parsers/hl7/versions.hpp"
#include "parsers/hl7/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <vector>

namespace vagus::path {
namespace {

using elements = std::span<const hl7::element_shape>;

// What is sent most; a field that all of them lack deserves a word.
constexpr std::array<std::string_view, 5> common{"2.5.1", "2.5", "2.4", "2.3.1", "2.3"};

elements fields_of(const hl7::dictionary& version, const std::string& segment) {
    const auto* shape = version.segment(segment);
    return shape ? shape->fields : elements{};
}

// The parts of element n; none for a primitive, and for one whose type another field says.
elements parts_of(const hl7::dictionary& version, elements all, std::uint32_t n) {
    const auto* one = hl7::element(all, n);
    const auto* type = one ? version.type(one->type) : nullptr;
    return type ? type->components : elements{};
}

using elements_in = std::function<elements(const hl7::dictionary&)>;

// "2.3-2.4, 2.6"
std::string listed(const std::vector<std::size_t>& versions) {
    std::string out;
    for (std::size_t i = 0; i < versions.size();) {
        auto last = i;
        while (last + 1 < versions.size() && versions[last + 1] == versions[last] + 1) ++last;
        out += (out.empty() ? "" : ", ") + std::string{hl7::versions()[versions[i]]};
        if (last > i) out += "-" + std::string{hl7::versions()[versions[last]]};
        i = last + 1;
    }
    return out;
}

// Calls visit(number of the version, its elements) for all versions.
template <class Visit> void in_each(const elements_in& of, const hl7::vocabulary& says, Visit visit) {
    for (std::size_t i = 0; i < hl7::versions().size(); ++i)
        if (const auto* version = says.of(hl7::versions()[i])) visit(i, of(*version));
}

// The number of a name among the elements `of` a place; `prefix` is how the place is written: "PID-", "PID-3.".
result<std::uint32_t, oddity> number_of(const std::string& name, const elements_in& of, const std::string& place,
                                        const std::string& prefix, const hl7::vocabulary& says) {
    std::map<std::uint32_t, std::vector<std::size_t>> found;
    std::vector<std::string_view> known;
    in_each(of, says, [&](std::size_t version, elements all) {
        for (std::size_t n = 0; n < all.size(); ++n) {
            if (all[n].key == name) found[static_cast<std::uint32_t>(n) + 1].push_back(version);
            known.push_back(all[n].key);
        }
    });
    if (found.size() == 1) return found.begin()->first;
    if (known.empty())
        return fail(oddity{"nothing is known by name in " + place,
                           hl7::dictionary_of("2.5.1")
                               ? "write the number, or declare the segment under `dictionary:`"
                               : "write the number: this engine was built without HL7's tables"});
    if (found.empty()) {
        const auto meant = nearest(name, known);
        return fail(oddity{"no HL7 version has '" + name + "' in " + place,
                           meant.empty() ? "write the number" : "did you mean " + std::string{meant} + "?"});
    }
    std::string numbers;
    for (const auto& [n, versions] : found)
        numbers += (numbers.empty() ? "" : "; ") + prefix + std::to_string(n) + " in " + listed(versions);
    return fail(oddity{"'" + name + "' has several numbers: " + numbers, "write the number that is meant"});
}

struct place {
    std::string segment;
    std::uint32_t field = 0;

    elements_in fields() const {
        return [segment = segment](const auto& version) { return fields_of(version, segment); };
    }
    elements_in components() const {
        return [all = fields(), n = field](const auto& version) { return parts_of(version, all(version), n); };
    }
    elements_in subcomponents(std::uint32_t component) const {
        return
            [all = components(), component](const auto& version) { return parts_of(version, all(version), component); };
    }
    std::string text() const { return segment + (field == 0 ? "" : "-" + std::to_string(field)); }
};

place place_of(const path& p, const holder& around) {
    if (!p.segment.empty()) return {p.segment, p.field.value_or(0)};
    return {around.segment, p.field.value_or(around.field)};
}

// Nothing is known of what another field says the type of, and of what stands nowhere.
bool varies(const place& at, const hl7::vocabulary& says) {
    bool any = false;
    in_each(at.fields(), says, [&](std::size_t, elements all) {
        const auto* one = hl7::element(all, at.field);
        any = any || (one && (one->type == "varies" || one->type == "?"));
    });
    return any;
}

// The most elements that a version has, and the versions that have element n.
struct extent_of {
    std::size_t last = 0;
    std::vector<std::size_t> having;
};
extent_of reach_of(const elements_in& of, std::uint32_t n, const hl7::vocabulary& says) {
    extent_of made;
    in_each(of, says, [&](std::size_t version, elements all) {
        made.last = std::max(made.last, all.size());
        if (hl7::element(all, n)) made.having.push_back(version);
    });
    return made;
}

bool commonly(const elements_in& of, std::uint32_t n, const hl7::vocabulary& says) {
    return std::ranges::any_of(common, [&](std::string_view version) {
        const auto* made = says.of(version);
        return made && hl7::element(of(*made), n) != nullptr;
    });
}

} // namespace

holder inside_segment(const path& p) {
    return {p.segment, 0};
}
holder inside_field(const path& p, const holder& around) {
    const auto at = place_of(p, around);
    return {at.segment, at.field};
}

result<path, oddity> numbered(path p, const hl7::vocabulary& says, const holder& around) {
    if (!p.names) return p;
    const auto names = *p.names;
    auto at = place_of(p, around);
    if (at.segment.empty()) return fail(oddity{"a name needs its segment", "write PID.patient_name, or a number"});
    p.names.reset();
    if (!names.field.empty()) {
        auto number = number_of(names.field, at.fields(), at.segment, at.segment + "-", says);
        if (!number) return fail(std::move(number.error()));
        p.field = at.field = *number;
    }
    if (!names.component.empty()) {
        auto number = number_of(names.component, at.components(), at.text(), at.text() + ".", says);
        if (!number) return fail(std::move(number.error()));
        p.component = *number;
    }
    if (!names.subcomponent.empty()) {
        const auto of = at.text() + "." + std::to_string(*p.component);
        auto number = number_of(names.subcomponent, at.subcomponents(*p.component), of, of + ".", says);
        if (!number) return fail(std::move(number.error()));
        p.subcomponent = *number;
    }
    return p;
}

std::optional<oddity> in_no_version(const path& p, const hl7::vocabulary& says, const holder& around) {
    const auto at = place_of(p, around);
    if (at.segment.empty() || !p.field || commonly(at.fields(), *p.field, says)) return std::nullopt;
    const auto found = reach_of(at.fields(), *p.field, says);
    if (found.last == 0 || !found.having.empty()) return std::nullopt;
    return oddity{at.segment + " has no field " + std::to_string(*p.field) + " in any HL7 version (last is " +
                      at.segment + "-" + std::to_string(found.last) + ")",
                  "declare it under `dictionary:` if a sender has it"};
}

std::optional<oddity> segment_of_none(std::string_view id, const hl7::vocabulary& says) {
    if (id.empty() || id.starts_with('Z')) return std::nullopt;
    const auto has = [&](std::string_view version) {
        const auto* made = says.of(version);
        return made == nullptr || made->segment(id) != nullptr; // a build without tables knows nothing better
    };
    if (std::ranges::any_of(common, has) || std::ranges::any_of(hl7::versions(), has)) return std::nullopt;
    return oddity{"no HL7 version has a segment " + std::string{id},
                  "if a sender has it, declare it under `dictionary:`; else a letter is wrong"};
}

std::optional<oddity> in_few_versions(const path& p, const hl7::vocabulary& says, const holder& around) {
    const auto at = place_of(p, around);
    if (at.segment.empty()) return std::nullopt;
    if (auto none = segment_of_none(p.segment, says)) return none;
    if (p.field && !commonly(at.fields(), *p.field, says)) {
        const auto found = reach_of(at.fields(), *p.field, says);
        if (!found.having.empty())
            return oddity{"only HL7 " + listed(found.having) + " has " + at.text(),
                          "messages of other versions have nothing there"};
    }
    if (at.field == 0 || !p.component || *p.component == 1 || commonly(at.components(), *p.component, says))
        return std::nullopt;
    const auto found = reach_of(at.components(), *p.component, says);
    if (!found.having.empty() || varies(at, says) || reach_of(at.fields(), at.field, says).having.empty())
        return std::nullopt;
    return oddity{
        at.text() + " has no component " + std::to_string(*p.component) + " in any HL7 version" +
            (found.last == 0 ? ": it is one value" : " (last is " + at.text() + "." + std::to_string(found.last) + ")"),
        "what a sender has there beyond HL7 is read all the same"};
}

} // namespace vagus::path
