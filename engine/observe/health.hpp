// Whether the engine lives, is ready for senders, and has come up: for whoever runs it. A receiver that is away is no
// failure: the queue is for that, and a restart would only cut the senders. Pure.
#pragma once

#include "base/clock.hpp"
#include "engine/observe/readings.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vagus::observe {

// Every loop answers once a second; a machine may be slow, but not for that long.
inline constexpr std::chrono::seconds still_alive{30};

// In which part of its life it is.
enum class life : std::uint8_t { starting, running, stopping };

struct check {
    std::string name;
    bool good = false;
    std::string words; // what is wrong, and what to do
};

// `silent`: since the threads answered last.
[[nodiscard]] check alive(life now, std::chrono::steady_clock::duration silent);
[[nodiscard]] check started(life now);
[[nodiscard]] std::vector<check> ready(life now, const store_reading& store);
[[nodiscard]] bool all_good(const std::vector<check>& checks);

// "ok store", "failed disk: ..." a line each.
[[nodiscard]] std::string in_lines(const std::vector<check>& checks);
// {"status":"ok","checks":[{"name":"disk","good":true,"words":""}],...}
[[nodiscard]] std::string in_json(const std::vector<check>& checks, const readings& now, const std::string& version);

} // namespace vagus::observe
