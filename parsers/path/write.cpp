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

constexpr auto nothing_fits = " fits nothing in this message; guard the step with when: exists(...), or write [new]";
constexpr auto delimiters_stay = " gives the delimiters and cannot be written";

std::string text_of_segment_part(const path& p) {
    return to_text({p.segment, {}, p.occurrence, {}, {}, {}, {}, 0});
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
    into.insert_segment(document.segments.size(), p.segment);
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
void set_field(hl7::draft& into, std::size_t segment, std::size_t n, std::string_view raw) {
    if (into.read().segments[segment].field(n) != raw) into.set_field(segment, n, raw);
}

result<void, refusal> assign_element(hl7::draft& into, const path& p, std::string_view value, bool whole,
                                     budget& cost) {
    if (holds_delimiters(p.segment, *p.field)) return fail(to_text(p) + delimiters_stay);
    if (value.empty() && raw(p, {into.read(), cost}).empty()) return {};
    auto segments = holders(into, p, cost);
    if (!segments) return fail(std::move(segments.error()));
    for (auto segment : *segments) {
        auto document = into.read();
        auto field = document.segments[segment].field(*p.field);
        if (whole && !p.component && std::holds_alternative<first>(p.repetition)) {
            set_field(into, segment, *p.field, value);
            continue;
        }
        auto repetitions = targets(p, field, segment, {document, cost});
        if (!repetitions) return fail(std::move(repetitions.error()));
        const auto set = [&](std::string_view one) -> std::optional<std::string> {
            return element_set(p, one, value, document.marks);
        };
        const char separator = document.marks.repetition;
        bool behind = !field.empty() && !repetitions->empty() && repetitions->back() > hl7::parts(field, separator);
        auto changed =
            behind ? std::string{field} + separator + *set({}) : rewritten(field, separator, *repetitions, set);
        set_field(into, segment, *p.field, changed);
    }
    return {};
}

// What remains of a field when p's elements are gone, and how many they were.
std::pair<std::string, std::size_t> field_erased(const path& p, std::string_view field, std::size_t holder,
                                                 const scope& at) {
    const auto& marks = at.document.marks;
    if (!p.component && std::holds_alternative<first>(p.repetition)) return {{}, 1};
    auto matching = repetitions_of(p, field, holder, at, reach::every_match);
    std::size_t count = 0;
    auto rest = rewritten(field, marks.repetition, matching, [&](std::string_view one) -> std::optional<std::string> {
        if (!p.component) return ++count, std::nullopt;
        auto emptied = element_set(p, one, {}, marks);
        if (emptied != one) ++count;
        return emptied;
    });
    return {std::move(rest), count};
}

} // namespace

result<void, refusal> assign(hl7::draft& into, const path& p, std::string_view text, budget& cost) {
    return assign_element(into, p, hl7::escape(text, into.read().marks), false, cost);
}

result<void, refusal> assign_raw(hl7::draft& into, const path& p, std::string_view raw_text, budget& cost) {
    if (p.field) return assign_element(into, p, raw_text, true, cost);
    if (raw_text.size() < 3) return {};
    if (p.segment == "MSH") return fail(refusal{"MSH is the head of the message and cannot be replaced"});
    const std::string segment_text = p.segment + std::string{raw_text.substr(3)};
    auto segments = holders(into, p, cost);
    if (!segments) return fail(std::move(segments.error()));
    for (auto segment : *segments) {
        if (!cost.spend(into.read().segments.size())) return {};
        into.insert_segment(segment, segment_text);
        into.erase_segment(segment + 1);
    }
    return {};
}

result<std::size_t, refusal> erase(hl7::draft& from, const path& p, budget& cost) {
    if (p.field && holds_delimiters(p.segment, *p.field)) return fail(to_text(p) + delimiters_stay);
    if (!p.field && p.segment == "MSH") return fail(refusal{"MSH is the head of the message and cannot be deleted"});
    auto segments = segments_of(p, {from.read(), cost}, reach::every_match);
    std::size_t count = 0;
    for (auto segment : std::views::reverse(segments)) { // backwards: numbers before it stay true
        auto document = from.read();
        if (!p.field) {
            if (!cost.spend(document.segments.size())) return count;
            from.erase_segment(segment);
            ++count;
            continue;
        }
        auto field = document.segments[segment].field(*p.field);
        if (field.empty()) continue;
        auto [rest, gone] = field_erased(p, field, segment, {document, cost});
        count += gone;
        set_field(from, segment, *p.field, rest);
    }
    return count;
}

} // namespace vagus::path
