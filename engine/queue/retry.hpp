// `retry:` of an output: when to try again and when to give up. Pure; waiting is counted in steady time.
#pragma once

#include "config/fields.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace vagus::queue {

// When to stop trying. Neither: never.
struct patience {
    std::optional<config::duration> span; // since the first try, in steady time of one life of the engine
    std::optional<std::int64_t> attempts; // in all, over restarts
};

struct retry_policy {
    config::duration first{std::chrono::seconds{1}};
    std::int64_t factor = 2;
    config::duration max{std::chrono::seconds{60}};
    double jitter = 0.2; // 0.2: up to 20 % longer or shorter
    patience give_up;
};

[[nodiscard]] const config::fields<retry_policy>& retry_fields();

// How long to wait after try number `tries` (1: the first). `chance` in [0, 1) places it inside the jitter.
[[nodiscard]] std::chrono::milliseconds wait_after(const retry_policy& policy, std::uint32_t tries, double chance);

} // namespace vagus::queue
