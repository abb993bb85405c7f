// What waits for the writer. Each request keeps its answer until the commit that makes the answer true.
#pragma once

#include "base/result.hpp"
#include "engine/store/memories.hpp"
#include "engine/store/store.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace vagus::store {

struct accept_request {
    new_message message;
    mailbox* box;
    std::move_only_function<void(result<receipt, store_error>)> done;
    receipt answer;
};
struct settle_request {
    attempt what;
    mailbox* box;
    std::move_only_function<void(result<void, store_error>)> done; // may be empty
};
struct resolve_request {
    delivery_ref at;
    delivery_state to;
    std::string reason;
    std::optional<new_message> replacement;
    mailbox* box;
    std::move_only_function<void(result<bool, store_error>)> done;
    bool answer = false;
    bool had_its_time = false; // nobody decided: not where the segment is held legally by now
};
struct note_request {
    std::string kind;
    std::uint32_t input;
    std::optional<message_id> message;
    std::string bytes;
};
// What only a segment that is to be removed says of how far inputs have come, and of what routes remember: into the
// live one, where nothing newer is said.
struct carry_request {
    std::uint32_t from;
    std::uint32_t live; // as the one who asks saw it; another by now: he must look again
    std::vector<std::pair<std::uint32_t, std::string>> words; // input and source
    std::vector<kept_word> remembered;
    std::move_only_function<void(bool)> done; // on the writer thread: whether they are durable there
    bool carried = false;
};
// A reduced copy of a sealed segment is ready to take its place.
struct replace_request {
    std::uint32_t no;
    std::uint64_t changes;                    // that the segment had seen when the copy was begun
    std::move_only_function<void(bool)> done; // on the writer thread: whether it took its place
};
struct watch_request {
    message_id message;
    mailbox* box;
    std::weak_ptr<const watcher> whom;
    std::move_only_function<void(result<std::vector<settlement>, store_error>)> done;
    std::vector<settlement> answer{};
};
struct withdraw_request {
    message_id message;
    std::vector<delivery_ref> which;
    std::string receipt;
    std::string reason;
    mailbox* box;
    std::move_only_function<void(result<void, store_error>)> done;
};
struct position_request {
    std::uint32_t input;
    reached where;
    mailbox* box;
    std::move_only_function<void(result<void, store_error>)> done;
};
using request = std::variant<accept_request, settle_request, resolve_request, note_request, carry_request,
                             replace_request, watch_request, withdraw_request, position_request>;

// What a request holds in memory and about what it writes.
[[nodiscard]] std::size_t bytes_of(const request& what);

// What routes made longer than a row may be goes to nobody: it is a failed route, and the message is kept. SQLite would
// refuse it together with its group, and again at each start of its sender.
void fail_too_long(new_message& message, std::size_t longest);

// Adds to what the store holds, beyond the mark that ends something: not done on a full disk.
[[nodiscard]] bool needs_room(const request& what);
// What it is refused with.
[[nodiscard]] store_error no_room();

class outbox;
// Leaves the answer in the mailbox of whoever asked: after the commit, or the reason why there was none.
void answer(request& what, outbox& out);
void refuse(request& what, const store_error& why, outbox& out);

} // namespace vagus::store
