// One act that is written down, and its line in a file. The line is one JSON object:
//   {"n":7,"at":"2026-03-01T09:02:42.118001Z","who":"anna","role":"operator","what":"output.hold",
//    "about":{"output":"pas"},"reason":"PAS is down","from":"10.1.4.9","result":"ok","prev":"HEX","hash":"HEX"}
// `hash` is the SHA-256 of the line's bytes before `,"hash"`, in which `prev` is the hash of the line before: so each
// line vouches for all before it. n counts from 1 without a gap, over all files. Pure.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::audit {

struct entry {
    std::uint64_t n = 0; // given by the trail
    wall_us at = 0;      // likewise
    std::string who;     // a user, a token, a provider's name
    std::string role;    // "" for what the engine does itself
    std::string what;    // a word of words.hpp
    // What it was done to: {"message", ID}, {"output", NAME}. Several ids of one kind have blanks between; one of a
    // dead letter may have /NAME behind it. Never a value of a message: what somebody searched for is written as its
    // keyed hash.
    std::vector<std::pair<std::string, std::string>> about;
    std::string reason;        // what the person wrote
    std::string from;          // address
    std::string result = "ok"; // or why not: a code of ours
};

// Of the line before the first.
inline constexpr std::string_view first_hash = "0000000000000000000000000000000000000000000000000000000000000000";

struct line {
    std::string text; // with its end
    std::string hash; // 64 hexadecimal digits
};
// Fields are cut to their limits, lists between two names, and bytes that are no UTF-8 become '?'.
[[nodiscard]] line written(const entry& what, std::string_view previous_hash);

struct read_line {
    entry what;
    std::string previous;
    std::string hash;
    bool holds = false; // the hash is that of the line
};
// Of a line without its end; nothing: it is none.
[[nodiscard]] std::optional<read_line> read(std::string_view line);

[[nodiscard]] std::string sha256(std::string_view bytes); // hexadecimal

} // namespace vagus::audit
