// Order and number of segments and groups. The walk (groups.hpp) says leniently in which group each segment stands;
// here every group is held against its shape: what comes again, too early, too often, or not at all.
#include "parsers/hl7/conformance.hpp"
#include "parsers/hl7/groups.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vagus::hl7 {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

class order {
  public:
    order(const document& message, const structure& along, deviations& to)
        : message_{message}
        , along_{along}
        , to_{to}
        , walked_{grouping::along(along, message)} {
        std::size_t counts = 0;
        for (const auto& group : walked_.all()) {
            states_.push_back({counts, 0});
            counts += group.shape->parts.size();
        }
        counts_.resize(counts);
    }

    void check() {
        const auto groups = walked_.all();
        std::size_t begun = 1; // 0 is the message itself
        for (std::size_t i = 0; i < message_.segments.size(); ++i) {
            for (; begun < groups.size() && groups[begun].begin == i; ++begun)
                come(groups[begun].around, part_of_group(groups[begun]), i);
            const auto holder = walked_.holder(i);
            come(holder, part_of_segment(holder, message_.segments[i].id()), i);
        }
        for (std::size_t g = 0; g < groups.size(); ++g) missing_in(g);
    }

  private:
    // A group's part that stands as far as the walk is, and where its counts begin.
    struct state {
        std::size_t counts;
        std::size_t at;
    };

    [[nodiscard]] const std::vector<group_shape::part>& parts(std::size_t group) const {
        return walked_.all()[group].shape->parts;
    }
    std::uint32_t& count(std::size_t group, std::size_t part) { return counts_[states_[group].counts + part]; }

    [[nodiscard]] std::size_t part_of_group(const group& inner) const {
        const auto& all = parts(inner.around);
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].group && &along_.groups[*all[i].group] == inner.shape) return i;
        return none;
    }

    // The part where such a segment may stand now; else one where it may stand at all. A part that is full gives way to
    // a later one of the same name.
    std::size_t part_of_segment(std::size_t group, std::string_view id) {
        const auto& all = parts(group);
        const auto fits = [&](std::size_t i) { return all[i].segment == id || all[i].segment == any_segment; };
        std::size_t full = none;
        for (std::size_t i = states_[group].at; i < all.size(); ++i) {
            if (!fits(i)) continue;
            if (all[i].most == 0 || count(group, i) < all[i].most) return i;
            if (full == none) full = i;
        }
        for (std::size_t i = 0; full == none && i < states_[group].at; ++i)
            if (fits(i)) full = i;
        return full;
    }

    void come(std::size_t group, std::size_t part, std::size_t segment) {
        const auto id = message_.segments[segment].id();
        if (part == none) {
            if (!id.starts_with('Z')) tell(segment, "has no place in " + std::string{along_.name});
            return;
        }
        const auto& shape = parts(group)[part];
        auto& at = states_[group].at;
        const bool alternatives = shape.choice != 0 && shape.choice == parts(group)[at].choice;
        if (part < at && !alternatives) tell(segment, "comes too late: " + name_of(parts(group)[at]) + " is before it");
        at = std::max(at, part);
        if (++count(group, part) == shape.most + 1U && shape.most != 0)
            tell(segment, name_of(shape) + " may be here " + times(shape.most) + " at most");
    }

    void missing_in(std::size_t group) {
        const auto& all = parts(group);
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto seen = count(group, i);
            const auto first = i;
            while (all[first].choice != 0 && i + 1 < all.size() && all[i + 1].choice == all[first].choice)
                seen += count(group, ++i);
            if (seen < all[first].least) absent(group, std::span{all}.subspan(first, i + 1 - first));
        }
    }

    // One part, or the alternatives of a choice.
    void absent(std::size_t group, std::span<const group_shape::part> parts) {
        to_.add(rule::structure, [&] {
            const auto& what = parts.front();
            auto names = name_of(what);
            for (const auto& other : parts.subspan(1)) names += " or " + name_of(other);
            const auto& where = walked_.all()[group];
            const auto before = message_.segments.first(where.end);
            auto at = location{.segment = std::string{first_of(what)}};
            at.sequence = 1 + static_cast<std::uint32_t>(std::ranges::count(before, at.segment, &segment::id));
            auto words =
                (what.group ? to_text(at) + ": " : "") + names + " is missing in " + std::string{where.shape->name};
            return fault{.code = condition::segment_sequence, .at = std::move(at), .words = std::move(words)};
        });
    }

    void tell(std::size_t segment, const std::string& words) {
        to_.add(rule::structure, [&] {
            auto at = location_of(message_, segment);
            auto text = to_text(at) + ": " + words;
            return fault{.code = condition::segment_sequence, .at = std::move(at), .words = std::move(text)};
        });
    }

    // What a person would look for: the first segment that must be there.
    [[nodiscard]] std::string_view first_of(const group_shape::part& what) const {
        if (!what.group) return what.segment;
        const auto& inner = along_.groups[*what.group].parts;
        const auto must = std::ranges::find_if(inner, [](const auto& one) { return one.least > 0; });
        return inner.empty() ? std::string_view{} : first_of(must == inner.end() ? inner.front() : *must);
    }

    [[nodiscard]] std::string name_of(const group_shape::part& what) const {
        return std::string{what.group ? along_.groups[*what.group].name : what.segment};
    }

    static std::string times(std::size_t n) { return n == 1 ? "once" : std::to_string(n) + " times"; }

    const document& message_;
    const structure& along_;
    deviations& to_;
    grouping walked_;
    std::vector<state> states_;         // by group
    std::vector<std::uint32_t> counts_; // of the parts of each group, one group behind the other
};

} // namespace

void check_order(const document& message, const structure& along, deviations& to) {
    if (to.wants(rule::structure)) order{message, along, to}.check();
}

} // namespace vagus::hl7
