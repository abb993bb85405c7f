// What people ask a store for, a page at a time. A page looks at one segment and at scan_rows rows of it, found or not,
// so that no question keeps the queues waiting that are read by the same thread.
#pragma once

#include "engine/store/types.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace vagus::store {

// A place among the rows of one table: by segment, then row.
inline constexpr delivery_ref first_place{};
inline constexpr delivery_ref last_place{std::numeric_limits<std::uint32_t>::max(),
                                         std::numeric_limits<std::int64_t>::max()};
inline constexpr wall_us end_of_time = std::numeric_limits<wall_us>::max();

// Rows in the order they were made, which is that of the queues.
template <class Row> struct page {
    std::vector<Row> rows;
    std::optional<delivery_ref> next; // `after` of the next page, which may be empty too; nothing: this was the last
    delivery_ref end;                 // where the rows ended when this was asked
    std::optional<std::string> unreadable; // the segment that could not be read, and why: it is passed over
};

// Dead letters and failed routes. Numbers that are 0 say: any.
struct dead_query {
    std::uint32_t name = 0; // of the output or the route
    std::uint32_t input = 0;
    wall_us since = 0; // of the last try, both inclusive
    wall_us until = end_of_time;
    delivery_ref after = first_place;  // exclusive
    delivery_ref through = last_place; // inclusive
    std::size_t most = 1000;
};

// What was received, or made here. Empty: any.
struct message_query {
    std::uint32_t input = 0;
    std::string type{};                   // "ADT^A01"
    std::string control{};                // MSH-10
    std::optional<message_state> state{}; // nothing: all but resent and fragments, whose originals and wholes are there
    wall_us since = 0;                    // of receipt, both inclusive
    wall_us until = end_of_time;
    delivery_ref after = first_place; // of messages: segment and row of an id
    delivery_ref through = last_place;
    std::size_t most = 1000;
};

// What an output's receiver has.
struct delivered_query {
    std::uint32_t output = 0;
    delivery_ref after = first_place;
};
struct delivered_row {
    delivery_ref message; // segment and row of its id
    std::vector<std::uint64_t> keys;
};

// One message with all that was made of it.
struct stored_part {
    delivery_ref at;
    delivery_state state = delivery_state::pending;
    std::string name;                // of the output, or of the route where one failed
    std::optional<std::string> body; // what is sent; nothing: the bytes as received
    std::vector<std::uint64_t> keys;
    std::string attributes{};
    std::uint32_t tries = 0;
    wall_us when = 0; // of the last change
    outcome result = outcome::accepted;
    std::string answer{}; // the last: a value, shown only when asked for
};
struct stored_message {
    message_id id;
    std::optional<message_id> parent{}; // what it was made of, or answers
    message_state state = message_state::queued;
    std::uint32_t input_number = 0;
    std::string input;
    std::string control;
    std::string type;
    wall_us received = 0;
    std::string raw; // as received
    std::vector<stored_part> parts;
    std::string answers{}; // of other systems about it, as they came with it
};

} // namespace vagus::store
