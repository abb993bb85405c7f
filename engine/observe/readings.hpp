// How everything stands just now: what is shown to people, measured by Prometheus and judged by alerts is one and the
// same look, once a second.
#pragma once

#include "base/clock.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vagus::observe {

struct input_reading {
    std::string name;
    std::uint64_t connections = 0;
    std::uint64_t open_fragments = 0;
    bool paused = false;
    wall_us paused_since = 0;
    wall_us last = 0;                                     // message; 0: none yet
    std::optional<std::chrono::seconds> expected_every{}; // nothing: it may be silent
};

struct output_reading {
    std::string name;
    bool up = true;
    std::string why{}; // it is not
    bool held = false;
    wall_us held_since = 0;
    std::uint64_t pending = 0;
    std::uint64_t dead = 0;
    std::int64_t oldest_seconds = 0;
    std::uint32_t head_tries = 0;
    std::string head{}; // its id; "": nothing waits
    std::uint64_t parked = 0;
    std::uint64_t in_memory = 0;
    std::uint64_t memory_limit = 0;
};

struct route_reading {
    std::string name;
    std::uint64_t failed = 0; // messages that nobody has decided about
};

struct certificate_reading {
    std::string profile;
    wall_us ends = 0;
};

struct store_reading {
    std::uint64_t bytes = 0; // of its files
    std::uint64_t free = 0;
    std::uint64_t capacity = 0; // of its disk; 0: not known
    std::uint64_t floor = 0;
    bool takes_messages = true;
    bool out_of_space = false;
};

struct alert_reading {
    std::string rule;
    std::string level;
    std::uint64_t open = 0;
};

struct readings {
    wall_us at = 0;
    std::string revision;
    std::vector<input_reading> inputs;
    std::vector<output_reading> outputs;
    std::vector<route_reading> routes;
    std::vector<certificate_reading> certificates;
    std::vector<alert_reading> alerts; // of every rule
    store_reading store;
    std::uint64_t in_flight = 0;
    std::uint64_t in_flight_limit = 0;
};

} // namespace vagus::observe
