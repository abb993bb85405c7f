#include "routes/steps/kinds.hpp"

namespace vagus::routes {

// By hand: objects that register themselves vanish from static libraries.
const std::vector<config::kind<step>>& step_kinds() {
    static const std::vector kinds{set_kind(),     copy_kind(),        move_kind(),          delete_kind(),
                                   map_kind(),     date_kind(),        drop_kind(),          keep_kind(),
                                   fail_kind(),    reject_kind(),      validate_kind(),      let_kind(),
                                   if_kind(),      switch_kind(),      for_each_kind(),      split_kind(),
                                   use_kind(),     add_segment_kind(), keep_segments_kind(), reorder_kind(),
                                   send_to_kind(), tag_kind(),         log_kind(),           remember_kind()};
    return kinds;
}

} // namespace vagus::routes
