#include "engine/app/peers/message_diff.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>

namespace vagus::peers {
namespace {

using segments = std::vector<segment_leaves>;
using some = std::span<const segment_leaves>;

bool matches(const ignored& what, const place& at) {
    return what.segment == at.segment && (!what.field || *what.field == at.field) &&
           (!what.component || *what.component == at.component) &&
           (!what.subcomponent || *what.subcomponent == at.subcomponent);
}

segments without(const segments& all, const std::vector<ignored>& not_these) {
    segments out;
    for (const auto& each : all) {
        auto whole = [&](const ignored& what) { return what.segment == each.id && !what.field; };
        if (std::ranges::any_of(not_these, whole)) continue;
        auto& kept = out.emplace_back(segment_leaves{each.id, each.occurrence, {}});
        for (const auto& leaf : each.leaves) {
            auto here = [&](const ignored& what) { return matches(what, leaf.at); };
            if (std::ranges::none_of(not_these, here)) kept.leaves.push_back(leaf);
        }
    }
    return out;
}

// Where a leaf stands inside its segment.
auto inside(const place& at) {
    return std::tuple{at.field, at.repetition, at.component, at.subcomponent};
}

bool alike(const segment_leaves& one, const segment_leaves& other) {
    return one.id == other.id && std::ranges::equal(one.leaves, other.leaves, [](const leaf& a, const leaf& b) {
               return inside(a.at) == inside(b.at) && a.value == b.value;
           });
}

class comparison {
  public:
    std::vector<difference> run(some a, some b) && {
        while (!a.empty() && !b.empty() && alike(a.front(), b.front())) a = a.subspan(1), b = b.subspan(1);
        while (!a.empty() && !b.empty() && alike(a.back(), b.back()))
            a = a.first(a.size() - 1), b = b.first(b.size() - 1);
        if (!b.empty() && a.size() > most_pairs / b.size())
            unlike(a, b);
        else
            align(a, b);
        return std::move(out_);
    }

  private:
    // The longest common subsequence of segments that are alike; what lies between two of them is unlike.
    void align(some a, some b) {
        const auto wide = b.size() + 1;
        std::vector<std::uint32_t> longest((a.size() + 1) * wide, 0); // of a from i and b from j
        for (auto i = a.size(); i-- > 0;)
            for (auto j = b.size(); j-- > 0;)
                longest[i * wide + j] = alike(a[i], b[j])
                                            ? longest[(i + 1) * wide + j + 1] + 1
                                            : std::max(longest[(i + 1) * wide + j], longest[i * wide + j + 1]);
        std::size_t i = 0;
        std::size_t j = 0;
        std::size_t from_i = 0;
        std::size_t from_j = 0;
        while (i < a.size() && j < b.size()) {
            if (alike(a[i], b[j])) {
                unlike(a.subspan(from_i, i - from_i), b.subspan(from_j, j - from_j));
                from_i = ++i;
                from_j = ++j;
            } else if (longest[(i + 1) * wide + j] >= longest[i * wide + j + 1]) {
                ++i;
            } else {
                ++j;
            }
        }
        unlike(a.subspan(from_i), b.subspan(from_j));
    }

    // Neighbours without a like segment: those of one name are taken for the same segment, changed, in their order.
    void unlike(some a, some b) {
        std::size_t next = 0;
        for (const auto& each : a) {
            const auto same = std::find_if(b.begin() + static_cast<std::ptrdiff_t>(next), b.end(),
                                           [&](const segment_leaves& other) { return other.id == each.id; });
            if (same == b.end()) {
                only(each, true);
                continue;
            }
            const auto at = static_cast<std::size_t>(same - b.begin());
            for (; next < at; ++next) only(b[next], false);
            changed(each, b[next++]);
        }
        for (; next < b.size(); ++next) only(b[next], false);
    }

    void only(const segment_leaves& segment, bool first) {
        for (const auto& leaf : segment.leaves) only(leaf.path, leaf.value, leaf.at, first);
        if (segment.leaves.empty())
            only(segment_path(segment.id, segment.occurrence), {}, {segment.id, segment.occurrence, 0}, first);
    }
    void only(std::string path, std::string value, const place& at, bool first) {
        auto& made = out_.emplace_back(difference{std::move(path), {}, {}, at});
        (first ? made.first : made.second) = std::move(value);
    }

    void changed(const segment_leaves& one, const segment_leaves& other) {
        auto a = one.leaves.begin();
        auto b = other.leaves.begin();
        while (a != one.leaves.end() || b != other.leaves.end()) {
            if (b == other.leaves.end() || (a != one.leaves.end() && inside(a->at) < inside(b->at))) {
                only(a->path, a->value, a->at, true);
                ++a;
            } else if (a == one.leaves.end() || inside(b->at) < inside(a->at)) {
                auto at = b->at;
                at.occurrence = one.occurrence;
                only(segment_path(one.id, one.occurrence) + b->path.substr(b->path.find('-')), b->value, at, false);
                ++b;
            } else {
                if (a->value != b->value) out_.push_back({a->path, a->value, b->value, a->at});
                ++a, ++b;
            }
        }
    }

    std::vector<difference> out_;
};

} // namespace

std::vector<difference> differences(const segments& first, const segments& second,
                                    const std::vector<ignored>& not_these) {
    if (not_these.empty()) return comparison{}.run(first, second);
    const auto a = without(first, not_these);
    const auto b = without(second, not_these);
    return comparison{}.run(a, b);
}

} // namespace vagus::peers
