// The store's bounds that are not settings, each with its reason.
#pragma once

#include "base/limits.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace vagus::store {

// On disk in the catalog and in every segment. A new format starts a new segment; a newer one than this is refused.
inline constexpr std::int64_t format_version = 1;

// One transaction: whoever arrives while it is written waits for it and for the next.
inline constexpr std::size_t group_requests = 1024;
inline constexpr std::size_t group_bytes = 1 * limits::MiB;
// How often a group takes in those who came while it was recorded.
inline constexpr int late_turns = 3;
// A burst must not keep the memory of its queue for good.
inline constexpr std::size_t queue_kept = 4096;

// The writer copies the write-ahead log into the segment past this size. Larger: fewer stalls, but longer ones.
inline constexpr std::size_t wal_bytes = 2 * limits::MiB;
// The log's file shrinks back to this when a reader made it grow.
inline constexpr std::size_t wal_kept_bytes = 16 * limits::MiB;
// What is written into the log in one call: a group of some 80 messages. Each open segment that is written to has one.
inline constexpr std::size_t gathered_log_bytes = 128 * limits::KiB;
// SQLite's rows end at 1,000,000,000 bytes, as Debian builds it: beside a message or a body its row has its other
// columns. Whoever takes messages takes none that are longer.
inline constexpr std::size_t longest_body = 900 * limits::MiB;
inline constexpr std::size_t page_bytes = 4096;
inline constexpr std::size_t writer_cache_bytes = 4 * limits::MiB; // holds the pages of one group
inline constexpr std::size_t reader_cache_bytes = 512 * limits::KiB;

// For an index while it is made: what does not fit is written before the end, and perhaps twice.
inline constexpr std::size_t index_cache_bytes = 16 * limits::MiB;

// Sealed segments kept open for settles and for reads: each costs file descriptors and a cache.
inline constexpr std::size_t sealed_open = 8;
// The row of a message is 32 bits of its id, and the number of a segment 24.
inline constexpr std::int64_t rows_per_segment = 0xFFFFFFFF;
inline constexpr std::uint32_t segment_numbers = 0xFFFFFF;

// A read transaction holds the log back, so a scan ends one after this many rows and goes on in another.
inline constexpr std::int64_t scan_rows = 16384;
// A search by time passes over segments that lie further outside of it than this: no clock is set by more in one life
// of a segment but by a mistake that people know of.
inline constexpr std::chrono::hours clock_margin{24};
// Of an answer in a list of dead letters: enough for its code and the reason of a failed route.
inline constexpr std::size_t answer_head = 4096;
// Messages that a search for a control id lists: a sender that has more of one id does not number its messages.
inline constexpr std::size_t found_by_control = 100;
// What one call of a search for messages may cost, in rows of an index: a tenth of a second. Rows that have bodies
// beside them count for more.
inline constexpr std::uint64_t search_effort = 524'288;
// Rows that may be meant, looked at one by one before the next are asked for.
inline constexpr std::size_t candidates_at_once = 256;
// By how much clocks that are set may bring rows out of the order of their times.
inline constexpr std::chrono::minutes clock_slack{10};
// Reads that people asked for, waiting. Lanes ask once at a time for each output.
inline constexpr std::size_t waiting_reads = 256;
// What a full disk still owes the store: the file that only occupies space.
inline constexpr auto ballast_name = "ballast";
// Inputs that stopped at the floor go on above it by this part of it, so that they do not flutter.
inline constexpr std::uint64_t floor_margin = 10;
// How often the store looks after its disk. At 200 MB/s, more than an engine takes in, a floor of 1 GiB lasts 5 s.
inline constexpr std::chrono::seconds upkeep_every{1};
inline constexpr std::chrono::seconds retention_every{60};
// A sealed segment that is written to oftener than this from one look to the next is not reduced yet.
inline constexpr std::uint64_t busy_changes = 100;
// A segment that could not be reduced is copied again after one round, then after twice as long each time, up to this.
inline constexpr std::chrono::hours reduction_waits_at_most{6};
// Dead letters of a segment that have had their time, discarded in one look: they share the writer's queue with
// messages.
inline constexpr std::size_t expired_at_once = 1000;
// Indices of sealed segments made in one look: each reads a whole segment beside the road.
inline constexpr std::size_t indexed_at_once = 1;
// Of a message in an index with its deliveries, more than most take: what making one is expected to need.
inline constexpr std::uint64_t indexed_bytes = 256;
// Words of a memory that have had their time go so many at once, and words of a segment that is to be removed are
// carried over so many at once: both share a lock or a commit with messages.
inline constexpr std::size_t forgotten_at_once = 1000;
inline constexpr std::size_t words_carried_at_once = 1000;
// By how much the two clocks may differ before no age is believed, and how long a machine may have been off.
inline constexpr std::chrono::minutes clock_drift{5};
inline constexpr std::chrono::hours longest_downtime{31 * 24};
// How old the last word on the clock in the catalog may be when the power goes.
inline constexpr std::chrono::hours clock_marked_every{1};
// Another process (a person with sqlite3) may hold a lock for this long.
inline constexpr std::chrono::milliseconds lock_wait{5000};

} // namespace vagus::store
