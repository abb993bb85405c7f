// Messages that people look for, the newest first, also when their bodies are gone: what the index beside a sealed
// segment knows, and what the segment says. Reads files only, on connections of its own, so that neither the queues nor
// the writer wait; it may run beside the engine, on any thread. One call looks at so many rows (search_rows), says how
// far it came, and goes on from there when it is asked again: so a search that takes long is stopped by not asking.
// Throws refusal, sqlite_error when there is no catalog to read.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "engine/store/types.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::store {

// What they must be, all of it. Empty: any.
struct message_filter {
    wall_us since = 0; // received then or later
    wall_us until = std::numeric_limits<wall_us>::max();
    std::string input{};
    std::string type{};    // "ADT^A01"; with a * at its end, what begins so
    std::string control{}; // MSH-10, byte for byte
    std::string output{};  // has a delivery to it
    std::optional<message_state> state{};
    std::optional<delivery_state>
        delivery{};                    // one of its deliveries, of `output` where that is given, is in this state
    std::string tag{};                 // goes with the body: not known of what an index alone knows
    std::optional<std::int64_t> key{}; // one of the hashes it was stored with
    // Looks at the bytes as received, of those that have them: a page of them is slow, and it says how slow by
    // `looked`.
    std::function<bool(std::string_view)> text{};
};

struct found_message {
    message_id id;
    wall_us received = 0;
    std::string input;
    std::string type;
    std::string control; // empty where only an index is left
    message_state state = message_state::queued;
    bool kept = true; // with its body
    std::uint32_t pending = 0;
    std::uint32_t delivered = 0;
    std::uint32_t dead = 0;
};

struct found_page {
    std::vector<found_message> messages;
    std::optional<message_id> next;       // go on below this one; nothing: that was all
    std::uint64_t looked = 0;             // at messages, in this call
    std::uint64_t left = 0;               // in the window, at most, after this call
    std::vector<std::string> passed_over; // what could not be read, in words: messages may be missing
};

[[nodiscard]] found_page find_messages(const std::filesystem::path& folder, const message_filter& what,
                                       std::optional<message_id> below, std::size_t most);

} // namespace vagus::store
