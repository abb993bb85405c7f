// The store: SQLite segments behind one writer thread with group commit. Source: architecture section 4; docs/formats/store.md.
// A callback runs after the commit (and its fsync) that made its request durable, never before.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/report.hpp"
#include "base/result.hpp"

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::store {

// Values are on disk: never renumber.
enum class message_state : std::uint8_t {
    queued = 0,    // planned; its deliveries tell the rest
    unmatched = 1, // no route took it
    dropped = 2,   // every route that matched dropped it
    failed = 3,    // a route failed (deliveries of other routes may exist)
    refused = 4,   // the sender got a negative answer: never retried here
    resent = 5,    // made here from `parent`, not received
};
enum class delivery_state : std::uint8_t {
    pending = 0,
    delivered = 1,
    dead = 2,      // the receiver refused it for good, or we gave up
    failed = 3,    // no delivery: a route that failed; `output` is then the number of the route's name
    discarded = 4, // a person said so
    retried = 5,   // was dead or failed; a linked message took its place
};
enum class name_kind : std::uint8_t { input = 0, output = 1, route = 2 };
// What became of an attempt.
enum class outcome : std::uint8_t {
    accepted = 0, rejected = 1, timeout = 2, unreadable = 3, connection = 4, failed_route = 5, by_person = 6,
};

// Order of a queue: by segment, then row. Never by time.
struct delivery_ref {
    std::uint32_t segment = 0;
    std::int64_t row = 0;
    auto operator<=>(const delivery_ref&) const = default;
};

struct new_delivery {
    std::uint32_t name = 0; // of the output, or of the route for a failed one
    delivery_state state = delivery_state::pending; // pending or failed
    std::vector<std::uint64_t> keys;
    std::optional<std::string> body; // nothing: the bytes as received
    std::string reason;              // of a failed route
};

struct new_message {
    std::uint32_t input = 0;
    std::string peer; // "10.1.4.9:51234"
    wall_us received = 0;
    std::uint32_t revision = 0;
    message_state state = message_state::queued;
    std::string control; // MSH-10, raw
    std::string type;    // "ADT^A01"
    std::string receipt; // the code the sender is promised, "AA"
    std::string reason;  // for people: why dropped, failed, refused; no field values
    std::optional<message_id> parent;
    bool remember = false;                    // a positive answer that a resend must get again
    std::uint64_t identity = 0;               // hash of MSH-3, MSH-4, MSH-10
    std::array<std::uint8_t, 16> digest{};    // of the raw bytes
    std::string raw;
    std::vector<new_delivery> deliveries;
};

struct receipt {
    message_id id;      // of the original when a duplicate
    bool duplicate = false;
    std::string code;   // the remembered receipt when a duplicate
};

// Why the store cannot promise. The commit may or may not survive: nobody may be answered, the process must end.
struct store_error {
    enum class kind : std::uint8_t { closed, full, undecided } what = kind::closed;
    std::string text; // for people, with the file
};

// One delivery handed to its output after the commit that stored it.
struct queued_delivery {
    delivery_ref at;
    message_id message;
    std::uint32_t output = 0;
    std::uint32_t tries = 0;
    std::vector<std::uint64_t> keys;
    std::string control;                      // MSH-10 of the body's origin; the output reads the body's own
    std::shared_ptr<const std::string> body;  // several outputs may share the received bytes
};

struct attempt {
    delivery_ref at;
    delivery_state state = delivery_state::pending; // pending: to be tried again
    std::uint32_t tries = 0;
    wall_us when = 0;
    wall_us next = 0;           // of the next try, when pending
    std::int64_t took_us = 0;
    outcome result = outcome::accepted;
    std::string answer;         // the bytes the receiver sent, or our reason
};

// Where callbacks run: one per I/O thread, one post per group commit. Thread rule: post() is called by the writer and reader threads.
class mailbox {
  public:
    virtual ~mailbox() = default;
    virtual void post(std::vector<std::move_only_function<void()>> work) = 0;
};

struct settings {
    std::filesystem::path folder;
    std::uint64_t segment_bytes = std::uint64_t{1} << 30U; // a segment is sealed past this
    std::chrono::hours segment_age{24};                    // of steady time
    std::size_t queue_requests = 65536;                    // waiting for the writer; accept() fails with `full` past it
    std::size_t queue_bytes = std::size_t{256} << 20U;
    std::chrono::milliseconds settle_delay{5};             // a settle rides a later group at most this late
    std::size_t remembered = 100'000;                      // newest receipts kept in memory for duplicates
    std::chrono::hours remembered_for{24};
};

struct recovered {
    bool clean = true;          // the last stop was a clean one
    std::uint64_t pending = 0;  // deliveries waiting
    std::uint64_t remembered = 0;
    std::chrono::milliseconds took{};
};

// A dead letter or failed route, as people see it.
struct dead_letter {
    message_id message;
    delivery_ref at;
    delivery_state state = delivery_state::dead; // dead or failed
    std::string name;      // of the output or route
    std::string input;
    std::string control;
    std::string type;
    wall_us received = 0;
    wall_us when = 0;      // of the last attempt
    std::uint32_t tries = 0;
    outcome result = outcome::rejected;
    std::string answer;    // bytes of the last answer, or reason: a value, shown only when asked for
};
struct dead_letter_body {
    dead_letter about;
    std::string received; // bytes as received
    std::string sent;     // bytes as last sent; as received for a failed route
};

struct queue_depth {
    std::uint64_t pending = 0;
    std::uint64_t dead = 0;
};

class store {
  public:
    // Locks the folder, makes or opens it, recovers. Refusals say what to do: the folder is in use, newer format, not writable.
    [[nodiscard]] static result<std::unique_ptr<store>, std::string> open(const settings& how, const clock& time, reporter& report);
    virtual ~store() = default; // close() first; a destructor without it is like a crash

    [[nodiscard]] virtual const recovered& recovery() const = 0;
    // Numbers for names, made when new. Before start-up ends only: writes the catalog.
    [[nodiscard]] virtual std::uint32_t number(name_kind kind, std::string_view name) = 0;
    [[nodiscard]] virtual std::string name(std::uint32_t number) const = 0;
    [[nodiscard]] virtual std::uint32_t revision(std::string_view sha, std::string_view files_json) = 0;

    // New deliveries of an output go to `handler` on `box`'s thread, in queue order, after their commit.
    // Call once per output, before the first accept.
    virtual void subscribe(std::uint32_t output, mailbox& box, std::function<void(std::vector<queued_delivery>)> handler) = 0;

    // Any thread. Durable before `done`. A duplicate of a remembered message stores nothing and gets the first receipt,
    // after the commit that holds the original.
    virtual void accept(new_message message, mailbox& box, std::move_only_function<void(result<receipt, store_error>)> done) = 0;
    // Any thread. `done` may be empty; `awaited` commits at once instead of riding along within settle_delay.
    virtual void settle(attempt what, bool awaited, mailbox& box, std::move_only_function<void(result<void, store_error>)> done) = 0;
    // Any thread. A wire event: bytes outside a frame, an answer that could not be written. Rides along.
    virtual void note(std::string_view kind, std::uint32_t input, std::optional<message_id> message, std::string bytes) = 0;

    // Readers: run on the reader thread, answer on `box`.
    // Pending deliveries of an output after `after`, in order, at most `most` and about `most_bytes`.
    virtual void pending_after(std::uint32_t output, delivery_ref after, std::size_t most, std::size_t most_bytes, mailbox& box,
                               std::move_only_function<void(std::vector<queued_delivery>)> done) = 0;
    virtual void dead_letters(std::size_t most, mailbox& box, std::move_only_function<void(std::vector<dead_letter>)> done) = 0;
    virtual void dead_letter_of(message_id id, mailbox& box, std::move_only_function<void(std::vector<dead_letter_body>)> done) = 0;
    // By output number: counters kept by the writer, exact since the last commit. Any thread.
    [[nodiscard]] virtual queue_depth depth(std::uint32_t output) const = 0;

    // Marks a dead or failed delivery discarded or retried, once: false when it was neither. `replacement` (for a retry) is stored
    // first, with its parent link, so that a crash in between leaves the dead letter visible.
    virtual void resolve(delivery_ref at, delivery_state to, std::string reason, std::optional<new_message> replacement, mailbox& box,
                         std::move_only_function<void(result<bool, store_error>)> done) = 0;

    // Called on the writer thread once, when a commit is undecided: lanes must stop, the process must end with its own code.
    virtual void on_undecided(std::function<void(const store_error&)> handler) = 0;

    // Finishes what is queued, checkpoints, marks the stop clean. Later calls fail with `closed`.
    virtual void close() = 0;
};

} // namespace vagus::store
