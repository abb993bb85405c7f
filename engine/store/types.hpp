// The store's values: what is handed in, what is handed out. Source: architecture section 4; docs/formats/store.md.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "engine/store/disk.hpp"
#include "engine/store/trouble.hpp"

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
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
    fragment = 6,  // part of a message that is joined; `parent` is the fragment before it
};
enum class delivery_state : std::uint8_t {
    pending = 0,
    delivered = 1,
    dead = 2,      // the receiver refused it for good, or we gave up
    failed = 3,    // no delivery: a route that failed; `output` is then the number of the route's name
    discarded = 4, // a person said so
    retried = 5,   // was dead or failed; a linked message took its place
    withdrawn = 6, // never sent: its sender was told that it was not delivered
    linked = 7,    // of a resend: a delivery of the message before it counts, wherever that stands by now
    awaiting = 8,  // what it is to send is not known yet: a linked message will take its place, once
};
enum class name_kind : std::uint8_t { input = 0, output = 1, route = 2, memory = 3 };
struct named {
    name_kind kind = name_kind::input;
    std::string name;
    friend auto operator<=>(const named&, const named&) = default;
};
// What became of an attempt.
enum class outcome : std::uint8_t {
    accepted = 0,
    rejected = 1,
    timeout = 2,
    unreadable = 3,
    connection = 4,
    failed_route = 5,
    by_person = 6,
    withdrawn = 7,
};

// Order of a queue: by segment, then row. Never by time.
struct delivery_ref {
    std::uint32_t segment = 0;
    std::int64_t row = 0;
    auto operator<=>(const delivery_ref&) const = default;
};

struct new_delivery {
    std::uint32_t name = 0;                         // of the output, or of the route for a failed one
    delivery_state state = delivery_state::pending; // pending or failed
    std::vector<std::uint64_t> keys;
    std::optional<std::string> body; // nothing: the bytes as received
    std::string reason;              // of a failed route
    std::string attributes{};        // what goes beside the body; the store does not look inside
    delivery_ref same_as{};          // of a linked one
    std::uint32_t route = 0;         // number of its name, for those who count; not kept. 0: not known
};

// The number of a message in its sender's sequence, where the input keeps count. The store alone knows which one is in
// turn: several connections may bring messages of one input.
struct numbered {
    std::int64_t number = 0;
};
inline constexpr std::int64_t sequence_asks = 0;     // the sender begins again, and asks for the number to go on with
inline constexpr std::int64_t sequence_forgets = -1; // likewise, and the next number may be any

// What is done with a message that its input has seen before.
enum class repeat : std::uint8_t {
    answer_again,     // nothing is stored, and the sender gets the first answer
    process_and_warn, // a new message, and people are told
    process,          // a new message
    refuse,           // kept as refused, and the sender is told
};
struct repeats {
    repeat same_bytes = repeat::answer_again;
    repeat other_bytes = repeat::process_and_warn; // the key is the same
};
// How much of an input is remembered for that.
struct memory {
    std::size_t most = 100'000;
    std::chrono::microseconds how_long = std::chrono::hours{24}; // of steady time
};

// What routes remember (`memory:` of the configuration): a value under a key. Of the key only a hash is kept, since
// nobody asks for more than that value.
using memory_key = std::array<std::uint8_t, 16>;
// Values are on disk: never renumber.
enum class memory_kind : std::uint8_t {
    value = 0, // that a rule wrote
    print = 1, // a hash of what a message said, of what went on: of no use once it did not
};
struct memory_word {
    std::uint32_t memory = 0; // number of its name
    memory_key key{};
    memory_kind kind = memory_kind::value;
    std::string value; // "": what was known is forgotten
};
// How much of it is kept. `kept_for`: of wall time, since the value was written.
struct memory_bounds {
    std::size_t most = 100'000; // values; the one written first goes
    std::chrono::microseconds kept_for = std::chrono::hours{24 * 30};
};

// A delivery that awaits what it is to send, by its message and output.
struct stand_in {
    message_id of;
    std::uint32_t output = 0;
    // A key of that delivery that says: not for this. Then the message takes the place with nothing to deliver.
    std::optional<std::uint64_t> unless{};
};

struct new_message;

// A message that is one of several to be joined. Which series of fragments are open the store alone knows: several
// connections may bring them. A pointer is the hash of a continuation pointer and its sender.
struct fragment {
    std::optional<std::uint64_t> of; // the pointer that the fragment before it left; nothing: it begins a message
    std::optional<std::uint64_t> to; // the pointer that its successor will name; nothing: the last
    std::uint32_t most_fragments = 1;
    std::uint64_t most_bytes = 0;         // of all fragments of a message
    std::uint32_t most_open = 1;          // messages of the input that wait for their next fragment
    std::chrono::milliseconds within{0};  // how long they may
    message_id behind{};                  // of the last: the fragment before it, as `whole` was made
    std::shared_ptr<new_message> whole{}; // of the last: the joined message, stored in the same transaction
};
// A series whose rest did not come in time: the message says what there is of it. It is stored if no other fragment has
// come since `behind`, and the fragments are then no longer what a resend is a duplicate of.
struct unfinished {
    std::uint64_t pointer = 0;
    message_id behind{};
    std::vector<message_id> fragments;
};

// How far an input has come in what it reads by itself: a row of the table `position`.
struct reached {
    std::string source; // what is read, in the input's words: "file", "kafka adt/3"
    std::string value;  // up to where, likewise
};

struct new_message {
    std::uint32_t input = 0;
    std::string peer; // "10.1.4.9:51234"
    wall_us received = 0;
    std::uint32_t revision = 0;
    message_state state = message_state::queued;
    std::string control;              // MSH-10, raw
    std::string type;                 // "ADT^A01"
    std::string receipt;              // the code the sender is promised, "AA"
    std::string receipt_if_refused{}; // where the store itself may refuse: out of sequence, a fragment of nothing
    std::string receipt_if_repeat{};  // where it refuses what came before
    std::string reason;               // for people: why dropped, failed, refused; no field values
    std::optional<message_id> parent;
    bool remember = false;      // a positive answer that a resend must get again
    std::uint64_t identity = 0; // hash of what the input calls its key; 0: none
    repeats if_seen{};
    std::array<std::uint8_t, 16> digest{}; // of the raw bytes
    std::string raw;
    std::vector<new_delivery> deliveries;
    bool awaited = false; // its sender hears of its deliveries: a duplicate of it is handed back
    bool anew = false;    // takes the place of `parent`, which has the same bytes; of nothing else
    std::optional<numbered> sequence{};
    std::optional<store::fragment> fragment{};
    std::optional<store::unfinished> unfinished{};
    std::optional<store::reached> reached{}; // durable with it, also where it is a repeat and not stored
    // Takes the place of what awaits: stored while that still does, and then never again, as a message of the same
    // input. The receipt of one that came too late says `duplicate`.
    std::optional<stand_in> instead_of{};
    std::vector<std::string> tags{};      // labels by which people find it, without blanks
    std::vector<std::int64_t> sought{};   // hashes of values by which people find it (search_key.hpp)
    std::string answers{};                // of other systems about it; the store does not look inside
    std::vector<memory_word> remembers{}; // durable with it, and known from its commit on; not of what is not stored
};

struct receipt {
    message_id id; // of the original when a duplicate
    bool duplicate = false;
    std::string code;                       // the remembered receipt when a duplicate
    std::optional<std::int64_t> expected{}; // of a numbered message: what its sender is to be told, MSA-4
    std::optional<message_id> same_key{};   // an earlier one of the same key that people are to be told of
    std::string refusal{}; // why the store itself refused it, for its sender: kept as refused, nothing is delivered
    std::optional<message_id> repeats{};     // of one that is refused as a repeat: the earlier one
    std::shared_ptr<new_message> returned{}; // of an awaited duplicate: what was not stored
};

// Why the store cannot promise. `undecided`: the commit may or may not survive, so nobody may be answered and the
// process must end. `full` and `closed`: nothing was stored; a crash before the next commit may keep what was `full`.
struct store_error {
    enum class kind : std::uint8_t { closed, full, undecided } what = kind::closed;
    std::string text;                 // for people, with the file
    trouble why = trouble::undecided; // of `undecided`: what the process must end with
};

// One delivery handed to its output after the commit that stored it.
struct queued_delivery {
    delivery_ref at;
    message_id message;
    std::uint32_t output = 0;
    std::uint32_t tries = 0;
    std::vector<std::uint64_t> keys;
    std::string control;                     // MSH-10 of the body's origin; the output reads the body's own
    std::shared_ptr<const std::string> body; // several outputs may share the received bytes
    std::string attributes{};                // as they came with the delivery
    wall_us received = 0;                    // its message
    wall_us next{};                          // of the next try, of one that was tried in an earlier life; 0: at once
    std::uint32_t route = 0;                 // as it came with the delivery; 0: it was read back from disk
};

// A dead letter as its output's queue knows it: what must not be passed where `dead_letter` says so.
struct dead_mark {
    delivery_ref at;
    message_id message;
    std::vector<std::uint64_t> keys;
};

// Why an output sends nothing until a person releases it.
struct hold {
    std::string reason; // for people, no field values
    std::string by;     // who said so, as far as known
    wall_us since = 0;
    std::optional<delivery_ref> after{}; // what is in the queue up to here is still sent
};

struct attempt {
    delivery_ref at;
    delivery_state state = delivery_state::pending; // pending: to be tried again
    std::uint32_t tries = 0;
    wall_us when = 0;
    wall_us next = 0; // of the next try, when pending
    std::int64_t took_us = 0;
    outcome result = outcome::accepted;
    std::string answer; // the bytes the receiver sent, or our reason
    // What the answer brings with it: stored in the commit that ends the delivery, if this is what ends it. Needs room.
    std::shared_ptr<const std::vector<new_message>> brings{};
};

struct settings {
    std::filesystem::path folder;
    std::uint64_t segment_bytes = std::uint64_t{1} << 30U;    // a segment is sealed past this
    std::chrono::seconds segment_age{std::chrono::hours{24}}; // of steady time
    std::size_t queue_requests = 65536; // waiting for the writer; accept() fails with `full` past it
    std::size_t queue_bytes = std::size_t{256} << 20U;
    std::chrono::milliseconds settle_delay{5}; // a settle rides a later group at most this late
    // A group waits this long for a settle that a lane will stand still for: what a receiver near by takes to answer.
    std::chrono::microseconds settle_patience{150};
    memory remembered{};                           // of an input that is not named here
    std::map<std::string, memory> remembered_of{}; // by the name of the input
    // Messages that start-up looks back at for that, of all inputs together: they are read from disk before the first
    // sender is served.
    std::size_t looked_back_at = 200'000;
    std::map<std::string, memory_bounds> memories{}; // of routes, by name; what is not named here is not known
    std::uint64_t stop_inputs_below = std::uint64_t{1} << 30U; // free bytes on the store's disk
    std::uint64_t ballast_bytes = std::uint64_t{64} << 20U;    // given up when a write finds no room; 0: none
    std::optional<std::chrono::microseconds> kept_for; // sealed segments, before they are removed; nothing: for ever
    // Dead letters that nobody decided about, before they keep nothing any more; nothing: for ever.
    std::optional<std::chrono::microseconds> dead_kept_for{};
    // Indices of sealed segments, which say what became of messages that are gone; nothing: they go with their segment.
    std::optional<std::chrono::microseconds> index_kept_for{};
    std::set<std::string> held_by_dead{}; // outputs whose dead letters hold others up: people decide about those
    disk* on = &system_disk();            // outlives the store
};

// Of the store's disk, in bytes.
struct disk_room {
    std::uint64_t free = 0;
    std::uint64_t floor = 0;    // inputs stop below it
    bool takes_messages = true; // false from the floor on until there is clearly more
    bool out_of_space = false;  // a write found no room
};

// A delivery as whoever waits for it is told.
struct settlement {
    delivery_ref at;
    std::uint32_t output = 0;
    delivery_state state = delivery_state::pending;
    std::string answer; // the bytes the receiver sent last, or our reason; "" while pending
};

// The fragments of a message that is not complete yet.
struct open_series {
    std::uint32_t input = 0;
    std::uint64_t pointer = 0;
    message_id last; // the newest fragment
    std::uint32_t fragments = 0;
    std::uint64_t bytes = 0;
};
struct series_bodies {
    open_series about;
    std::vector<message_id> ids;     // from the first to the last, as far as they can be read
    std::vector<std::string> bodies; // as received
    wall_us received = 0;            // of the first

    [[nodiscard]] bool all() const { return ids.size() == about.fragments; }
};

// A delivery that awaited what it is to send when the store was opened.
struct awaited_delivery {
    stand_in what;
    std::uint32_t input = 0;
    wall_us received = 0;
};

struct recovered {
    bool clean = true;         // the last stop was a clean one
    std::uint64_t pending = 0; // deliveries waiting
    std::uint64_t remembered = 0;
    std::chrono::milliseconds took{};
    std::vector<awaited_delivery> awaiting{};
};

// A dead letter or failed route, as people see it.
struct dead_letter {
    message_id message;
    delivery_ref at;
    delivery_state state = delivery_state::dead; // dead or failed
    std::string name;                            // of the output or route
    std::string input;
    std::uint32_t input_number = 0;
    std::string control;
    std::string type;
    wall_us received = 0;
    wall_us when = 0; // of the last attempt
    std::uint32_t tries = 0;
    outcome result = outcome::rejected;
    std::string answer; // head of the last answer, or reason: a value, shown only when asked for
};

// What happened on the wire outside of messages.
struct wire_event {
    delivery_ref at; // the segment and the row of the event: its name for people
    wall_us when = 0;
    std::string kind;    // outside_frame, unfinished_frame, ack_not_written, ack_refused, answer_unframed, ...
    std::string where;   // name of the input or output
    std::string message; // the id of the message it belongs to; "" when there is none
    std::size_t size = 0;
    std::string bytes; // only when one event was asked for
};

struct queue_depth {
    std::uint64_t pending = 0;
    std::uint64_t dead = 0; // or failed, when asked by the number of a route
    std::uint64_t awaiting = 0;
};

} // namespace vagus::store
