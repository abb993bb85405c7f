#include "parsers/hl7/structure_order.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <string_view>
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
        bool all_known = true;
        for (std::size_t i = 0; i < members.size(); ++i) {
            const auto part = only_part_of(members[i], *made_.all()[group].shape);
            all_known = all_known && part;
            members[i].rank = {part.value_or(0), i};
        }
        if (all_known) std::ranges::sort(members, {}, &member::rank);
        for (const auto& each : members) {
            if (each.is_group) {
                list(each.number, into);
            } else {
                into.push_back(each.number);
            }
        }
    }

  private:
    [[nodiscard]] std::optional<std::size_t> only_part_of(const member& one, const group_shape& shape) const {
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < shape.parts.size(); ++i) {
            if (!is(one, shape.parts[i])) continue;
            if (found) return std::nullopt;
            found = i;
        }
        return found;
    }
    bool is(const member& one, const group_shape::part& part) const {
        if (!one.is_group) return !part.group && part.segment == message_.segments[one.number].id();
        return part.group && &made_.shape_of(*part.group) == made_.all()[one.number].shape;
    }

    const grouping& made_;
    const document& message_;
    std::vector<std::vector<member>> members_; // by group, as they stand
};

// What results, orders and comments belong to, by where they stand.
constexpr std::array<std::string_view, 4> heads{"PID", "ORC", "OBR", "SPM"};

// For each segment the nearest before it that is called so; itself for those.
std::vector<std::size_t> heads_of(std::string_view head, const std::vector<std::size_t>& order,
                                  const document& message) {
    std::vector<std::size_t> of(order.size());
    std::size_t nearest = 0;
    for (const auto number : order) {
        if (message.segments[number].id() == head) nearest = number;
        of[number] = nearest;
    }
    return of;
}

std::vector<std::size_t> as_they_stand(const document& message) {
    std::vector<std::size_t> order(message.segments.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

bool keeps_what_belongs_together(const std::vector<std::size_t>& order, const document& message) {
    for (const auto head : heads) {
        const auto count = std::ranges::count_if(message.segments, [&](const auto& each) { return each.id() == head; });
        if (count > 1 && heads_of(head, order, message) != heads_of(head, as_they_stand(message), message))
            return false;
    }
    std::map<std::string_view, std::size_t> last; // those of one name keep their order
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto id = message.segments[order[i]].id();
        const auto [at, first] = last.try_emplace(id, order[i]);
        if (!first && std::exchange(at->second, order[i]) > order[i]) return false;
        if (id == "NTE" && (i == 0 || order[i - 1] + 1 != order[i])) return false;
    }
    return true;
}

// What belongs to another segment by standing behind it, in any structure.
struct bond {
    std::string_view of, head;
};
constexpr std::array bonds{bond{"ORC", "PID"}, bond{"OBR", "PID"}, bond{"OBR", "ORC"}, bond{"SPM", "OBR"},
                           bond{"OBX", "PID"}, bond{"OBX", "ORC"}, bond{"OBX", "OBR"}, bond{"OBX", "SPM"},
                           bond{"OBX", "RXA"}, bond{"TQ1", "ORC"}, bond{"RXO", "ORC"}, bond{"RXE", "ORC"},
                           bond{"RXA", "ORC"}, bond{"RXR", "ORC"}, bond{"RXC", "ORC"}, bond{"RXR", "RXA"},
                           bond{"IN2", "IN1"}, bond{"IN3", "IN1"}};

// A segment that stood before the only one of these gets it. A specimen stands behind results that are not its own.
bool keeps(const bond& one, const std::vector<std::size_t>& order, const document& message) {
    const auto count = std::ranges::count_if(message.segments, [&](const auto& each) { return each.id() == one.head; });
    if (count == 0) return true;
    const auto was = heads_of(one.head, as_they_stand(message), message);
    const auto is = heads_of(one.head, order, message);
    for (std::size_t i = 0; i < was.size(); ++i) {
        const bool bound = message.segments[i].id() == one.of || (one.head == "PID" && count > 1);
        const bool found_its_own = was[i] == 0 && count == 1 && one.head != "SPM";
        if (bound && was[i] != is[i] && !found_its_own) return false;
    }
    return true;
}

// What each comment is about: the nearest segment before it that is none.
std::vector<std::size_t> subjects(const std::vector<std::size_t>& order, const document& message) {
    std::vector<std::size_t> of(order.size());
    std::size_t nearest = 0;
    for (const auto number : order) {
        const bool comment = message.segments[number].id() == "NTE";
        if (!comment) nearest = number;
        of[number] = comment ? nearest : number;
    }
    return of;
}

} // namespace

std::optional<std::vector<std::size_t>> in_order(std::span<const std::string> names, const document& message) {
    const auto place_of = [&](std::string_view id) {
        return static_cast<std::size_t>(std::ranges::find(names, id) - names.begin());
    };
    const bool notes_follow = place_of("NTE") == names.size();
    std::vector<std::vector<std::size_t>> places(names.size() + 2); // the MSH, those named, the others
    std::size_t place = 0;
    for (std::size_t i = 0; i < message.segments.size(); ++i) {
        const auto id = message.segments[i].id();
        if (i > 0 && (id != "NTE" || !notes_follow)) place = place_of(id) + 1;
        places[place].push_back(i);
    }
    std::vector<std::size_t> order;
    order.reserve(message.segments.size());
    for (const auto& each : places) order.insert(order.end(), each.begin(), each.end());
    const bool good = std::ranges::all_of(bonds, [&](const bond& one) { return keeps(one, order, message); }) &&
                      subjects(order, message) == subjects(as_they_stand(message), message);
    return good ? std::optional{std::move(order)} : std::nullopt;
}

std::optional<std::vector<std::size_t>> in_order(const grouping& made, const document& message) {
    std::vector<std::size_t> order;
    order.reserve(message.segments.size());
    ordering{made, message}.list(0, order);
    if (!keeps_what_belongs_together(order, message)) return std::nullopt;
    return order;
}

} // namespace vagus::hl7
