#include "parsers/hl7/structure_order.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace vagus::hl7 {
namespace {

// A segment, or a group, in the group around it.
struct member {
    bool is_group = false;
    std::size_t number = 0;
    std::pair<std::size_t, std::size_t> rank{}; // part of the structure; then as it stood
};

class ordering {
  public:
    ordering(const grouping& made, const document& message)
        : made_{made}
        , message_{message}
        , members_(made.all().size()) {
        std::size_t group = 1; // groups are numbered as they begin, those around before those inside
        for (std::size_t i = 0; i < message.segments.size(); ++i) {
            for (; group < made.all().size() && made.all()[group].begin == i; ++group)
                members_[made.all()[group].around].push_back({true, group});
            members_[made.holder(i)].push_back({false, i});
        }
    }

    void list(std::size_t group, std::vector<std::size_t>& into) {
        auto& members = members_[group];
        std::size_t before = 0;
        for (std::size_t i = 0; i < members.size(); ++i) {
            before = part_of(members[i], *made_.all()[group].shape, before);
            members[i].rank = {before, i};
        }
        std::ranges::sort(members, {}, &member::rank);
        for (const auto& each : members) {
            if (each.is_group) {
                list(each.number, into);
            } else {
                into.push_back(each.number);
            }
        }
    }

  private:
    // Where the structure has it: there or behind the one before, if it has it twice.
    std::size_t part_of(const member& one, const group_shape& shape, std::size_t before) const {
        std::optional<std::size_t> first;
        for (std::size_t i = 0; i < shape.parts.size(); ++i) {
            if (!is(one, shape.parts[i])) continue;
            if (i >= before) return i;
            if (!first) first = i;
        }
        return first.value_or(before);
    }
    bool is(const member& one, const group_shape::part& part) const {
        if (!one.is_group) return !part.group && part.segment == message_.segments[one.number].id();
        return part.group && &made_.shape_of(*part.group) == made_.all()[one.number].shape;
    }

    const grouping& made_;
    const document& message_;
    std::vector<std::vector<member>> members_; // by group, as they stand
};

} // namespace

std::vector<std::size_t> in_order(const grouping& made, const document& message) {
    std::vector<std::size_t> order;
    order.reserve(message.segments.size());
    ordering{made, message}.list(0, order);
    return order;
}

} // namespace vagus::hl7
