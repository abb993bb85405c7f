#include "parsers/path/write.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/hl7/placement.hpp"
#include "parsers/path/elements.hpp"
#include "parsers/path/read.hpp"
#include "parsers/path/removal.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

namespace vagus::path {
namespace {

constexpr auto nothing_fits = " fits nothing in this message; guard the step with when: exists(...), or write [new]";

// What a segment's field becomes.
struct edit {
    std::size_t segment;
    std::string field;
};

std::string text_of_segment_part(path p) {
    p.field.reset();
    p.repetition = first{};
    p.component.reset();
    p.subcomponent.reset();
    return to_text(p);
}

std::size_t count_of(std::string_view segment_id, const hl7::document& in) {
    return static_cast<std::size_t>(
        std::ranges::count_if(in.segments, [&](const auto& s) { return s.id() == segment_id; }));
}

// The segments that are there to write into.
std::vector<std::size_t> holders(const path& p, const scope& at) {
    if (std::holds_alternative<append>(p.occurrence)) return {};
    return segments_of(p, at, reach::as_written);
}

// The structure has such segments in a group around the loop, or in one inside of it: its place would be in there.
bool belongs_to(const loop& around, std::string_view segment_id) {
    if (!around.groups) return around.segment != nowhere;
    for (auto group = around.group; group != 0; group = around.groups->all()[group].around)
        if (around.groups->holds(group, segment_id)) return true;
    return false;
}

// Why a segment that is not there is not made.
std::optional<refusal> not_made(const path& p, const scope& at) {
    const auto& in = at.document;
    if (p.segment.empty()) return to_text(p) + " stands nowhere here";
    if (p.up > 0 || (at.inside && belongs_to(*at.inside, p.segment)))
        return text_of_segment_part(p) + " is not there, and its place would be in the loop: say add_segment";
    if (std::holds_alternative<where>(p.occurrence)) return text_of_segment_part(p) + nothing_fits;
    if (holds_delimiters(p.segment, 1)) return p.segment + " begins a batch and is not made inside a message";
    if (!p.groups.empty())
        return text_of_segment_part(p) + " is not there, and groups are not made: write " + p.segment + " alone";
    if (const auto* nth = std::get_if<number>(&p.occurrence); nth && nth->n != count_of(p.segment, in) + 1)
        return text_of_segment_part(p) + " would leave a gap: there are " + std::to_string(count_of(p.segment, in));
    return std::nullopt;
}

result<bool, refusal> make(hl7::draft& into, const path& p, std::string_view text, const scope& at,
                           const hl7::vocabulary& says) {
    const auto& message = at.document;
    const bool may_look = at.cost.spend(message.segments.size());
    const auto before = may_look ? hl7::place_for(message, p.segment, says) : message.segments.size();
    if (!into.insert_segment(before, text)) return fail(text_of_segment_part(p) + not_taken);
    return true;
}

// All of them, or none. Writing what stands there already is no change.
result<bool, refusal> apply(hl7::draft& to, const path& p, const std::vector<edit>& edits) {
    const auto taken = [&](const edit& one) { return to.takes_field(one.segment, *p.field, one.field); };
    if (!std::ranges::all_of(edits, taken)) return fail(to_text(p) + not_taken);
    bool changed = false;
    for (const auto& one : edits) {
        if (to.read().segments[one.segment].field(*p.field) == one.field) continue;
        to.set_field(one.segment, *p.field, one.field);
        changed = true;
    }
    return changed;
}

// The repetitions to write into, 1-based; one past the last stands for a new one.
result<std::vector<std::size_t>, refusal> targets(const path& p, std::string_view field, std::size_t holder,
                                                  const scope& at) {
    const std::size_t count = field.empty() ? 0 : hl7::parts(field, at.document.marks.repetition);
    if (std::holds_alternative<append>(p.repetition)) return std::vector{count + 1};
    if (std::holds_alternative<first>(p.repetition)) return std::vector<std::size_t>{1};
    if (std::holds_alternative<last>(p.repetition)) return std::vector{std::max<std::size_t>(count, 1)};
    if (const auto* nth = std::get_if<number>(&p.repetition)) {
        if (nth->n > count + 1)
            return fail(to_text(p) + " would leave a gap: the field has " + std::to_string(count) + " repetitions");
        return std::vector<std::size_t>{nth->n};
    }
    auto found = count == 0 ? std::vector<std::size_t>{} : repetitions_of(p, field, holder, at, reach::as_written);
    if (found.empty() && std::holds_alternative<where>(p.repetition)) return fail(to_text(p) + nothing_fits);
    return found;
}

// The field with p's elements in it set to a raw value.
result<std::string, refusal> field_assigned(const path& p, std::string_view field, std::size_t holder, const scope& at,
                                            std::string_view value, bool whole) {
    if (whole && !p.component && std::holds_alternative<first>(p.repetition)) return std::string{value};
    const char separator = at.document.marks.repetition;
    const auto repetitions = targets(p, field, holder, at);
    if (!repetitions) return fail(repetitions.error());
    if (repetitions->empty()) return std::string{field};
    if (separator == '\0' && repetitions->back() > 1)
        return fail(to_text(p) + " cannot be written: this message has no delimiter for repetitions");
    const bool those_there = std::holds_alternative<every>(p.repetition);
    const auto set = [&](std::string_view one) -> std::optional<std::string> {
        if (those_there && one.empty()) return std::string{}; // absent and empty are alike
        return element_set(p, one, value, at.document.marks);
    };
    const bool behind = !field.empty() && repetitions->back() > hl7::parts(field, separator);
    return behind ? std::string{field} + separator + *set({}) : rewritten(field, separator, *repetitions, set);
}

result<bool, refusal> assign_element(hl7::draft& into, const path& p, std::string_view value, bool whole,
                                     const scope& at, const hl7::vocabulary& says) {
    if (auto why = never_writable(p)) return fail(std::move(*why));
    const auto& document = at.document;
    if (p.subcomponent.value_or(1) > 1 && document.marks.subcomponent == '\0')
        return fail(to_text(p) + " cannot be written: this message has no delimiter for subcomponents");
    if (value.empty() && !exists(p, at)) return false;

    const auto segments = holders(p, at);
    if (segments.empty()) {
        if (std::holds_alternative<every>(p.occurrence)) return false;
        if (auto why = not_made(p, at)) return fail(std::move(*why));
        const auto field = field_assigned(p, {}, nowhere, at, value, whole);
        if (!field) return fail(field.error());
        if (field->empty()) return false; // [*] of no repetition
        return make(into, p, p.segment + std::string(*p.field, document.marks.field) + *field, at, says);
    }
    std::vector<edit> edits;
    for (auto segment : segments) {
        auto field = field_assigned(p, document.segments[segment].field(*p.field), segment, at, value, whole);
        if (!field) return fail(std::move(field.error()));
        edits.push_back({segment, std::move(*field)});
    }
    return apply(into, p, edits);
}

result<bool, refusal> assign_segment(hl7::draft& into, const path& p, std::string_view text, const scope& at,
                                     const hl7::vocabulary& says) {
    if (auto why = never_writable(p)) return fail(std::move(*why));
    const auto segments = holders(p, at);
    if (segments.empty()) {
        if (std::holds_alternative<every>(p.occurrence)) return false;
        if (auto why = not_made(p, at)) return fail(std::move(*why));
        return make(into, p, text, at, says);
    }
    bool changed = false;
    for (auto segment : segments) {
        changed = changed || into.read().segments[segment].text != text;
        // One text for all of them: either all take it, or the first does not.
        if (!into.replace_segment(segment, text)) return fail(to_text(p) + not_taken);
    }
    return changed;
}

} // namespace

std::optional<refusal> never_writable(const path& p) {
    if (!p.groups.empty() && std::holds_alternative<append>(p.occurrence))
        return to_text(p) + " would make a segment in a group: write " + p.segment + "[new] alone";
    if (p.field && holds_delimiters(p.segment, *p.field))
        return to_text(p) + " gives the delimiters and cannot be changed";
    if (!p.field && p.segment == "MSH") return "MSH is the head of the message: it can be neither replaced nor deleted";
    return std::nullopt;
}

result<bool, refusal> assign(hl7::draft& into, const path& p, std::string_view text, const scope& at,
                             const hl7::vocabulary& says) {
    if (!p.field) return fail(to_text(p) + " is a whole segment: name a field of it");
    return assign_element(into, p, hl7::escape(text, into.read().marks), false, at, says);
}

result<bool, refusal> assign_raw(hl7::draft& into, const path& p, std::string_view raw, const scope& at,
                                 const hl7::vocabulary& says) {
    if (!p.field)
        return raw.size() < 3 ? false : assign_segment(into, p, p.segment + std::string{raw.substr(3)}, at, says);
    if (raw.find_first_of(std::string{into.read().marks.field} + "\r\n") != std::string_view::npos)
        return fail(to_text(p) + not_taken);
    return assign_element(into, p, raw, true, at, says);
}

result<bool, refusal> rewrite(hl7::draft& in, const path& p, const changer& change, const scope& at) {
    if (auto why = never_writable(p)) return fail(std::move(*why));
    const auto& document = at.document;
    const auto& marks = document.marks;
    std::vector<edit> edits;
    for (auto segment : segments_of(p, at, reach::as_written)) {
        const auto field = document.segments[segment].field(p.field.value_or(0));
        if (field.empty()) continue;
        auto chosen = repetitions_of(p, field, segment, at, reach::as_written);
        auto text = rewritten(field, marks.repetition, chosen, [&](std::string_view one) -> std::optional<std::string> {
            auto becomes = change(text_inside(p, one, marks).view());
            return becomes ? text_set(p, one, hl7::escape(*becomes, marks), marks) : std::string{one};
        });
        edits.push_back({segment, std::move(text)});
    }
    return apply(in, p, edits);
}

result<bool, refusal> erase(hl7::draft& from, const path& p, reach far, const scope& at) {
    removal what{from};
    auto found = what.find(p, far, at);
    what.empty();
    what.remove();
    return found;
}

} // namespace vagus::path
