// What is wrong just now: a pure look at how everything stands, in words that name no patient.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::alerts {

enum class rule : std::uint8_t {
    feed_silent,
    queue_age,
    queue_depth,
    output_down,
    head_failing,
    dead_letters,
    rejects,
    route_failures,
    unmatched,
    negative_acks,
    disk,
    disk_full,
    certificate,
    certificate_soon,
    reload_refused,
    held_long,
    paused_long,
};
enum class level : std::uint8_t { ticket, page };
[[nodiscard]] constexpr std::string_view to_text(level how) {
    return how == level::page ? "page" : "ticket";
}

// What a subject names.
enum class part : std::uint8_t { input, output, route, profile, whole };

// What a rule is, for people and machines.
struct rule_facts {
    rule what;
    std::string_view name; // "feed_silent"
    part of;
    level how;
    std::chrono::seconds after; // it must hold for so long before anybody is told
    std::string_view runbook;   // of docs/monitoring.md
};
[[nodiscard]] const std::vector<rule_facts>& rules();
[[nodiscard]] const rule_facts& facts_of(rule what);

// The bounds that are not settings.
inline constexpr std::uint32_t most_tries = 20;         // of one message at the head of its queue
inline constexpr double most_failures = 0.05;           // of attempts, of answers
inline constexpr std::uint64_t enough = 20;             // attempts or answers that make a share mean something
inline constexpr std::chrono::minutes lately{10};       // over which shares and counts are taken
inline constexpr std::chrono::hours forgotten_after{2}; // held or paused
inline constexpr std::chrono::hours certificate_within{21 * 24};
inline constexpr std::chrono::hours certificate_soon_within{3 * 24};
inline constexpr double least_free = 0.2; // of the disk
inline constexpr std::uint64_t very_little_free = std::uint64_t{5} << 30U;

struct input_facts {
    std::string name;
    std::optional<std::chrono::seconds> expected_every{};
    std::chrono::seconds silent{}; // in hours that are not quiet
    std::uint64_t connections = 0;
    std::uint64_t unmatched = 0; // lately
    std::uint64_t answers = 0;   // lately
    double negative = 0;         // share of them
    std::optional<std::chrono::seconds> paused{};
};
struct output_facts {
    std::string name;
    bool up = true;
    std::string why{}; // it is not: words of the system and of ours
    std::uint64_t pending = 0;
    std::chrono::seconds oldest{};
    std::optional<std::chrono::seconds> age_limit{};
    std::optional<std::uint64_t> depth_limit{};
    std::uint32_t head_tries = 0;
    std::string head{};         // its id
    std::uint64_t dead = 0;     // lately
    std::uint64_t attempts = 0; // lately
    double rejected = 0;        // share of them
    std::optional<std::chrono::seconds> held{};
};
struct route_facts {
    std::string name;
    std::uint64_t failed = 0; // lately
};
struct certificate_facts {
    std::string profile;
    std::chrono::seconds left{};
};
struct disk_facts {
    std::uint64_t free = 0;
    std::uint64_t capacity = 0; // 0: not known
    bool takes_messages = true;
};
struct snapshot {
    std::vector<input_facts> inputs;
    std::vector<output_facts> outputs;
    std::vector<route_facts> routes;
    std::vector<certificate_facts> certificates;
    disk_facts disk;
    std::uint64_t reloads_refused = 0; // lately
};

struct condition {
    rule what;
    std::string subject; // an input, an output, a route, a profile; "store", "configuration"
    std::string words;
};
[[nodiscard]] std::vector<condition> judge(const snapshot& now);

// "9 min", "2 h 5 min"
[[nodiscard]] std::string in_words(std::chrono::seconds span);

} // namespace vagus::alerts
