#include "parsers/hl7/placement.hpp"

#include "parsers/hl7/groups.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace vagus::hl7 {
namespace {

// A part of a group that is in the message.
struct spot {
    std::size_t group = 0;
    std::size_t part = 0;
    bool ready = false; // all groups around the segment are there
};

class search {
  public:
    search(const document& message, const grouping& groups)
        : message_{message}
        , groups_{groups} {}

    std::size_t behind_last_of(std::size_t last) const {
        const auto holder = groups_.holder(last);
        const auto& group = groups_.all()[holder];
        const auto& begins = group.shape->parts[group.shape->anchor];
        const bool begins_group = holder != 0 && !begins.group && begins.segment == message_.segments[last].id();
        return begins_group ? group.end : last + 1;
    }

    // The first place that the structure has for it; one whose groups are all there goes before one that lacks some.
    std::optional<spot> spot_for(std::string_view id, std::size_t group = 0) const {
        std::optional<spot> lacking;
        const auto& shape = *groups_.all()[group].shape;
        for (std::size_t i = 0; i < shape.parts.size(); ++i) {
            const auto& part = shape.parts[i];
            if (part.segment == id) return spot{group, i, true};
            if (!part.group) continue;
            const auto inner = first_inside(group, groups_.shape_of(*part.group));
            if (!inner) {
                if (!lacking && groups_.shape_holds(*part.group, id)) lacking = spot{group, i, false};
                continue;
            }
            const auto found = spot_for(id, *inner);
            if (found && found->ready) return found;
            if (found && !lacking) lacking = found;
        }
        return lacking;
    }

    // Behind the last segment of the group that stands before the part.
    std::size_t before(const spot& at) const {
        const auto& group = groups_.all()[at.group];
        auto behind = std::max<std::size_t>(group.begin, 1); // never before the MSH
        std::size_t here = 0;
        for (auto i = group.begin; i < group.end; ++i) {
            const auto part = part_of(i, at.group, here);
            if (!part) continue;
            here = *part;
            if (here < at.part) behind = i + 1;
        }
        return behind;
    }

  private:
    std::optional<std::size_t> first_inside(std::size_t group, const group_shape& shape) const {
        const auto all = groups_.all();
        for (auto i = group + 1; i < all.size() && groups_.inside(i, group); ++i)
            if (all[i].around == group && all[i].shape == &shape) return i;
        return std::nullopt;
    }

    // Which part of the group a segment is, or is inside of; from `here` on where there are several.
    std::optional<std::size_t> part_of(std::size_t segment, std::size_t group, std::size_t here) const {
        auto holder = groups_.holder(segment);
        const group_shape* inside = nullptr;
        for (; holder != group; holder = groups_.all()[holder].around) inside = groups_.all()[holder].shape;
        const auto& parts = groups_.all()[group].shape->parts;
        const auto is = [&](const group_shape::part& part) {
            return inside ? part.group && &groups_.shape_of(*part.group) == inside
                          : part.segment == message_.segments[segment].id();
        };
        auto found = std::find_if(parts.begin() + static_cast<std::ptrdiff_t>(here), parts.end(), is);
        if (found == parts.end()) found = std::ranges::find_if(parts, is);
        if (found == parts.end()) return std::nullopt;
        return static_cast<std::size_t>(found - parts.begin());
    }

    const document& message_;
    const grouping& groups_;
};

} // namespace

std::size_t place_for(const document& message, std::string_view segment_id, const vocabulary& says) {
    const auto groups = grouping::of(message, says);
    if (!groups) return message.segments.size();
    const search among{message, *groups};
    for (auto i = message.segments.size(); i-- > 0;)
        if (message.segments[i].id() == segment_id) return among.behind_last_of(i);
    const auto found = among.spot_for(segment_id);
    return found ? among.before(*found) : message.segments.size();
}

} // namespace vagus::hl7
