#include "parsers/hl7/groups.hpp"

#include "parsers/hl7/vocabulary.hpp"

#include <algorithm>

namespace vagus::hl7 {
namespace {

using parts = std::vector<group_shape::part>;

bool has_segment(const structure& in, const group_shape& shape, std::string_view id, bool directly) {
    return std::ranges::any_of(shape.parts, [&](const group_shape::part& part) {
        if (!part.group) return part.segment == id;
        return !directly && has_segment(in, in.groups[*part.group], id, false);
    });
}

// What begins another repetition of its group.
bool begins(const group_shape& shape, std::size_t part) {
    const auto& anchor = shape.parts[shape.anchor];
    return part == shape.anchor || (anchor.choice != 0 && shape.parts[part].choice == anchor.choice);
}

// One walk along the structure.
class walk {
  public:
    walk(const structure& along, std::vector<group>& into)
        : structure_{along}
        , groups_{into} {
        open_.push_back({0, 0});
        groups_.push_back({&along.groups.front(), 0, 0, 0});
    }

    // Where the segment belongs; groups open and close on the way. First what is in order, then a group that lacks what
    // it may lack, then what is out of order in a group around, then a group without its beginning.
    std::size_t place(std::string_view id, std::size_t at) {
        if (go_on(id, at, entry::by_its_beginning) || go_on(id, at, entry::by_what_must_be) || step_back(id, at))
            return open_.back().group;
        (void)go_on(id, at, entry::anywhere); // or it stays where it stands
        return open_.back().group;
    }

    void close(std::size_t level, std::size_t at) {
        while (open_.size() > level + 1) {
            groups_[open_.back().group].end = at;
            open_.pop_back();
        }
    }

  private:
    struct standing {
        std::size_t group;
        std::size_t part; // of its shape, where the walk is
    };
    using way_down = std::vector<std::size_t>; // part numbers, one a level

    // A group is entered by the parts up to its anchor, by its first that must be there, or by any.
    enum class entry : std::uint8_t { by_its_beginning, by_what_must_be, anywhere };
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

    const group_shape& shape_of(std::size_t index) const { return *groups_[index].shape; }

    bool go_on(std::string_view id, std::size_t at, entry how) {
        for (std::size_t level = open_.size(); level-- > 0;) {
            const auto way = next(shape_of(open_[level].group), open_[level].part, id, how);
            if (!way.empty()) return enter(level, way, at), true;
        }
        return false;
    }

    // The way to the next such segment when the walk is at part `from`: that part again, or one behind it. What begins
    // a group does not come again in it, unless it may repeat.
    way_down next(const group_shape& shape, std::size_t from, std::string_view id, entry how) const {
        const auto& here = shape.parts[from];
        if (here.group || !begins(shape, from) || (here.most != 1 && here.choice == 0)) {
            const auto as = how == entry::by_what_must_be ? how : entry::by_its_beginning;
            if (auto again = find(shape, from, from, id, as); !again.empty()) return again;
        }
        return find(shape, from + 1, npos, id, how);
    }
    way_down find(const group_shape& shape, std::size_t first, std::size_t last, std::string_view id, entry how) const {
        for (std::size_t i = first; i < shape.parts.size() && i <= last; ++i) {
            const auto& part = shape.parts[i];
            if (part.segment == id) return {i};
            if (!part.group) continue;
            if (auto way = enter_by(structure_.groups[*part.group], id, how); !way.empty()) {
                way.insert(way.begin(), i);
                return way;
            }
        }
        return {};
    }
    way_down enter_by(const group_shape& inner, std::string_view id, entry how) const {
        if (how == entry::anywhere) return find(inner, 0, npos, id, how);
        if (how == entry::by_its_beginning) return find(inner, 0, inner.anchor, id, how);
        const auto must = std::ranges::find_if(inner.parts, [](const auto& part) { return part.least > 0; });
        const auto at = static_cast<std::size_t>(must - inner.parts.begin());
        return find(inner, at, at, id, how);
    }

    void enter(std::size_t level, const way_down& way, std::size_t at) {
        close(level, at);
        for (auto part : way) {
            open_.back().part = part;
            const auto& inner = shape_of(open_.back().group).parts[part].group;
            if (!inner) break;
            groups_.push_back({&structure_.groups[*inner], open_.back().group, at, at});
            open_.push_back({groups_.size() - 1, 0});
        }
    }

    bool step_back(std::string_view id, std::size_t at) {
        for (std::size_t level = open_.size(); level-- > 0;) {
            const auto& shape = shape_of(open_[level].group);
            if (begins_with(shape, id) || !has_segment(structure_, shape, id, true)) continue;
            close(level, at);
            return true;
        }
        return false;
    }

    static bool begins_with(const group_shape& shape, std::string_view id) {
        for (std::size_t i = 0; i < shape.parts.size(); ++i)
            if (begins(shape, i) && shape.parts[i].segment == id) return true;
        return false;
    }

    const structure& structure_;
    std::vector<group>& groups_;
    std::vector<standing> open_;
};

} // namespace

std::optional<grouping> grouping::of(const document& message) {
    return of(message, standard());
}

std::optional<grouping> grouping::of(const document& message, const vocabulary& says) {
    const auto* shape = structure_of(message, says);
    if (shape == nullptr) return std::nullopt;
    return along(*shape, message);
}

grouping grouping::along(const structure& shape, const document& message) {
    grouping made;
    made.structure_ = &shape;
    made.holders_.reserve(message.segments.size());
    walk on{shape, made.groups_};
    for (std::size_t i = 0; i < message.segments.size(); ++i)
        made.holders_.push_back(static_cast<std::uint32_t>(on.place(message.segments[i].id(), i)));
    on.close(0, message.segments.size());
    made.groups_.front().end = message.segments.size();
    return made;
}

bool grouping::inside(std::size_t group, std::size_t outer) const {
    while (group != outer && group != 0) group = groups_[group].around;
    return group == outer;
}

bool grouping::holds_directly(std::size_t group, std::string_view segment_id) const {
    return has_segment(*structure_, *groups_[group].shape, segment_id, true);
}

bool grouping::holds(std::size_t group, std::string_view segment_id) const {
    return has_segment(*structure_, *groups_[group].shape, segment_id, false);
}

bool grouping::shape_holds(std::size_t index, std::string_view segment_id) const {
    return has_segment(*structure_, shape_of(index), segment_id, false);
}

} // namespace vagus::hl7
