// What copy and move share: from one element to one or several, raw, so that repetitions and components keep their
// structure.
#pragma once

#include "routes/step.hpp"
#include "routes/steps/paths.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::routes {

// FROM: TO, or FROM: [TO, TO].
using transfers = std::vector<config::keyed<written_path, std::vector<written_path>>>;
[[nodiscard]] config::type<transfers> transfers_type();
[[nodiscard]] std::string titled(std::string_view kind, const transfers& all);

struct transfer {
    path::path from;
    std::vector<path::path> to;
};
// Nothing after findings. `emptied`: the sources are erased, so they must be writable.
[[nodiscard]] std::optional<std::vector<transfer>> bind(const transfers& all, bool emptied, binding& names);

// Every source is read before the first target is written; `emptied` sources go, and what was there keeps its number
// until all is written.
[[nodiscard]] verdict run(const std::vector<transfer>& all, bool emptied, const work& on);

} // namespace vagus::routes
