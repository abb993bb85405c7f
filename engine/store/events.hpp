// What the store reports. Facts are counts, file numbers and the operating system's errors, never values.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace vagus::store {

struct store_opened {
    bool clean;
    std::uint64_t pending;
    std::uint64_t remembered;
    std::int64_t took_ms;
    static constexpr std::string_view name = "store.opened";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const {
        return {{"clean", clean},
                {"pending", static_cast<std::int64_t>(pending)},
                {"remembered", static_cast<std::int64_t>(remembered)},
                {"took_ms", took_ms}};
    }
};

struct segment_sealed {
    std::uint32_t no;
    std::int64_t messages;
    std::int64_t bytes;
    static constexpr std::string_view name = "store.segment_sealed";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const {
        return {{"segment", std::int64_t{no}}, {"messages", messages}, {"bytes", bytes}};
    }
};

// How much room there is, against `stop_inputs_below`.
struct room_left {
    std::uint64_t free;
    std::uint64_t floor;
    [[nodiscard]] facts describe() const {
        return {{"free_bytes", static_cast<std::int64_t>(free)},
                {"stop_inputs_below", static_cast<std::int64_t>(floor)}};
    }
};

struct store_below_floor : room_left {
    static constexpr std::string_view name = "store.below_floor";
    static constexpr severity level = severity::error;
};

struct store_has_room : room_left {
    static constexpr std::string_view name = "store.has_room";
    static constexpr severity level = severity::info;
};

// A write found no room, or a start found none for the ballast: nothing is accepted any more, and what is queued is
// settled in the room the ballast gives.
struct store_full {
    bool ballast; // there was one to give up
    static constexpr std::string_view name = "store.full";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const { return {{"ballast", ballast}}; }
};

// The store was put back from a backup: its outputs were held in it, until a person releases them.
struct store_restored {
    wall_us taken;
    static constexpr std::string_view name = "store.restored";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"backup_taken_us", taken}}; }
};

struct segment_removed {
    std::uint32_t no;
    static constexpr std::string_view name = "store.segment_removed";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const { return {{"segment", std::int64_t{no}}}; }
};

// Of a sealed segment: what is known of its messages without it.
struct index_made {
    std::uint32_t no;
    std::int64_t messages;
    std::uint64_t bytes;
    static constexpr std::string_view name = "store.index_made";
    static constexpr severity level = severity::debug;
    [[nodiscard]] facts describe() const {
        return {{"segment", std::int64_t{no}}, {"messages", messages}, {"bytes", static_cast<std::int64_t>(bytes)}};
    }
};

struct index_removed {
    std::uint32_t no;
    static constexpr std::string_view name = "store.index_removed";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const { return {{"segment", std::int64_t{no}}}; }
};

// It had its time, and was reduced to what it owes.
struct segment_reduced {
    std::uint32_t no;
    std::int64_t messages; // kept
    std::uint64_t from;
    std::uint64_t to;
    static constexpr std::string_view name = "store.segment_reduced";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const {
        return {{"segment", std::int64_t{no}},
                {"messages", messages},
                {"bytes_before", static_cast<std::int64_t>(from)},
                {"bytes", static_cast<std::int64_t>(to)}};
    }
};

// It had its time, and each try to reduce it was in vain: somebody reads in it or writes to it, or its copy is not
// sound (store.upkeep_failed). It is tried again, seldom. Said once, until it can be reduced.
struct reduction_put_off {
    std::uint32_t no;
    int tries;
    std::chrono::minutes next;
    static constexpr std::string_view name = "store.reduction_put_off";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const {
        return {{"segment", std::int64_t{no}},
                {"tries", std::int64_t{tries}},
                {"next_in_minutes", std::int64_t{next.count()}}};
    }
};

// Nobody decided about them in time: they are discarded, and keep nothing any more.
struct dead_letters_expired {
    std::string output; // or the route, or the input
    std::uint32_t segment;
    std::int64_t letters;
    static constexpr std::string_view name = "dead.expired";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const {
        return {{"output", output}, {"segment", std::int64_t{segment}}, {"dead_letters", letters}};
    }
};

// A memory of routes holds as many values as it may: the one that was written first goes, and nobody knows it any more.
// Said once in a life of the store.
struct memory_full {
    std::string memory;
    std::size_t most;
    static constexpr std::string_view name = "store.memory_full";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const {
        return {{"memory", memory}, {"max_values", static_cast<std::int64_t>(most)}};
    }
};

// The wall clock went another way than time: nothing is removed until a person says that it is right.
struct clock_doubted {
    static constexpr std::string_view name = "store.clock_doubted";
    static constexpr severity level = severity::error;
    [[nodiscard]] static facts describe() { return {}; }
};

// What could not be done beside the road, and is tried again.
struct upkeep_failed {
    std::string error;
    static constexpr std::string_view name = "store.upkeep_failed";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const { return {{"error", error}}; }
};

struct store_undecided {
    std::string error;
    static constexpr std::string_view name = "store.undecided";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const { return {{"error", error}}; }
};

struct read_failed {
    std::string error;
    static constexpr std::string_view name = "store.read_failed";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const { return {{"error", error}}; }
};

} // namespace vagus::store
