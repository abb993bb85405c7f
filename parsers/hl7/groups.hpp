// The groups of a message: its segments walked along its structure, leniently. What stands where the structure has no
// place for it (a Z segment, a segment out of order) belongs to the group it stands in, or to the nearest one around
// that has such segments.
#pragma once

#include "parsers/hl7/structures.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

struct group {
    const group_shape* shape = nullptr;
    std::size_t around = 0; // index of the group it stands in; of the whole message: itself
    std::size_t begin = 0;  // segments [begin, end)
    std::size_t end = 0;
};

class grouping {
  public:
    // Nothing for a message whose structure is not known. Time is linear in the segments. The document may go.
    [[nodiscard]] static std::optional<grouping> of(const document& message);
    [[nodiscard]] static std::optional<grouping> of(const document& message, const vocabulary& says);
    // Along this structure, which must outlive it, whatever the message's own is.
    [[nodiscard]] static grouping along(const structure& shape, const document& message);

    [[nodiscard]] std::span<const group> all() const { return groups_; } // [0] is the whole message
    // The innermost group of a segment.
    [[nodiscard]] std::size_t holder(std::size_t segment) const { return holders_[segment]; }
    // Stands directly in the group, or in one inside of it.
    [[nodiscard]] bool inside(std::size_t group, std::size_t outer) const;
    // The structure has such segments directly in this group, or in one inside of it.
    [[nodiscard]] bool holds_directly(std::size_t group, std::string_view segment_id) const;
    [[nodiscard]] bool holds(std::size_t group, std::string_view segment_id) const;
    // A group of the structure, whether it is in the message or not; and whether it has such segments in or inside of
    // it.
    [[nodiscard]] const group_shape& shape_of(std::size_t index) const { return structure_->groups[index]; }
    [[nodiscard]] bool shape_holds(std::size_t index, std::string_view segment_id) const;

  private:
    grouping() = default;

    const structure* structure_ = nullptr;
    std::vector<group> groups_;
    std::vector<std::uint32_t> holders_; // by segment
};

} // namespace vagus::hl7
