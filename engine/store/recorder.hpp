// Writes one request's rows into the open transaction: what a message, an attempt, a person's decision leave behind.
// Thread rule: the writer thread.
#pragma once

#include "base/clock.hpp"
#include "engine/store/continuations.hpp"
#include "engine/store/depths.hpp"
#include "engine/store/far_settles.hpp"
#include "engine/store/memories.hpp"
#include "engine/store/positions.hpp"
#include "engine/store/remembered.hpp"
#include "engine/store/requests.hpp"
#include "engine/store/segments.hpp"
#include "engine/store/sequences.hpp"
#include "engine/store/subscriptions.hpp"
#include "engine/store/watchers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::store {

class recorder {
  public:
    recorder(segments& files, remembered& seen, sequences& numbers, continuations& fragments, positions& places,
             memories& known, depths& counts, subscriptions& outputs, watchers& waiting, const clock& time,
             std::uint32_t store_number);

    void record(request& what);
    void committed(); // what was recorded is durable
    // The transactions of these segments were rolled back: memory is as it was before them.
    void roll_back(const std::vector<std::uint32_t>& segments);
    // After that, in a new transaction, of what was asked and is lost: settles and marks, which need little room and
    // must not wait. False: it is as if it had never been asked.
    [[nodiscard]] bool record_again(request& what, const undone& lost);
    // What a crash kept from the file of a delivery, at start-up.
    void finish(std::vector<far_settle> unfinished);

  private:
    void record(accept_request& what);
    void record(settle_request& what);
    void record(resolve_request& what);
    void record(note_request& what);
    void record(carry_request& what);
    static void record(replace_request&) {} // the writer does it between two groups
    void record(watch_request& what);
    void record(withdraw_request& what);
    void record(position_request& what);
    void move(std::uint32_t input, const reached& where);
    // Why the store itself refuses the message, for its sender; nothing: it does not.
    [[nodiscard]] std::optional<std::string> objection(const accept_request& what) const;
    // With what is to be done then.
    [[nodiscard]] std::optional<std::pair<seen_ring::original, repeat>> seen_before(const new_message& message);
    void remember(const new_message& message, message_id id);
    [[nodiscard]] bool in_turn(accept_request& what);
    static void refuse(accept_request& what, std::string why, std::string receipt);
    void record_fragment(accept_request& what);
    void record_unfinished(accept_request& what);
    void forget_fragments(const accept_request& what);
    void forget_digest(std::uint32_t input, message_id id);
    // The deliveries of a message as they stand; of a linked one that which it names.
    [[nodiscard]] std::vector<settlement> standing_of(message_id message);
    void wait_for(std::uint32_t input, std::uint64_t pointer, const series& what);
    void forget(std::uint32_t input, std::uint64_t pointer);
    [[nodiscard]] std::optional<stored_delivery> awaits_decision(delivery_ref at); // dead or failed
    void mark(resolve_request& what);
    void bring(const attempt& with, const stored_delivery& before);
    enum class placing : std::uint8_t { none, late, done }; // nothing awaits it; something else came first; stored
    placing put_in_place(new_message& message, message_id& id);
    void end_again(const attempt& what);
    // Marks what the message took the place of.
    void take(delivery_ref at, wall_us when);
    void take_again(const new_message& message);
    // In the open transactions of the live segment, which has what belongs to it, and of its own.
    void settle_with_live(const attempt& what, const stored_delivery& before);
    void end(const attempt& what);
    // The newest row of `body` of the message being stored.
    struct body_made {
        std::int64_t row = 0;
        bool alone = false; // without attributes
        std::shared_ptr<const std::string> bytes{};
    };
    std::int64_t put_body(new_delivery& delivery, std::string_view received, bool own, body_made& last);
    message_id store(new_message& message);
    void write(const kept_word& word);
    void forget_prints(std::int64_t seq);
    void update(segment& file, const stored_delivery& before, const attempt& what);

    segments& files_;
    remembered& seen_;
    sequences& numbers_;
    continuations& fragments_;
    positions& places_;
    memories& known_;
    depths& counts_;
    subscriptions& outputs_;
    watchers& waiting_;
    const clock& time_;
    std::uint32_t store_number_;
    far_settles far_;
};

} // namespace vagus::store
