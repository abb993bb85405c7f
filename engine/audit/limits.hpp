// Bounds of the audit, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace vagus::audit {

// A file is closed past this size; as much is set aside on the disk when it is begun, so that acts can still be written
// down for a while when the disk is full.
inline constexpr std::uint64_t file_bytes = std::uint64_t{16} << 20U;
inline constexpr std::size_t line_bytes = std::size_t{128} << 10U; // longer is none that was written here
// What an entry may say; the rest is cut, lists between their names.
inline constexpr std::size_t name_bytes = 128;
inline constexpr std::size_t reason_bytes = 500;
inline constexpr std::size_t value_bytes = 1000;
inline constexpr std::size_t subjects = 16;
// The messages that one request acts on, and the outputs they go to: a hundred ids, each with a name behind it.
inline constexpr std::size_t list_bytes = std::size_t{16} << 10U;
// Of those, so many in one message to a collector: more would pass the 8 KiB that every receiver should take (RFC 5425,
// 4.3.1), and that many of them cut at.
inline constexpr std::size_t messages_in_frame = 15;
// What one search reads, newest first: some 100,000 entries. It says where to go on.
inline constexpr std::size_t files_at_once = 3;
inline constexpr std::size_t found_at_once = 1000;
// Entries that are sent to a collector in one go.
inline constexpr std::size_t batch_entries = 100;
// Batches that were confirmed a moment ago.
inline constexpr std::size_t unsettled_at_most = 1000;
// Faults that a check lists: who has more than these has one question, and it is not which.
inline constexpr std::size_t faults_listed = 100;

} // namespace vagus::audit
