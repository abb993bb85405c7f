// `alert:` of an output: when its queue is one.
#pragma once

#include "config/fields.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace vagus::queue {

struct alert_terms {
    std::optional<config::duration> queue_age{std::chrono::minutes{5}}; // nothing: never
    std::optional<std::int64_t> queue_depth{};                          // nothing: never
};

[[nodiscard]] const config::fields<alert_terms>& alert_fields();

} // namespace vagus::queue
