// A message on its way through intake: planned, described for the store, made durable, told of, and answered.
#include "engine/intake/digest.hpp"
#include "engine/intake/durable.hpp"
#include "engine/intake/ending.hpp"
#include "engine/intake/events.hpp"
#include "engine/intake/intake.hpp"
#include "engine/intake/recalled.hpp"
#include "engine/intake/route_words.hpp"
#include "engine/intake/sequence.hpp"

#include <chrono>
#include <utility>

namespace vagus::intake {
namespace {

// What the store itself refuses: out of turn, a fragment of nothing may come again; a repeat would be one again.
constexpr auto not_now = hl7::ack_code::AE;
constexpr auto never = hl7::ack_code::AR;

constexpr auto about_the_link = "its sequence number speaks about the link: it is no event";
constexpr auto a_fragment = "a fragment: its message is planned when the last one has come";

// Of a message that is kept, taken by no route, and accepted whatever routes may answer.
routes::plan nothing_to_do(const char* why) {
    routes::plan made;
    made.matched.push_back(0);
    made.drops.push_back({0, why});
    return made;
}

ack_policy kept(ack_policy ack) {
    ack.when = ack_policy::after::stored;
    return ack;
}

std::string bytes_of(hl7::message&& text, original& was) {
    return was.set == nullptr ? std::move(text).release() : std::move(was.bytes);
}

} // namespace

// What is known of a message above its commit and needed below it, where its bytes are the store's.
struct intake::in_hand {
    const source& from;
    std::shared_ptr<const in_force> now; // what it is planned and answered by
    const promise& given;                // of it
    std::chrono::steady_clock::time_point begun;
    std::optional<std::int64_t> number; // in its sender's count
    hl7::message header;                // its MSH alone, for the answer
    wall_us received = 0;
    fetched asked{}; // of other systems
    original was{};
    decision judged{};
    hl7::answer answer{};
    std::vector<characters_lost> losses{};
    route_words words{};
    std::int64_t deliveries = 0;
    bool routed = false;
    bool awaits = false; // its acknowledgement is the answer of a receiver

    [[nodiscard]] bool link() const { return number && is_about_the_link(*number); }
    [[nodiscard]] bool refused() const { return judged.end.refused(); }
};

boost::asio::awaitable<verdict> intake::keep(const source& from, std::string_view peer, hl7::message message,
                                             original was, std::optional<piece> part, store::mailbox& box,
                                             std::optional<store::reached> reached) {
    const auto begun = clock_.steady();
    auto now = in_force_.get();
    const auto& given = now->of(from.number).given.of(message.read());
    const bool counted = keeps_count(message.read(), given.ack);
    const auto number = counted ? sequence_number(message.read()) : std::nullopt;
    if (counted && !number) {
        hl7::parse_error why{0, "MSH-13", "a sequence number: a whole number, or 0 or -1 to begin again"};
        auto bytes = bytes_of(std::move(message), was);
        co_return co_await refuse_by(*now, given.ack, from, peer, std::move(bytes), std::move(why), box,
                                     std::move(reached));
    }
    auto header = hl7::message::parse(std::string{message.segments().front().text});
    in_hand hand{from, std::move(now), given, begun, number, std::move(*header)};
    hand.was = std::move(was);
    hand.received = clock_.wall();
    hand.routed = !hand.link() && (!part || part->whole);
    if (hand.routed) hand.asked = co_await ask_about(hand, part ? part->whole->message : message);
    auto entry = entry_of(hand, peer, std::move(message), std::move(part));
    entry.reached = std::move(reached);

    auto stored = co_await durable(store_, std::move(entry), box);
    if (!stored) co_return not_stored(from, given.ack, stored.error(), hand.header.read(), hand.was.set);
    // From here on the message is safe.
    tell(hand, *stored);
    const bool waits = given.ack.when.what && hand.routed && !hand.refused() && stored->refusal.empty();
    if (waits && !hand.judged.answers) co_return co_await answer_of_receivers(hand, *stored, box);
    co_return answer_to(hand, stored->id);
}

// By the rules that plan it, so that their numbers mean the same.
boost::asio::awaitable<fetched> intake::ask_about(const in_hand& hand, const hl7::message& seen) const {
    const recalled before{store_, hand.now->known.memories};
    // Named: g++ 12 destroys a braced temporary of a co_await twice.
    const routes::circumstances at{.input = hand.from.name, .received = hand.received, .before = &before};
    auto questions = hand.now->rules->questions(seen, at);
    const std::string nothing_kept;
    co_return co_await fetch(std::move(questions), nothing_kept);
}

// Of a message that came in fragments the whole is stored beside its last fragment, and is what the routes see.
store::new_message intake::entry_of(in_hand& hand, std::string_view peer, hl7::message message,
                                    std::optional<piece> part) const {
    auto entry = describe(*hand.now, hand.from, peer, message.read());
    entry.received = hand.received; // other systems may have taken their time
    auto* joined = part && part->whole ? &*part->whole : nullptr;
    const auto whole =
        joined != nullptr
            ? std::make_shared<store::new_message>(describe(*hand.now, hand.from, peer, joined->message.read()))
            : nullptr;
    auto& planned = whole ? *whole : entry;
    planned.received = hand.received;
    plan(hand, message, joined, planned);
    if (part) entry.state = store::message_state::fragment;
    put_identity(hand, message.read(), part.has_value(), entry);
    put_promises(hand, part.has_value(), planned, entry);
    hand.deliveries = static_cast<std::int64_t>(planned.deliveries.size());

    entry.raw = bytes_of(std::move(message), hand.was);
    entry.digest = digest_of(entry.raw);
    if (whole) {
        whole->receipt = entry.receipt;
        whole->raw = bytes_of(std::move(joined->message), joined->was);
        whole->digest = digest_of(whole->raw);
    }
    if (part) entry.fragment = std::move(part->what), entry.fragment->whole = whole;
    return entry;
}

// What routes make of it, and how that ends for message and sender.
void intake::plan(in_hand& hand, const hl7::message& arrived, const readable* joined, store::new_message& into) const {
    const auto& seen = joined != nullptr ? joined->message : arrived;
    const recalled before{store_, hand.now->known.memories};
    const auto begun = clock_.steady();
    auto made =
        hand.routed
            ? hand.now->rules->run(
                  seen,
                  {.input = hand.from.name, .received = hand.received, .before = &before, .answers = &hand.asked.all},
                  {})
            : nothing_to_do(hand.link() ? about_the_link : a_fragment);
    if (hand.routed) {
        count(made, hand.now->counted);
        hand.from.counted->planned.add(clock_.steady() - begun);
    }
    into.answers = std::move(hand.asked.kept);
    const auto accepting = hand.routed ? std::nullopt : std::optional{kept(hand.given.ack)};
    hand.judged = decide(arrived.read(), made, accepting ? *accepting : hand.given.ack);
    auto& end = hand.judged.end;
    hand.answer.time = hl7_time(hand.received);
    if (end.refused()) {
        hand.answer.text = end.reason;
        hand.answer.faults = std::move(end.faults);
        made.copies.clear();
        made.failures.clear();
        made.remembers.clear();
    }
    into.state = end.state;
    into.reason = end.reason;
    hand.losses = losses_in(*hand.now, made, hand.from.name);
    hand.words = words_of(made);
    into.sought = sought_in(seen.read(), hand.now->sought);
    take_over(into, *hand.now, std::move(made), joined != nullptr ? joined->was.set : hand.was.set);
}

void intake::put_identity(const in_hand& hand, const hl7::document& arrived, bool fragment, store::new_message& in) {
    const auto& repeats = hand.from.repeats;
    const auto key = key_of(arrived, hand.now->of(hand.from.number).key);
    in.remember = !hand.refused() && !hand.judged.answers && !hand.link() && !repeats.off && key;
    in.identity = key.value_or(0);
    in.if_seen = repeats.then;
    if (fragment) in.if_seen.other_bytes = store::repeat::process; // fragments of a message may share its MSH-10
}

// What its sender hears once it is stored, if the store refuses it, and if it comes again.
void intake::put_promises(in_hand& hand, bool fragment, const store::new_message& planned, store::new_message& into) {
    auto& [asked, end, due, answers] = hand.judged;
    const auto& from = hand.from;
    const auto& ack = hand.given.ack;
    if (hand.number && !hand.refused()) {
        into.sequence = {*hand.number};
        hand.answer.expected = hand.number; // echoed once it is accepted
    }
    if (hand.number || fragment) into.receipt_if_refused = to_text(replies_to_refused(asked, not_now, ack));
    into.receipt_if_repeat = to_text(replies_to_refused(asked, never, ack));
    const bool elsewhere = from.application && apart(asked, ack) && !hand.link();
    hand.awaits = elsewhere && !hand.refused() && awaits_answer(planned, asked, from);
    if (hand.awaits)
        await_answer(into, due, asked, *from.application);
    else if (elsewhere)
        take_apart(into, due, hand.header.read(), hand.answer, *from.application, hand.was.set);
    into.receipt = to_text(due);
    into.awaited = ack.when.what.has_value();
}

// What the store made of it is reported, and decides what its sender hears.
void intake::tell(in_hand& hand, const store::receipt& receipt) {
    const auto& name = hand.from.name;
    const auto id = receipt.id;
    const auto& was = hand.was;
    if (was.guessed || was.invalid > 0)
        report_(message_charset{name, id, std::string{was.set->name}, static_cast<std::int64_t>(was.invalid)});
    if (hand.number) hand.answer.expected = receipt.expected;
    if (receipt.duplicate) return tell_repeat(hand, receipt);
    if (!receipt.refusal.empty()) return tell_refusal(hand, receipt);

    if (hand.awaits)
        unanswered_.add({id, hand.from.number, hand.from.application->number},
                        clock_.steady() + hand.from.application->within);
    for (auto& loss : hand.losses) {
        loss.message = id;
        report_(loss);
    }
    report(report_, hand.words, name, id);
    if (hand.now->misses) hand.now->misses->add(hand.words.missing, id, hand.received);
    if (receipt.same_key) report_(message_same_key{name, id, *receipt.same_key});
    const auto& end = hand.judged.end;
    switch (end.state) {
    case store::message_state::refused:
        hand.from.counted->refused.add();
        return report_(message_refused{name, id, end.reason});
    case store::message_state::failed: return report_(message_failed{name, id, end.reason});
    case store::message_state::unmatched:
        hand.from.counted->unmatched.add();
        return report_(message_unmatched{name, id});
    default: break;
    }
    auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady() - hand.begun).count();
    report_(message_stored{name, id, hand.deliveries, took});
}

void intake::tell_repeat(in_hand& hand, const store::receipt& receipt) const {
    report_(message_repeated{hand.from.name, receipt.id});
    hand.from.counted->duplicates.add();
    // Of one that waits for receivers the outcome decides, not what the first was told.
    if (const auto first = replies_in(receipt.code); !hand.given.ack.when.what && !first.none())
        hand.judged.due = first;
    hand.answer.faults.clear();
    hand.answer.text.clear();
}

void intake::tell_refusal(in_hand& hand, const store::receipt& receipt) const {
    hand.judged.due = replies_to_refused(hand.judged.asked, receipt.repeats ? never : not_now, hand.given.ack);
    hand.answer.text = receipt.refusal;
    if (receipt.repeats) hand.answer.faults = {{.code = hl7::condition::duplicate_key, .diagnostic = receipt.refusal}};
    hand.from.counted->refused.add();
    report_(message_refused{hand.from.name, receipt.id, receipt.refusal});
}

verdict intake::answer_to(in_hand& hand, message_id id) {
    const auto& [asked, end, due, answers] = hand.judged;
    return answering(hand.header.read(), std::move(hand.answer), due, asked, id, hand.was.set);
}

boost::asio::awaitable<verdict> intake::answer_of_receivers(in_hand& hand, const store::receipt& receipt,
                                                            store::mailbox& box) {
    auto came = co_await outcome_of(hand.given, receipt, box);
    if (!came.known) co_return verdict{};
    if (!came.good) {
        const auto& ack = hand.given.ack;
        hand.judged.due = replies_to(hand.judged.asked, ack.when.what->otherwise, ack);
        hand.answer.text = came.text;
        hand.answer.faults = {{.code = hl7::condition::application_error, .diagnostic = came.text}};
        report_(message_undelivered{hand.from.name, receipt.id, came.text});
    }
    auto said = answer_to(hand, receipt.id);
    if (came.answer.empty() || said.application.empty()) co_return said;
    auto mapped = hl7::answer_to(came.answer, hand.header.read().field("MSH", 10));
    const auto theirs = hl7::read_answer(came.answer);
    if (!mapped || !theirs) co_return said;
    said.application = std::move(*mapped);
    said.code = theirs->code;
    co_return said;
}

} // namespace vagus::intake
