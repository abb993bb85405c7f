#include "parsers/path/write.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/path/read.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

namespace vagus::path {
namespace {

constexpr auto not_taken = ": the text would break the segment";
constexpr auto nothing_fits = " fits nothing in this message; guard the step with when: exists(...), or write [new]";

std::string text_of_segment_part(const path& p) {
    path only;
    only.segment = p.segment;
    only.occurrence = p.occurrence;
    return to_text(only);
}

std::size_t count_of(std::string_view segment_id, const hl7::document& in) {
    return static_cast<std::size_t>(
        std::ranges::count_if(in.segments, [&](const auto& s) { return s.id() == segment_id; }));
}

// The segments to write into; one is appended where none is there yet.
result<std::vector<std::size_t>, refusal> holders(hl7::draft& into, const path& p, budget& cost) {
    auto document = into.read();
    std::vector<std::size_t> found;
    if (!std::holds_alternative<append>(p.occurrence)) found = segments_of(p, {document, cost}, reach::as_written);
    if (!found.empty() || std::holds_alternative<every>(p.occurrence)) return found;
    if (std::holds_alternative<where>(p.occurrence)) return fail(text_of_segment_part(p) + nothing_fits);
    if (const auto* nth = std::get_if<number>(&p.occurrence); nth && nth->n != count_of(p.segment, document) + 1)
        return fail(text_of_segment_part(p) + " would leave a gap: there are " +
                    std::to_string(count_of(p.segment, document)));
    if (!into.insert_segment(document.segments.size(), p.segment)) return fail(text_of_segment_part(p) + not_taken);
    return std::vector{into.read().segments.size() - 1};
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

// text with its part n set; an empty value does not pad out what is not there.
std::string part_set(std::string_view text, char separator, std::size_t n, std::string_view value) {
    if (value.empty() && hl7::part(text, separator, n).empty()) return std::string{text};
    return hl7::with_part(text, separator, n, value);
}

std::string element_set(const path& p, std::string_view repetition, std::string_view value,
                        const hl7::delimiters& marks) {
    if (!p.component) return std::string{value};
    if (!p.subcomponent) return part_set(repetition, marks.component, *p.component, value);
    auto component = hl7::part(repetition, marks.component, *p.component);
    return part_set(repetition, marks.component, *p.component,
                    part_set(component, marks.subcomponent, *p.subcomponent, value));
}

// A field in which the repetitions numbered in `chosen`, which counts up, went through `change`; nothing: it goes away.
// One pass, since a field may hold a million of them.
template <class Change>
std::string rewritten(std::string_view field, char separator, const std::vector<std::size_t>& chosen, Change change) {
    std::string out;
    auto next = chosen.begin();
    bool behind_another = false;
    for (std::size_t begin = 0, n = 1;; ++n) {
        auto end = field.find(separator, begin);
        auto one = field.substr(begin, end == std::string_view::npos ? end : end - begin);
        std::optional<std::string> changed;
        bool touched = next != chosen.end() && *next == n;
        if (touched) {
            ++next;
            changed = change(one);
        }
        if (!touched || changed) {
            if (std::exchange(behind_another, true)) out += separator;
            out += touched ? std::string_view{*changed} : one;
        }
        if (end == std::string_view::npos) return out;
        begin = end + 1;
    }
}

// Writing what stands there already is no change.
result<bool, refusal> set_field(hl7::draft& into, std::size_t segment, const path& p, std::string_view raw) {
    if (into.read().segments[segment].field(*p.field) == raw) return false;
    if (!into.set_field(segment, *p.field, raw)) return fail(to_text(p) + not_taken);
    return true;
}

result<bool, refusal> assign_in(hl7::draft& into, std::size_t segment, const path& p, std::string_view value,
                                bool whole, budget& cost) {
    if (whole && !p.component && std::holds_alternative<first>(p.repetition)) return set_field(into, segment, p, value);
    const auto document = into.read();
    const char separator = document.marks.repetition;
    const auto field = document.segments[segment].field(*p.field);
    auto repetitions = targets(p, field, segment, {document, cost});
    if (!repetitions) return fail(std::move(repetitions.error()));
    const auto set = [&](std::string_view one) -> std::optional<std::string> {
        return element_set(p, one, value, document.marks);
    };
    if (repetitions->empty()) return false;
    const bool behind = !field.empty() && repetitions->back() > hl7::parts(field, separator);
    const auto changed =
        behind ? std::string{field} + separator + *set({}) : rewritten(field, separator, *repetitions, set);
    return set_field(into, segment, p, changed);
}

result<bool, refusal> assign_element(hl7::draft& into, const path& p, std::string_view value, bool whole,
                                     budget& cost) {
    if (auto why = never_writable(p)) return fail(std::move(*why));
    if (p.subcomponent.value_or(1) > 1 && into.read().marks.subcomponent == '\0')
        return fail(to_text(p) + " cannot be written: this message has no delimiter for subcomponents");
    if (value.empty() && !exists(p, {into.read(), cost})) return false;
    auto segments = holders(into, p, cost);
    if (!segments) return fail(std::move(segments.error()));
    bool changed = false;
    for (auto segment : *segments) {
        auto done = assign_in(into, segment, p, value, whole, cost);
        if (!done) return done;
        changed = changed || *done;
    }
    return changed;
}

// What remains of a field when p's elements are gone.
std::string field_erased(const path& p, std::string_view field, std::size_t holder, const scope& at, reach far) {
    const auto& marks = at.document.marks;
    if (!p.component && std::holds_alternative<first>(p.repetition)) return {};
    auto matching = repetitions_of(p, field, holder, at, far);
    return rewritten(field, marks.repetition, matching, [&](std::string_view one) -> std::optional<std::string> {
        if (!p.component) return std::nullopt;
        return element_set(p, one, {}, marks);
    });
}

} // namespace

std::optional<refusal> never_writable(const path& p) {
    if (p.from_root || p.up > 0 || !p.groups.empty())
        return to_text(p) + " goes through groups, and those are for reading: name the segment, such as OBX[2]-5";
    if (p.field && holds_delimiters(p.segment, *p.field))
        return to_text(p) + " gives the delimiters and cannot be changed";
    if (!p.field && p.segment == "MSH") return "MSH is the head of the message: it can be neither replaced nor deleted";
    return std::nullopt;
}

result<bool, refusal> assign(hl7::draft& into, const path& p, std::string_view text, budget& cost) {
    return assign_element(into, p, hl7::escape(text, into.read().marks), false, cost);
}

result<bool, refusal> assign_raw(hl7::draft& into, const path& p, std::string_view raw, budget& cost) {
    if (p.field) return assign_element(into, p, raw, true, cost);
    if (auto why = never_writable(p)) return fail(std::move(*why));
    if (raw.size() < 3) return false;
    const std::string segment_text = p.segment + std::string{raw.substr(3)};
    auto segments = holders(into, p, cost);
    if (!segments) return fail(std::move(segments.error()));
    for (auto segment : *segments) {
        if (!cost.spend(into.read().segments.size())) return true;
        if (!into.insert_segment(segment, segment_text)) return fail(to_text(p) + not_taken);
        into.erase_segment(segment + 1);
    }
    return !segments->empty();
}

result<bool, refusal> rewrite(hl7::draft& in, const path& p, const changer& change, budget& cost) {
    if (auto why = never_writable(p)) return fail(std::move(*why));
    bool changed = false;
    for (auto segment : segments_of(p, {in.read(), cost}, reach::as_written)) {
        const auto document = in.read();
        const auto& marks = document.marks;
        const auto field = document.segments[segment].field(p.field.value_or(0));
        if (field.empty()) continue;
        auto chosen = repetitions_of(p, field, segment, {document, cost}, reach::as_written);
        auto text = rewritten(field, marks.repetition, chosen, [&](std::string_view one) -> std::optional<std::string> {
            auto becomes = change(text_inside(p, one, marks).view());
            return becomes ? element_set(p, one, hl7::escape(*becomes, marks), marks) : std::string{one};
        });
        auto done = set_field(in, segment, p, text);
        if (!done) return done;
        changed = changed || *done;
    }
    return changed;
}

result<bool, refusal> erase(hl7::draft& from, const path& p, reach far, budget& cost) {
    if (auto why = never_writable(p)) return fail(std::move(*why));
    bool changed = false;
    const auto segments = segments_of(p, {from.read(), cost}, far);
    for (auto segment : std::views::reverse(segments)) { // backwards: the numbers before it stay true
        const auto document = from.read();
        if (!p.field) {
            if (!cost.spend(document.segments.size())) return changed;
            from.erase_segment(segment);
            changed = true;
            continue;
        }
        const auto field = document.segments[segment].field(*p.field);
        if (field.empty()) continue;
        auto done = set_field(from, segment, p, field_erased(p, field, segment, {document, cost}, far));
        if (!done) return done;
        changed = changed || *done;
    }
    return changed;
}

} // namespace vagus::path
