#include "parsers/path/read.hpp"

#include "parsers/expr/evaluate.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/path/places.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace vagus::path {
namespace {

// Calls visit(index) for each segment among [from.begin, from.end) that p names, until it says false. False: enough.
template <class Visit>
bool each_segment_in(const extent& from, const path& p, const scope& at, reach far, Visit visit) {
    const auto all = at.document.segments;
    const auto named = [&](std::size_t i) { return all[i].id() == p.segment && from.holds(i); };
    if (std::holds_alternative<last>(p.occurrence)) {
        for (std::size_t i = from.end; i-- > from.begin;) {
            if (!at.cost.spend(1)) return false;
            if (named(i)) return visit(i);
        }
        return true;
    }
    const auto* nth = std::get_if<number>(&p.occurrence);
    const auto* which = std::get_if<where>(&p.occurrence);
    const bool only_first = far == reach::as_written && !std::holds_alternative<every>(p.occurrence);
    std::uint32_t seen = 0;
    for (std::size_t i = from.begin; i < from.end; ++i) {
        if (!at.cost.spend(1)) return false;
        if (!named(i)) continue;
        if (nth && ++seen != nth->n) continue;
        if (which && !expr::holds(*which->condition, at.at(i, {}))) continue;
        if (!visit(i)) return false;
        if (only_first || nth) return true;
    }
    return true;
}

// Calls visit(index) for each segment that p names, until it says false.
template <class Visit> void each_segment(const path& p, const scope& at, reach far, Visit visit) {
    const auto count = at.document.segments.size();
    if (p.segment.empty()) {
        if (at.segment < count) visit(at.segment);
        return;
    }
    if (std::holds_alternative<append>(p.occurrence)) return;
    if (!at.inside && !p.from_root && p.groups.empty()) {
        (void)each_segment_in({0, count}, p, at, far, visit);
        return;
    }
    bool found = false;
    const auto heard = [&](std::size_t i) {
        found = true;
        return visit(i);
    };
    for (const auto& place : places_of(p, at))
        if (!each_segment_in(place, p, at, far, heard) || (found && far == reach::as_written && !is_list(p))) return;
}

// Calls visit(number, raw repetition) for each repetition of the field that p names, until it says false.
template <class Visit>
void each_repetition(const path& p, std::string_view field, std::size_t holder, const scope& at, reach far,
                     Visit visit) {
    if (field.data() == nullptr || std::holds_alternative<append>(p.repetition)) return;
    const char separator = at.document.marks.repetition;
    if (const auto* nth = std::get_if<number>(&p.repetition)) {
        if (!at.cost.spend(nth->n)) return;
        if (auto found = hl7::part(field, separator, nth->n); found.data()) visit(std::size_t{nth->n}, found);
        return;
    }
    if (std::holds_alternative<last>(p.repetition)) {
        auto count = hl7::parts(field, separator);
        if (at.cost.spend(count)) visit(count, hl7::part(field, separator, count));
        return;
    }
    const auto* which = std::get_if<where>(&p.repetition);
    const bool only_first = far == reach::as_written && !std::holds_alternative<every>(p.repetition);
    hl7::each_part(field, separator, [&](std::size_t n, std::string_view one) {
        if (!at.cost.spend(1)) return false;
        if (which && !expr::holds(*which->condition, at.at(holder, one))) return true;
        return visit(n, one) && !only_first;
    });
}

std::string_view inside(const path& p, std::string_view repetition, const hl7::delimiters& marks) {
    if (!p.component) return repetition;
    auto component = hl7::part(repetition, marks.component, *p.component);
    if (!p.subcomponent || component.data() == nullptr) return component;
    return hl7::part(component, marks.subcomponent, *p.subcomponent);
}

// Calls visit(raw, literal) for each element that p names. `literal`: delimiters, not to be unescaped.
// whole: a field without [ ] and components comes as one, with all its repetitions.
template <class Visit> void each_element(const path& p, const scope& at, reach far, bool whole, Visit visit) {
    const auto& marks = at.document.marks;
    if (p.segment.empty() && !p.field) { // .1, inside a repetition
        if (at.repetition.data()) visit(inside(p, at.repetition, marks), false);
        return;
    }
    bool go_on = true;
    each_segment(p, at, far, [&](std::size_t i) {
        const auto& segment = at.document.segments[i];
        if (!p.field) return go_on = visit(segment.text, false);
        auto field = segment.field(*p.field);
        if (field.data() == nullptr) return true;
        if (holds_delimiters(segment.id(), *p.field)) return go_on = visit(field, true);
        if (whole && !p.component && std::holds_alternative<first>(p.repetition)) return go_on = visit(field, false);
        each_repetition(p, field, i, at, far, [&](std::size_t, std::string_view one) {
            auto found = inside(p, one, marks);
            return go_on = found.data() == nullptr || visit(found, false);
        });
        return go_on;
    });
}

value decoded(std::string_view text, const hl7::delimiters& marks) {
    if (marks.escape == '\0' || text.find(marks.escape) == std::string_view::npos) return value{text};
    return value{hl7::unescape(text, marks)};
}

// A component is read by its first subcomponent.
std::string_view leaf(const path& p, std::string_view found, const hl7::delimiters& marks) {
    return p.component && !p.subcomponent ? hl7::part(found, marks.subcomponent, 1) : found;
}

} // namespace

std::string_view raw(const path& p, const scope& at) {
    std::string_view out;
    each_element(p, at, reach::as_written, true, [&](std::string_view found, bool) {
        out = found;
        return false;
    });
    return out;
}

value read(const path& p, const scope& at) {
    value out;
    each_element(p, at, reach::as_written, false, [&](std::string_view found, bool literal) {
        out = literal ? value{found} : decoded(leaf(p, found, at.document.marks), at.document.marks);
        return false;
    });
    return out;
}

std::vector<std::string> read_all(const path& p, const scope& at, reach far) {
    std::vector<std::string> out;
    each_element(p, at, far, false, [&](std::string_view found, bool literal) {
        out.push_back(literal ? std::string{found}
                              : decoded(leaf(p, found, at.document.marks), at.document.marks).take());
        return true;
    });
    return out;
}

bool exists(const path& p, const scope& at) {
    bool found_any = false;
    each_element(p, at, reach::as_written, true, [&](std::string_view found, bool) {
        found_any = !found.empty();
        return !found_any;
    });
    return found_any;
}

bool is_null(const path& p, const scope& at) {
    return leaf(p, raw(p, at), at.document.marks) == R"("")";
}

std::vector<std::size_t> segments_of(const path& p, const scope& at, reach far) {
    std::vector<std::size_t> out;
    each_segment(p, at, far, [&](std::size_t i) {
        out.push_back(i);
        return true;
    });
    return out;
}

std::vector<std::size_t> repetitions_of(const path& p, std::string_view field, std::size_t holder, const scope& at,
                                        reach far) {
    std::vector<std::size_t> out;
    each_repetition(p, field, holder, at, far, [&](std::size_t n, std::string_view) {
        out.push_back(n);
        return true;
    });
    return out;
}

value text_inside(const path& p, std::string_view repetition, const hl7::delimiters& marks) {
    return decoded(leaf(p, inside(p, repetition, marks), marks), marks);
}

bool holds_delimiters(std::string_view segment_id, std::size_t field) {
    return field <= 2 && (segment_id == "MSH" || segment_id == "BHS" || segment_id == "FHS");
}

} // namespace vagus::path
