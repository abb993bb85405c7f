// What is still known of a sealed segment's messages once their bodies are gone: beside the segment lies an index, a
// file of its own with a narrow row for each message and the hash of its control id. It is made from the sealed
// segment, which takes no more messages; what becomes of deliveries goes on, so it is made anew before anything of the
// segment goes. Whoever asks believes the segment where that still has the message. No value of a message is in it but
// its type. Thread rule: the upkeep thread makes, anybody reads: a file that has its name is never written to.
#pragma once

#include "engine/store/catalog.hpp"
#include "engine/store/sqlite.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::store {

// SHA-256 of MSH-10, cut short: as it stands in the file, where nothing tells an id but to those who have it.
[[nodiscard]] std::int64_t control_hash(std::string_view control);

// What an index says of itself: its table `meta`, one row.
struct index_facts {
    std::string store; // uuid
    std::uint32_t no = 0;
    std::int64_t messages = 0; // that the segment took
    std::int64_t known = 0;    // of these: fewer where the index before this one was damaged
};
// Nothing: it is none, or of a format that is not known.
[[nodiscard]] std::optional<index_facts> facts_of(connection& index);

// Makes the index of a sealed segment, or makes it anew: of what was reduced away from the segment it says what the one
// before said. Synced, under its name, and the name is safe. Returns the bytes of the file. Throws sqlite_error,
// std::filesystem::filesystem_error.
std::uint64_t make_index(const std::filesystem::path& folder, const segment_entry& of, std::string_view uuid);

} // namespace vagus::store
