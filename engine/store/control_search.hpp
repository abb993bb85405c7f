// Messages found by what their sender called them, also when their bodies are gone. Read-only, beside a running engine
// too. Throws refusal, sqlite_error when there is no catalog to read.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/types.hpp"

#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace vagus::store {

struct control_query {
    std::string control; // MSH-10, byte for byte
    std::string input;   // empty: any
    wall_us since = 0;   // received then or later
    wall_us until = std::numeric_limits<wall_us>::max();
    std::size_t most = found_by_control;
};

struct traced_delivery {
    std::string name; // of the output; of the route that failed
    delivery_state state = delivery_state::pending;
    wall_us when = 0; // of the last change
};

struct traced_message {
    message_id id;
    wall_us received = 0;
    std::string input;
    std::string type;
    message_state state = message_state::queued;
    std::string tags; // that routes gave it, with blanks between them; they go with the body
    bool kept = true; // with its body; false: what an index knows of it
    std::vector<traced_delivery> deliveries;
};

struct traced {
    std::vector<traced_message> messages; // the newest first
    bool more = false;                    // than were asked for
    std::vector<std::string> passed_over; // what could not be read, in words: messages may be missing
};

[[nodiscard]] traced find_control(const std::filesystem::path& folder, const control_query& what);

} // namespace vagus::store
