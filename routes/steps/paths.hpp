// What the steps that write have in common: lists of paths, bound, checked, printed.
#pragma once

#include "routes/binding.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vagus::routes {

using written_path = written<path::path>;

[[nodiscard]] config::type<written_path> path_type();

// "set MSH-3, PV1-19.1"
[[nodiscard]] std::string titled(std::string_view kind, const std::vector<const written_path*>& paths);

// Neither a field nor a component of the repetition at hand.
[[nodiscard]] inline bool whole_segment(const path::path& p) {
    return !p.field && !p.component;
}

// ICU^101 for a field would arrive as the letters ICU\S\101: what was meant is two components. A finding then;
// `instead`: how those are written.
[[nodiscard]] bool holds_delimiter(const written<expr::text_template>& text, const std::string& instead,
                                   binding& names);

// A path that can be written in some message; nothing after a finding.
[[nodiscard]] std::optional<path::path> bind_target(const written_path& p, binding& names);
// A path that can be read: no [new].
[[nodiscard]] std::optional<path::path> bind_source(const written_path& p, binding& names);

} // namespace vagus::routes
