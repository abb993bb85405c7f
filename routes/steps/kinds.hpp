// One function for each kind of step. A new kind is a file here, a line below, a line in kinds.cpp, a test and a
// sample.
#pragma once

#include "routes/step.hpp"

namespace vagus::routes {

[[nodiscard]] config::kind<step> set_kind();
[[nodiscard]] config::kind<step> copy_kind();
[[nodiscard]] config::kind<step> move_kind();
[[nodiscard]] config::kind<step> delete_kind();
[[nodiscard]] config::kind<step> map_kind();
[[nodiscard]] config::kind<step> date_kind();
[[nodiscard]] config::kind<step> drop_kind();
[[nodiscard]] config::kind<step> keep_kind();
[[nodiscard]] config::kind<step> fail_kind();
[[nodiscard]] config::kind<step> reject_kind();
[[nodiscard]] config::kind<step> validate_kind();
[[nodiscard]] config::kind<step> let_kind();
[[nodiscard]] config::kind<step> if_kind();
[[nodiscard]] config::kind<step> switch_kind();
[[nodiscard]] config::kind<step> for_each_kind();
[[nodiscard]] config::kind<step> split_kind();
[[nodiscard]] config::kind<step> use_kind();
[[nodiscard]] config::kind<step> add_segment_kind();
[[nodiscard]] config::kind<step> keep_segments_kind();
[[nodiscard]] config::kind<step> reorder_kind();
[[nodiscard]] config::kind<step> send_to_kind();
[[nodiscard]] config::kind<step> tag_kind();
[[nodiscard]] config::kind<step> log_kind();
[[nodiscard]] config::kind<step> remember_kind();

} // namespace vagus::routes
