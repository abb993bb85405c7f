// What a store knows of one message beside the message itself: where it came from, what its sender was promised, every
// attempt to deliver it, and what was made of it. Read from the files, beside a running engine. Thread rule: one
// thread.
#pragma once

#include "engine/store/types.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vagus::store {

inline constexpr std::size_t most_attempts = 100; // of a delivery: the newest
inline constexpr std::size_t most_children = 100; // the first

// Attempts in a row that ended alike.
struct past_attempt {
    wall_us first = 0;
    wall_us last = 0;
    std::int64_t n = 1;
    std::int64_t took_us = 0; // the last
    outcome result = outcome::accepted;
    std::string answer; // its first answer_head bytes: a value, or our reason
};
struct past_attempts {
    std::vector<past_attempt> rows; // the oldest first
    bool more = false;              // there were others before them
};
// A message that was made of it, or answers it.
struct child {
    message_id id;
    wall_us received = 0;
    message_state state = message_state::queued;
};
struct story {
    std::string peer;
    std::string revision; // that planned it; empty: not known any more
    std::string receipt;  // the codes that its sender was promised; empty: it asked for none
    std::string reason;   // why dropped, failed, refused, or why a person sent it again; no field values
    std::vector<std::string> tags;
    std::map<std::int64_t, past_attempts> attempts; // by the row of the delivery
    std::vector<child> children;
    bool more_children = false; // there may be: it was not looked further
};

// Nothing: the message is not kept any more, or never was here. Throws refusal, sqlite_error.
[[nodiscard]] std::optional<story> story_of(const std::filesystem::path& store, message_id which);

} // namespace vagus::store
