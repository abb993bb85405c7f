#include "parsers/path/removal.hpp"

#include "parsers/path/elements.hpp"

#include <algorithm>
#include <variant>

namespace vagus::path {
namespace {

bool whole_field(const path& p) {
    return !p.component && std::holds_alternative<first>(p.repetition);
}

} // namespace

result<bool, refusal> removal::find(const path& p, reach far, const scope& at) {
    if (auto why = never_writable(p)) return fail(std::move(*why));
    const auto segments = segments_of(p, at, far);
    if (!p.field) {
        if (!at.cost.spend(at.document.segments.size())) return false;
        for (const auto segment : segments) spots_.push_back({.segment = from_.serial_of(segment), .seen = segment});
        return !segments.empty();
    }
    for (const auto segment : segments)
        if (!from_.takes_field(segment, *p.field, {})) return fail(to_text(p) + not_taken);
    if (p.component) paths_.push_back(p);
    bool any = false;
    for (const auto segment : segments) any = find_in(segment, p, far, at) || any;
    return any;
}

bool removal::find_in(std::size_t segment, const path& p, reach far, const scope& at) {
    const auto field = at.document.segments[segment].field(*p.field);
    if (field.empty()) return false;
    if (whole_field(p)) return parts_.push_back({segment, *p.field, std::nullopt, 0}), true;
    auto chosen = repetitions_of(p, field, segment, at, far);
    if (p.component) {
        if (!any_there(p, field, chosen)) return false;
        parts_.push_back({segment, *p.field, std::move(chosen), paths_.size() - 1});
        return true;
    }
    for (const auto n : chosen) spots_.push_back({from_.serial_of(segment), *p.field, n, segment});
    return !chosen.empty();
}

bool removal::any_there(const path& p, std::string_view field, const std::vector<std::size_t>& chosen) const {
    const auto& marks = from_.read().marks;
    auto next = chosen.begin();
    bool any = false;
    hl7::each_part(field, marks.repetition, [&](std::size_t n, std::string_view one) {
        if (next == chosen.end()) return false;
        if (*next != n) return true;
        ++next;
        any = element_set(p, one, {}, marks) != one;
        return !any;
    });
    return any;
}

void removal::empty() {
    const auto& marks = from_.read().marks;
    for (const auto& one : parts_) {
        std::string to;
        if (one.repetitions)
            to = rewritten(from_.read().segments[one.segment].field(one.field), marks.repetition, *one.repetitions,
                           [&](std::string_view text) -> std::optional<std::string> {
                               return element_set(paths_[one.of], text, {}, marks);
                           });
        from_.set_field(one.segment, one.field, to);
    }
}

// Segments may have come since they were found, so each is looked for near where it was.
template <class Visit> void removal::each_segment(Visit visit) {
    std::ranges::sort(spots_);
    const auto twice = std::ranges::unique(spots_);
    spots_.erase(twice.begin(), twice.end());
    for (auto own = spots_.cbegin(); own != spots_.cend();) {
        const auto next =
            std::find_if(own, spots_.cend(), [&](const spot& one) { return one.segment != own->segment; });
        if (const auto index = from_.find(own->segment, own->seen)) visit(*index, std::span<const spot>{own, next});
        own = next;
    }
}

// Spots of one segment; nothing: those repetitions go away.
void removal::set_repetitions(std::size_t segment, std::span<const spot> spots, const std::optional<std::string>& to) {
    const char separator = from_.read().marks.repetition;
    while (!spots.empty()) {
        const auto field = spots.front().field;
        std::vector<std::size_t> chosen;
        for (; !spots.empty() && spots.front().field == field; spots = spots.subspan(1))
            chosen.push_back(spots.front().repetition);
        if (field == 0) continue; // the segment
        const auto text = from_.read().segments[segment].field(field);
        if (text.empty()) continue;
        from_.set_field(segment, field, rewritten(text, separator, chosen, [&](std::string_view) { return to; }));
    }
}

void removal::hollow() {
    each_segment([&](std::size_t i, std::span<const spot> spots) {
        set_repetitions(i, spots, std::string{});
        if (spots.front().field == 0) from_.replace_segment(i, std::string{from_.read().segments[i].id()});
    });
}

void removal::leave_written() {
    std::vector<spot> left;
    each_segment([&](std::size_t i, std::span<const spot> spots) {
        const auto& segment = from_.read().segments[i];
        for (const auto& one : spots) {
            const bool hollow =
                one.field == 0
                    ? segment.text == segment.id()
                    : hl7::part(segment.field(one.field), from_.read().marks.repetition, one.repetition).empty();
            if (hollow) left.push_back(one);
        }
    });
    spots_ = std::move(left);
}

void removal::leave(const path& p, const scope& at) {
    if (spots_.empty() || (p.field && !whole_field(p))) return;
    for (const auto segment : segments_of(p, at, reach::as_written)) {
        const auto number = from_.serial_of(segment);
        std::erase_if(spots_,
                      [&](const spot& one) { return one.segment == number && (!p.field || one.field == *p.field); });
    }
}

void removal::remove() {
    std::vector<std::size_t> segments;
    each_segment([&](std::size_t i, std::span<const spot> spots) {
        if (spots.front().field == 0)
            segments.push_back(i);
        else
            set_repetitions(i, spots, std::nullopt);
    });
    std::ranges::sort(segments);
    from_.erase_segments(segments);
}

} // namespace vagus::path
