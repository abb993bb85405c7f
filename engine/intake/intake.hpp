// From a message to a promise: plan, store, answer. The plan runs on the session's own thread before the commit; the
// answer exists only after it. Source: architecture section 2.
#pragma once

#include "base/clock.hpp"
#include "base/current.hpp"
#include "base/report.hpp"
#include "engine/intake/asking.hpp"
#include "engine/intake/budget.hpp"
#include "engine/intake/dedup.hpp"
#include "engine/intake/events.hpp"
#include "engine/intake/fragments.hpp"
#include "engine/intake/in_force.hpp"
#include "engine/intake/meters.hpp"
#include "engine/intake/outcome.hpp"
#include "engine/intake/recalled.hpp"
#include "engine/intake/replies.hpp"
#include "engine/intake/unanswered.hpp"
#include "engine/store/store.hpp"
#include "parsers/charset/reading.hpp"
#include "parsers/hl7/continuation.hpp"
#include "parsers/hl7/message.hpp"
#include "routes/plan.hpp"

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::intake {

// The output that carries application acknowledgements.
struct ack_output {
    std::uint32_t number = 0;            // in the store
    bool answered = true;                // its receiver acknowledges what it gets
    std::optional<std::uint32_t> from{}; // the output whose answers they are, in the store; nothing: they are ours
    config::duration within{};           // how long those are waited for
};

// What an input does while the store takes no messages.
enum class when_full : std::uint8_t {
    stop_reading, // senders wait, and their systems notice
    nak,          // senders are told, and must come again by themselves
};

// What this input calls a repeat.
struct repeats_of_source {
    store::repeats then{};
    bool off = false; // nothing is remembered
};

// One input as intake sees it.
struct source {
    std::string name;
    std::uint32_t number = 0; // in the store
    charset::policy reading{};
    std::optional<ack_output> application{}; // of ack.application
    hl7::strictness parsing = hl7::strictness::lenient;
    std::optional<continuation_terms> continuation{}; // nothing: fragments are messages like any other
    when_full on_full = when_full::stop_reading;
    repeats_of_source repeats{};
    std::shared_ptr<input_meters> counted = std::make_shared<input_meters>();
};

// A message that was not read from its own bytes: those, and the character set they are in. A message is read in UTF-8;
// what is stored and what leaves is in the sender's set.
struct original {
    std::string bytes{};
    const charset::charset* set = nullptr; // null: the message's bytes are its own
    std::size_t invalid = 0;               // bytes that are no character
    bool guessed = false;
};
// Leaves in `bytes` what is to be parsed. The error says which byte is no character, where the input refuses that.
[[nodiscard]] result<original, hl7::parse_error> decode(std::string& bytes, const charset::policy& how);

// What to do with the sender.
struct verdict {
    enum class act : std::uint8_t {
        answer, // write what there is
        silent, // kept, and never answered: an acknowledgement itself, or the sender wants to hear nothing
        close,  // the store could not promise: no answer may leave, the sender will send again
    } what = act::close;
    std::string accept;      // the accept acknowledgement; framed by the session; empty: none
    std::string application; // the application acknowledgement, after it; likewise
    message_id message;
    bool kept = true; // whole; of bytes that are too long only the head is, of what is turned away nothing
    // What the application acknowledgement says, or without one the accept acknowledgement.
    std::optional<hl7::ack_code> code{};
};

enum class resend_how : std::uint8_t {
    as_sent,        // the bytes that were made then, with their keys
    by_todays_rules // the received bytes through the routes once more
};

// Thread rule: accept and refuse on any I/O thread, with that thread's mailbox.
class intake {
  public:
    intake(store::store& where, std::shared_ptr<const in_force> first, const clock& time, reporter& report);
    // What is planned from here on is planned by these; what has begun ends by what it began with. Any thread.
    void replace(std::shared_ptr<const in_force> next) { in_force_.set(std::move(next)); }

    // `room` is the session's, for what is joined. `reached`: how far an input that reads by itself has come with it.
    [[nodiscard]] boost::asio::awaitable<verdict> accept(const source& from, std::string_view peer,
                                                         hl7::message message, original was, store::mailbox& box,
                                                         share& room,
                                                         std::optional<store::reached> reached = std::nullopt);
    // Bytes that are no message: kept as refused, answered negatively.
    [[nodiscard]] boost::asio::awaitable<verdict> refuse(const source& from, std::string_view peer, std::string bytes,
                                                         hl7::parse_error why, store::mailbox& box,
                                                         std::optional<store::reached> reached = std::nullopt);
    // Whether the input may read on: false while it must wait for room on the store's disk, or a person has paused it.
    // Any thread, cheap.
    [[nodiscard]] bool reads(const source& from) const;
    // A person's word, which outlives the process; nothing: it goes on. Durable when it returns: waits for the disk.
    // Any thread, like the next.
    [[nodiscard]] result<void, store::store_error> pause(std::uint32_t input, std::optional<store::hold> what);
    [[nodiscard]] std::optional<store::hold> pause_of(std::uint32_t input) const { return store_.hold_of(input); }
    // What an earlier life left paused. Before the first accept, and for inputs that a reload brings.
    void look_for_pauses(const std::vector<std::uint32_t>& inputs);
    // How far an input that reads by itself had come, as of the last commit; nothing: it begins. Any thread.
    [[nodiscard]] std::optional<std::string> position(const source& from, std::string_view what) const;
    // The deliveries of a message as they stand; `ear` hears of each that was pending. On `box`'s thread, like the
    // next.
    using standing = result<std::vector<store::settlement>, store::store_error>;
    [[nodiscard]] boost::asio::awaitable<standing> follow(message_id which, std::weak_ptr<const store::watcher> ear,
                                                          store::mailbox& box);
    // Of these deliveries what was not sent is not sent any more, and the same bytes are a new message when they come
    // again. False: the store cannot say.
    [[nodiscard]] boost::asio::awaitable<bool> take_back(message_id which, std::vector<store::settlement> waiting,
                                                         std::string reason, store::mailbox& box);
    // Durable when it ends with true.
    [[nodiscard]] boost::asio::awaitable<bool> go_on_from(const source& from, store::reached where,
                                                          store::mailbox& box);
    // Messages of the input in their order, from `first` on.
    [[nodiscard]] boost::asio::awaitable<result<std::vector<message_id>, std::string>>
    since(const source& from, message_id first, store::mailbox& box);
    // Bytes that were no frame, an answer that could not be written: wire events.
    void note(const source& from, std::string_view kind, std::optional<message_id> message, std::string bytes);

    // A new message, linked to its parent, for a retry of what is dead: the bytes as they were sent, or the failed
    // route once more, with today's rules. An error is text for the person who asked.
    // `request`: of an answer what had been sent, as sent, where that is still there.
    [[nodiscard]] result<store::new_message, std::string> again(const store::stored_message& from,
                                                                const store::stored_part& dead,
                                                                const std::optional<std::string>& request = {},
                                                                answers_are how = answers_are::of_then) const;
    // Likewise of any message, for these outputs only: what was made for them, or what today's rules make. An error
    // says why nothing of it is to be sent.
    [[nodiscard]] result<store::new_message, std::string> resend(const store::stored_message& from,
                                                                 const std::vector<std::string>& to, resend_how how,
                                                                 const std::optional<std::string>& request = {},
                                                                 answers_are answers = answers_are::of_then) const;
    // What other systems answer, for `answers` of the message and then `of_today`: to what all routes of its input
    // ask, or only this one.
    [[nodiscard]] boost::asio::awaitable<std::string> fetch_again(const store::stored_message& from, std::string route,
                                                                  const std::optional<std::string>& request,
                                                                  asking how) const;
    // The answer of a receiver at output `of` as a message of `to`, linked to what was sent, for the commit that
    // settles that. Any thread.
    [[nodiscard]] store::new_message reply(const source& to, std::string_view of, const store::queued_delivery& sent,
                                           const std::string& answer) const;
    // The answer as an application acknowledgement over `via`, to whoever sent what it answers; for the commit that
    // settles that. Nothing: it is no word of the application. Any thread.
    [[nodiscard]] std::optional<store::new_message>
    acknowledgement(std::uint32_t via, const store::queued_delivery& sent, const std::string& answer);
    // What an earlier life left without an answer. Before the first accept.
    void resume(const std::vector<store::awaited_delivery>& awaiting);
    // Messages whose answer did not come in time are acknowledged without. On `box`'s thread; one call at a time.
    [[nodiscard]] boost::asio::awaitable<void> end_unanswered(store::mailbox& box);
    // The output whose answers are the messages of this input; nothing: it receives its own.
    [[nodiscard]] std::optional<std::string> answered_by(std::uint32_t input) const;
    // In the store; nothing when this configuration has no such output.
    [[nodiscard]] std::optional<std::uint32_t> number_of_output(std::string_view name) const;

    // How deliveries that were not sent are taken back. Before the first accept.
    void use(withdraw_from outputs) { withdraw_ = std::move(outputs); }
    // Who is asked about messages. Before the first accept.
    void use(other_systems& others) { others_ = &others; }
    // Senders that wait for deliveries hear now how they stand. Any thread.
    void stop() { stopping_.store(true, std::memory_order_relaxed); }
    // Messages whose next fragment did not come in time become dead letters. On `box`'s thread; one call at a time.
    [[nodiscard]] boost::asio::awaitable<void> end_overdue(store::mailbox& box);

  private:
    struct readable {
        hl7::message message;
        original was;
    };
    // A message that is one of several, and with the last one the whole.
    struct piece {
        store::fragment what;
        std::optional<readable> whole;
    };
    [[nodiscard]] boost::asio::awaitable<verdict> keep(const source& from, std::string_view peer, hl7::message message,
                                                       original was, std::optional<piece> part, store::mailbox& box,
                                                       std::optional<store::reached> reached);
    // The steps of keep(), in their order.
    struct in_hand;
    [[nodiscard]] boost::asio::awaitable<fetched> ask_about(const in_hand& hand, const hl7::message& seen) const;
    [[nodiscard]] store::new_message entry_of(in_hand& hand, std::string_view peer, hl7::message message,
                                              std::optional<piece> part) const;
    // `joined`: what the routes see in place of what arrived; may be null.
    void plan(in_hand& hand, const hl7::message& arrived, const readable* joined, store::new_message& into) const;
    // By which a repeat of it is known.
    static void put_identity(const in_hand& hand, const hl7::document& arrived, bool fragment, store::new_message& in);
    static void put_promises(in_hand& hand, bool fragment, const store::new_message& planned, store::new_message& into);
    void tell(in_hand& hand, const store::receipt& receipt);
    void tell_repeat(in_hand& hand, const store::receipt& receipt) const;
    void tell_refusal(in_hand& hand, const store::receipt& receipt) const;
    [[nodiscard]] static verdict answer_to(in_hand& hand, message_id id);
    [[nodiscard]] boost::asio::awaitable<verdict> answer_of_receivers(in_hand& hand, const store::receipt& receipt,
                                                                      store::mailbox& box);
    [[nodiscard]] boost::asio::awaitable<verdict> accept_fragment(const source& from, std::string_view peer,
                                                                  hl7::message message, original was,
                                                                  hl7::continuation cut, store::mailbox& box,
                                                                  share& room, std::optional<store::reached> reached);
    [[nodiscard]] boost::asio::awaitable<outcome> outcome_of(const promise& given, store::receipt receipt,
                                                             store::mailbox& box);
    [[nodiscard]] static result<readable, hl7::parse_error> read_whole(const source& from,
                                                                       const std::vector<std::string>& fragments);
    [[nodiscard]] static bool awaits_answer(const store::new_message& planned, const wanted& asked, const source& from);
    static void await_answer(store::new_message& into, replies& due, const wanted& asked, const ack_output& via);
    [[nodiscard]] store::new_message in_place(message_id of, std::uint32_t via, hl7::ack_code code,
                                              std::string raw) const;
    [[nodiscard]] std::optional<store::new_message> instead_of_an_answer(const unanswered::entry& late,
                                                                         const store::stored_message& message) const;
    [[nodiscard]] boost::asio::awaitable<result<store::receipt, store::store_error>>
    end_one(const unanswered::entry& late, store::mailbox& box);
    [[nodiscard]] store::new_message unfinished(const store::series_bodies& series) const;
    [[nodiscard]] boost::asio::awaitable<verdict> refuse_by(const in_force& now, const ack_policy& ack,
                                                            const source& from, std::string_view peer,
                                                            std::string bytes, hl7::parse_error why,
                                                            store::mailbox& box, std::optional<store::reached> reached);
    [[nodiscard]] bool turns_away(const source& from) const;
    [[nodiscard]] verdict turn_away(const source& from, const ack_policy& ack, const hl7::document& received,
                                    const charset::charset* set) const;
    [[nodiscard]] verdict not_stored(const source& from, const ack_policy& ack, const store::store_error& why,
                                     const hl7::document& received, const charset::charset* set) const;
    // Makes the application acknowledgement in `due` a delivery of `via`.
    static void take_apart(store::new_message& into, replies& due, const hl7::document& received, hl7::answer what,
                           const ack_output& via, const charset::charset* set);
    [[nodiscard]] static verdict answering(const hl7::document& received, hl7::answer what, const replies& due,
                                           const wanted& asked, message_id id, const charset::charset* set);
    [[nodiscard]] store::new_message describe(const in_force& now, const source& from, std::string_view peer,
                                              const hl7::document& read) const;
    static void describe(store::new_message& into, const hl7::document& read);
    [[nodiscard]] static std::vector<characters_lost> losses_in(const in_force& now, const routes::plan& made,
                                                                const std::string& input);
    static void take_over(store::new_message& into, const in_force& now, routes::plan&& made,
                          const charset::charset* set);

    struct fresh_plan {
        routes::plan made;
        const charset::charset* set = nullptr; // of the stored bytes
    };
    [[nodiscard]] std::string no_route_for(const store::stored_message& from, const store::stored_part& failed) const;
    [[nodiscard]] store::new_message linked_to(const in_force& now, const store::stored_message& from) const;
    [[nodiscard]] static result<readable, std::string> read_again(const in_force& now,
                                                                  const store::stored_message& from);
    // All routes of its input, or one.
    [[nodiscard]] static result<fresh_plan, std::string>
    plan_again(const in_force& now, const store::stored_message& from, std::string_view route,
               const routes::known& before, const std::optional<std::string>& request, answers_are how);
    [[nodiscard]] boost::asio::awaitable<fetched> fetch(std::vector<routes::question> questions,
                                                        const std::string& kept) const;
    [[nodiscard]] static routes::answers known_answers(const std::vector<routes::question>& questions,
                                                       const std::string& kept, answers_are how);
    // For a message that is sent once more as it was.
    void forget_prints(store::new_message& entry, const in_force& now, const store::stored_message& from,
                       const std::optional<std::string>& request) const;
    // A message of ours as its receiver was meant to read it: in the character set that MSH-18 names.
    [[nodiscard]] static std::optional<hl7::message> request_in(const std::string& body);

    store::store& store_;
    current<in_force> in_force_;
    const clock& clock_;
    reporter& report_;
    withdraw_from withdraw_;
    other_systems* others_ = nullptr;
    unanswered unanswered_;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> some_paused_{false}; // then the store is asked about each
};

// When HL7 wants a time: UTC with offset, to the second.
[[nodiscard]] std::string hl7_time(wall_us when);

} // namespace vagus::intake
