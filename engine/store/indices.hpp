// The indices beside sealed segments (index.hpp): each is made soon after its segment was sealed, made anew before
// anything of the segment goes, and removed with it or when it has had its own time. Thread rule: the upkeep thread.
#pragma once

#include "base/report.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/headroom.hpp"
#include "engine/store/types.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <vector>

namespace vagus::store {

class indices {
  public:
    indices(const settings& how, catalog& entries, const headroom& room, reporter& report); // all outlive it

    // A few of those that are missing, as long as there is room: what cannot be read is said, and passed over.
    void make_missing(const std::vector<segment_entry>& all);
    // What became of a sealed segment's messages up to now; before anything of it goes. False: that could not be read
    // or written, and was said; then the segment must stay as it is.
    [[nodiscard]] bool make(const segment_entry& of);
    // Whether they outlive their segments.
    [[nodiscard]] bool are_kept() const { return kept_for_.has_value(); }
    // Those of segments that have gone, once they have had their time; without a time of their own at once.
    void remove_old(const std::vector<segment_entry>& all, wall_us now);

  private:
    [[nodiscard]] bool is_there(const segment_entry& of);
    [[nodiscard]] bool has_room(const segment_entry& of) const;

    const std::filesystem::path folder_;
    const std::optional<std::chrono::microseconds> kept_for_;
    catalog& catalog_;
    const headroom& room_;
    reporter& report_;
    std::set<std::uint32_t> looked_at_; // that can be opened and are what they should be
};

} // namespace vagus::store
