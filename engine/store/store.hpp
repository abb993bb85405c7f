// The store: SQLite segments behind one writer thread with group commit. Source: architecture section 4;
// docs/formats/store.md. A callback runs after the commit (and its fsync) that made its request durable, never before.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/store/meters.hpp"
#include "engine/store/queries.hpp"
#include "engine/store/revisions.hpp"
#include "engine/store/types.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::store {

// Where callbacks run: one per I/O thread, one post per group commit.
// Thread rule: post() is called by any thread, and never runs the work itself.
class mailbox {
  public:
    virtual ~mailbox() = default;
    virtual void post(std::vector<std::move_only_function<void()>> work) = 0;
};

struct cannot_open {
    trouble what = trouble::unusable;
    std::string text; // for people: what happened, where, what to do
};

// Told of one settlement, on the mailbox's thread.
using watcher = std::function<void(const settlement&)>;

class store {
  public:
    // Locks the folder, makes or opens it, recovers. `time` and `report` outlive the store.
    [[nodiscard]] static result<std::unique_ptr<store>, cannot_open> open(const settings& how, const clock& time,
                                                                          reporter& report);
    virtual ~store() = default; // close() first; a destructor without it is like a crash

    [[nodiscard]] virtual const recovered& recovery() const = 0;
    // Numbers for names, made when new; one number space for all kinds. Waits for the disk.
    [[nodiscard]] virtual std::uint32_t number(name_kind kind, std::string_view name) = 0;
    // The same for many, in one write: each alone would wait for the disk.
    virtual void learn(const std::vector<named>& names) = 0;
    // What was called `old` is called `fresh` from now on, with all that waits for it. False: nothing was, or something
    // is called `fresh` already. Durable when it returns: waits for the disk. Any thread.
    [[nodiscard]] virtual bool rename(name_kind kind, std::string_view old, std::string_view fresh) = 0;
    [[nodiscard]] virtual std::string name(std::uint32_t number) const = 0; // any thread; empty when unknown
    // Any thread. 0: nothing was ever called so.
    [[nodiscard]] virtual std::uint32_t known_number(name_kind kind, std::string_view name) const = 0;
    // A configuration runs from now on: the number that its messages carry. Durable when it returns: waits for the
    // disk. Any thread, like the next two: what ran, the newest first, and the files of an entry as they were handed
    // in.
    [[nodiscard]] virtual result<std::uint32_t, store_error> begin_revision(const new_revision& what) = 0;
    [[nodiscard]] virtual std::vector<revision_entry> revisions() const = 0;
    [[nodiscard]] virtual std::optional<std::string> files_of_revision(std::int64_t entry) const = 0;

    // New deliveries of an output go to `handler` on `box`'s thread, in queue order, each once, after their commit.
    // Before the first accept for the output; a later call takes the place of an earlier one, for all that is committed
    // after it. What earlier lives left is read with pending_after. Any thread.
    // Hand-over: a reader may see a commit before its post arrives, so drop posted deliveries at or below the last
    // reference you know. Whoever drops a post for lack of room reads pending_after from that reference, and goes on
    // reading until an answer comes back during whose asking no post was dropped.
    virtual void subscribe(std::uint32_t output, mailbox& box,
                           std::function<void(std::vector<queued_delivery>)> handler) = 0;

    // Dead deliveries of a subscribed output that a person retried or discarded: told on `box`'s thread, after the
    // commit. As subscribe().
    virtual void on_resolved(std::uint32_t output, mailbox& box,
                             std::function<void(std::vector<delivery_ref>)> handler) = 0;

    // Any thread. Durable before `done`. A duplicate of a remembered message (same input, same bytes) stores nothing
    // and gets the first receipt, after the commit that holds the original.
    virtual void accept(new_message message, mailbox& box,
                        std::move_only_function<void(result<receipt, store_error>)> done) = 0;
    // Any thread. `done` may be empty; `awaited` commits at once instead of riding along within settle_delay.
    // Only a pending delivery changes: settling one that is settled already does nothing, with success.
    virtual void settle(attempt what, bool awaited, mailbox& box,
                        std::move_only_function<void(result<void, store_error>)> done) = 0;
    // Any thread. `done` gets the deliveries of a message as they stand; from then on `whom` is told of each that was
    // pending, after the commit that settles it, for as long as its handler lives.
    virtual void watch(message_id message, mailbox& box, std::weak_ptr<const watcher> whom,
                       std::move_only_function<void(result<std::vector<settlement>, store_error>)> done) = 0;
    // Any thread. Of these deliveries of a message those that are still pending are withdrawn; the caller has seen to
    // it that none is being sent. The message is marked with `receipt` and `reason`, and when nothing of it is left, it
    // is no longer what a resend is a duplicate of.
    virtual void withdraw(message_id message, std::vector<delivery_ref> which, std::string receipt, std::string reason,
                          mailbox& box, std::move_only_function<void(result<void, store_error>)> done) = 0;
    // Any thread. A hint: an awaited settle will come as soon as a receiver answers.
    virtual void expect_settle() = 0;
    // Any thread. A wire event of an input or output: bytes outside a frame, an answer that could not be written or
    // read. Rides along; dropped when the queue is full.
    virtual void note(std::string_view kind, std::uint32_t where, std::optional<message_id> message,
                      std::string bytes) = 0;

    // How far an input has come in `source`, as of the last commit; nothing: it has never said. Any thread.
    [[nodiscard]] virtual std::optional<std::string> position(std::uint32_t input, std::string_view source) const = 0;
    // Any thread. The input will go on from there, though no message says so. Durable before `done`.
    virtual void go_on_from(std::uint32_t input, reached where, mailbox& box,
                            std::move_only_function<void(result<void, store_error>)> done) = 0;

    // What routes remember under a key, as of the last commit; nothing: it is not known. Any thread.
    [[nodiscard]] virtual std::optional<std::string> recalled(std::uint32_t memory, const memory_key& key) const = 0;
    // How much of a memory is kept from now on: settings::memories say it at a start. Any thread, like the next.
    virtual void bound_memory(std::uint32_t memory, const memory_bounds& by) = 0;
    // False: it was unknown at the start, so that what an earlier life had in it is not at hand.
    [[nodiscard]] virtual bool knows_memory(std::uint32_t memory) const = 0;

    // The series whose next fragment will name `pointer`; one whose next fragment did not come in time; how many of an
    // input are open. Any thread.
    [[nodiscard]] virtual std::optional<open_series> waiting_series(std::uint32_t input,
                                                                    std::uint64_t pointer) const = 0;
    [[nodiscard]] virtual std::optional<open_series> overdue_series() const = 0;
    [[nodiscard]] virtual std::size_t open_fragments(std::uint32_t input) const = 0;

    // Readers: run on the reader thread, answer on `box`.
    // Pending deliveries of an output after `after`, in order, at most `most` and about `most_bytes` (but one at
    // least). Sees every commit whose post was made before the call. Empty: there are none. Ask one at a time per
    // output.
    virtual void pending_after(std::uint32_t output, delivery_ref after, std::size_t most, std::size_t most_bytes,
                               mailbox& box, std::move_only_function<void(std::vector<queued_delivery>)> done) = 0;
    // The newest delivery there is, of whatever output.
    virtual void newest_delivery(mailbox& box, std::move_only_function<void(delivery_ref)> done) = 0;
    // Dead deliveries of an output that no person has decided about, the oldest first.
    virtual void undecided_dead(std::uint32_t output, std::size_t most, mailbox& box,
                                std::move_only_function<void(std::vector<dead_mark>)> done) = 0;
    // Pages of what people look for, in the order of the queues (queries.hpp). The error says that too much was asked
    // at once.
    template <class Row> using page_of = std::move_only_function<void(result<page<Row>, std::string>)>;
    virtual void dead_letters(dead_query what, mailbox& box, page_of<dead_letter> done) = 0;
    virtual void messages(message_query what, mailbox& box, page_of<message_id> done) = 0;
    virtual void delivered(delivered_query what, mailbox& box, page_of<delivered_row> done) = 0;
    // Nothing when there is no such message, or its segment cannot be read.
    virtual void message_of(message_id id, mailbox& box,
                            std::move_only_function<void(std::optional<stored_message>)> done) = 0;
    // Newest first, without their bytes; `input` 0: of every input.
    virtual void wire_events(std::uint32_t input, std::size_t most, mailbox& box,
                             std::move_only_function<void(std::vector<wire_event>)> done) = 0;
    // With its bytes; nothing when there is no such event.
    virtual void wire_event_at(delivery_ref at, mailbox& box,
                               std::move_only_function<void(std::optional<wire_event>)> done) = 0;
    // Its fragments: fewer than it has where some cannot be read.
    virtual void fragments_of(open_series which, mailbox& box, std::move_only_function<void(series_bodies)> done) = 0;
    // By output number: counters kept by the writer, exact since the last commit. Any thread.
    [[nodiscard]] virtual queue_depth depth(std::uint32_t output) const = 0;
    // Any thread, cheap. While it takes no messages inputs do not read; whoever calls accept() all the same is served
    // as long as the disk takes it, and hears `full` then.
    [[nodiscard]] virtual disk_room room() const = 0;
    [[nodiscard]] virtual const store_meters& counted() const = 0; // any thread

    // A segment under legal hold is not removed. False: there is none of that number. Durable when it returns; any
    // thread.
    [[nodiscard]] virtual bool hold_legally(std::uint32_t segment, bool held) = 0;
    // A person says that the wall clock is right after it jumped: segments are removed again. Likewise.
    virtual void believe_clock() = 0;

    // Marks a dead or failed delivery discarded or retried, once: false when it was neither. `replacement` (for a
    // retry) is stored first, with its parent link, so that a crash in between leaves the dead letter visible.
    virtual void resolve(delivery_ref at, delivery_state to, std::string reason, std::optional<new_message> replacement,
                         mailbox& box, std::move_only_function<void(result<bool, store_error>)> done) = 0;

    // Keeps an output from sending over restarts, or no longer. Durable when it returns: waits for the disk, so for
    // rare decisions only. Any thread.
    [[nodiscard]] virtual result<void, store_error> put_hold(std::uint32_t output, std::optional<hold> what) = 0;
    [[nodiscard]] virtual std::optional<hold> hold_of(std::uint32_t output) const = 0; // any thread

    // Called once, on the writer or reader thread, when a commit is undecided or a queue cannot be read: lanes must
    // stop, the process must end with its own code. Set before the first accept.
    virtual void on_undecided(std::function<void(const store_error&)> handler) = 0;

    // Finishes what is queued, checkpoints, marks the stop clean. Later calls fail with `closed`.
    virtual void close() = 0;
};

} // namespace vagus::store
