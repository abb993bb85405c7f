// What an HTTP status means for a message: the output's table (`on_status:`) and the defaults. Pure.
// Source: architecture section 7, "FHIR"; RFC 9110 section 15.
#pragma once

#include "config/types.hpp"
#include "engine/queue/judge.hpp"

#include <chrono>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string_view>
#include <vector>

namespace vagus::queue {

enum class status_meaning : std::uint8_t { accept, retry, retry_after, dead_letter };

struct status_rule {
    std::uint32_t first = 0; // 409 to 409, or 500 to 599
    std::uint32_t last = 0;
    status_meaning then = status_meaning::retry;
};
// `{ 409: retry, 429: retry_after, 5xx: retry, 4xx: dead_letter }`: one status goes before its class.
[[nodiscard]] config::type<std::vector<status_rule>> status_rules();

// Without a rule: 2xx accepted; 408, 425, 429 and 5xx tried again, not before what Retry-After asks for; 409 tried
// again; 412 too when the request carried a condition of ours (If-Match), which the next try makes anew; other 4xx
// dead; 1xx and 3xx tried again: they say nothing about the message.
[[nodiscard]] status_meaning meaning_of(std::uint32_t status, bool conditional, const std::vector<status_rule>& rules);
[[nodiscard]] judgement to_judgement(status_meaning what);
// Of a request without a condition; nothing for no status.
[[nodiscard]] std::optional<judgement> judged(std::uint32_t status, const std::vector<status_rule>& rules);

// Longest wait a receiver can ask for.
inline constexpr std::chrono::minutes longest_hold{60};
// Retry-After: seconds, or a date of RFC 9110 section 5.6.7 as time from `now`. Nothing for what is neither.
[[nodiscard]] std::optional<std::chrono::milliseconds> hold_of(std::string_view field, std::time_t now);

} // namespace vagus::queue
