// Finds the dead letters and failed routes that a request means.
#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "engine/admin/selection.hpp"
#include "engine/store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::admin {

// One part of a message that is dead.
struct dead_part {
    message_id message;
    store::delivery_ref at;
    std::string name; // of the output or route
};

struct dead_walk {
    std::optional<store::delivery_ref> next; // where to go on; nothing: all was seen
    store::delivery_ref end;                 // where the deliveries ended when the walk began
    std::vector<std::string> unreadable;     // segments that were passed over, and why
};

// Hands each row that fits to `take`, with its cause, the oldest first, `most` at most. Everything outlives the walk.
[[nodiscard]] boost::asio::awaitable<result<dead_walk, std::string>>
walk_dead(store::store& where, store::mailbox& box, const dead_selection& what, std::size_t most,
          const std::function<void(const store::dead_letter&, std::string_view cause)>& take);

// "0G4…" names all dead parts of a message, "0G4…/pas" one of them.
struct dead_name {
    message_id id;
    std::string name; // empty: all
};
[[nodiscard]] std::optional<dead_name> parse_dead_name(std::string_view text);
[[nodiscard]] bool fits(const dead_name& wanted, const store::stored_part& part);

[[nodiscard]] boost::asio::awaitable<std::optional<store::stored_message>>
message_of(store::store& where, store::mailbox& box, message_id id);

} // namespace vagus::admin
