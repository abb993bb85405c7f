#include "engine/intake/intake.hpp"

#include "engine/intake/digest.hpp"
#include "engine/intake/durable.hpp"
#include "engine/intake/ending.hpp"
#include "engine/intake/events.hpp"
#include "engine/intake/route_words.hpp"
#include "engine/intake/sequence.hpp"
#include "parsers/charset/convert.hpp"
#include "parsers/hl7/element.hpp"

#include <algorithm>
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

} // namespace

result<original, hl7::parse_error> decode(std::string& bytes, const charset::policy& how) {
    auto read = charset::read(bytes, how);
    if (!read)
        return fail(hl7::parse_error{read.error().offset, "the character set", std::move(read.error().expected)});
    if (read->set == nullptr) return original{};
    original was{std::move(bytes), read->set, read->invalid, read->guessed};
    bytes = std::move(read->text);
    if (was.invalid > 0 && how.invalid == charset::invalid_bytes::replace)
        was.bytes = charset::from_utf8(bytes, *was.set);
    return was;
}

intake::intake(store::store& where, std::shared_ptr<const in_force> first, const clock& time, reporter& report)
    : store_{where}
    , in_force_{std::move(first)}
    , clock_{time}
    , report_{report} {}

boost::asio::awaitable<verdict> intake::accept(const source& from, std::string_view peer, hl7::message message,
                                               original was, store::mailbox& box, share& room,
                                               std::optional<store::reached> reached) {
    if (turns_away(from)) {
        const auto now = in_force_.get();
        co_return turn_away(from, now->of(from.number).given.of(message.read()).ack, message.read(), was.set);
    }
    if (from.continuation) {
        if (const auto cut = hl7::continuation_of(message.read()); cut.any())
            co_return co_await accept_fragment(from, peer, std::move(message), std::move(was), cut, box, room,
                                               std::move(reached));
    }
    co_return co_await keep(from, peer, std::move(message), std::move(was), std::nullopt, box, std::move(reached));
}

boost::asio::awaitable<verdict> intake::keep(const source& from, std::string_view peer, hl7::message message,
                                             original was, std::optional<piece> part, store::mailbox& box,
                                             std::optional<store::reached> reached) {
    auto begun = clock_.steady();
    const auto now = in_force_.get();
    const auto& terms = now->of(from.number);
    const auto& given = terms.given.of(message.read());
    const auto& ack = given.ack;
    const bool counted = keeps_count(message.read(), ack);
    const auto number = counted ? sequence_number(message.read()) : std::nullopt;
    if (counted && !number) {
        auto bytes = was.set == nullptr ? std::move(message).release() : std::move(was.bytes);
        hl7::parse_error why{0, "MSH-13", "a sequence number: a whole number, or 0 or -1 to begin again"};
        co_return co_await refuse_by(*now, ack, from, peer, std::move(bytes), std::move(why), box, std::move(reached));
    }
    const bool link = number && is_about_the_link(*number);
    const bool routed = !link && (!part || part->whole);
    auto entry = describe(*now, from, peer, message.read());
    const auto key = key_of(message.read(), terms.key);
    // What the routes see: of a message that came in fragments the whole, which is stored beside its last fragment.
    const auto* seen = part && part->whole ? &part->whole->message : &message;
    const auto whole =
        part && part->whole ? std::make_shared<store::new_message>(describe(*now, from, peer, seen->read())) : nullptr;
    auto& planned = whole ? *whole : entry;

    const recalled before{store_, now->known.memories};
    auto made = routed ? now->rules->run(*seen, {.input = from.name, .received = entry.received, .before = &before}, {})
                       : nothing_to_do(link ? about_the_link : a_fragment);
    const auto accepting = routed ? std::nullopt : std::optional{kept(ack)};
    auto [asked, end, due, answers] = decide(message.read(), made, accepting ? *accepting : ack);
    bool refused = end.refused();

    // The bytes go to the store, and the answer is written below its commit: of the message only its MSH is kept for
    // that.
    auto header = hl7::message::parse(std::string{message.segments().front().text});
    hl7::answer answer{.time = hl7_time(entry.received)};
    if (refused) answer.text = end.reason, answer.faults = std::move(end.faults);

    planned.state = end.state;
    planned.reason = end.reason;
    if (refused) made.copies.clear(), made.failures.clear(), made.remembers.clear();
    auto losses = losses_in(*now, made, from.name);
    const auto words = words_of(made);
    take_over(planned, *now, std::move(made), whole ? part->whole->was.set : was.set);
    if (part) entry.state = store::message_state::fragment;
    if (number && !refused) {
        entry.sequence = {*number};
        answer.expected = number; // echoed once it is accepted
    }
    if (number || part) entry.receipt_if_refused = to_text(replies_to_refused(asked, not_now, ack));
    entry.receipt_if_repeat = to_text(replies_to_refused(asked, never, ack));
    const bool elsewhere = from.application && apart(asked, ack) && !link;
    const bool awaits = elsewhere && !refused && awaits_answer(planned, asked, from);
    if (awaits)
        await_answer(entry, due, asked, *from.application);
    else if (elsewhere)
        take_apart(entry, due, header->read(), answer, *from.application, was.set);
    entry.receipt = to_text(due);
    entry.remember = !refused && !answers && !link && !from.repeats.off && key;
    entry.identity = key.value_or(0);
    entry.if_seen = from.repeats.then;
    if (part) entry.if_seen.other_bytes = store::repeat::process; // fragments of a message may share its MSH-10
    entry.awaited = ack.when.what.has_value();
    auto deliveries = static_cast<std::int64_t>(planned.deliveries.size());
    entry.raw = was.set == nullptr ? std::move(message).release() : std::move(was.bytes);
    entry.digest = digest_of(entry.raw);
    if (whole) {
        auto& [text, in] = *part->whole;
        whole->receipt = entry.receipt;
        whole->raw = in.set == nullptr ? std::move(text).release() : std::move(in.bytes);
        whole->digest = digest_of(whole->raw);
    }
    if (part) entry.fragment = std::move(part->what), entry.fragment->whole = whole;
    entry.reached = std::move(reached);

    auto stored = co_await durable(store_, std::move(entry), box);
    if (!stored) co_return not_stored(from, ack, stored.error(), header->read(), was.set);
    // From here on the message is safe.
    const auto& receipt = *stored;
    if (was.guessed || was.invalid > 0)
        report_(
            message_charset{from.name, receipt.id, std::string{was.set->name}, static_cast<std::int64_t>(was.invalid)});
    const bool counts = !receipt.duplicate && receipt.refusal.empty(); // what the routes made of it
    if (awaits && counts)
        unanswered_.add({receipt.id, from.number, from.application->number},
                        clock_.steady() + from.application->within);
    for (auto& loss : losses) {
        if (!counts) break;
        loss.message = receipt.id;
        report_(loss);
    }
    if (number) answer.expected = receipt.expected;
    if (counts) report(report_, words, from.name, receipt.id);
    if (counts && receipt.same_key) report_(message_same_key{from.name, receipt.id, *receipt.same_key});
    if (receipt.duplicate) {
        report_(message_repeated{from.name, receipt.id});
        // Of one that waits for receivers the outcome decides, not what the first was told.
        if (const auto first = replies_in(receipt.code); !ack.when.what && !first.none()) due = first;
        answer.faults.clear();
        answer.text.clear();
    } else if (!receipt.refusal.empty()) {
        due = replies_to_refused(asked, receipt.repeats ? never : not_now, ack);
        answer.text = receipt.refusal;
        if (receipt.repeats) answer.faults = {{.code = hl7::condition::duplicate_key, .diagnostic = receipt.refusal}};
        report_(message_refused{from.name, receipt.id, answer.text});
    } else if (end.state == store::message_state::refused) {
        report_(message_refused{from.name, receipt.id, end.reason});
    } else if (end.state == store::message_state::failed) {
        report_(message_failed{from.name, receipt.id, end.reason});
    } else if (end.state == store::message_state::unmatched) {
        report_(message_unmatched{from.name, receipt.id});
    } else {
        auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady() - begun).count();
        report_(message_stored{from.name, receipt.id, deliveries, took});
    }
    if (!ack.when.what || !routed || end.refused() || !receipt.refusal.empty() || answers)
        co_return answering(header->read(), std::move(answer), due, asked, receipt.id, was.set);

    auto came = co_await outcome_of(given, receipt, box);
    if (!came.known) co_return verdict{};
    if (!came.good) {
        due = replies_to(asked, ack.when.what->otherwise, ack);
        answer.text = came.text;
        answer.faults = {{.code = hl7::condition::application_error, .diagnostic = came.text}};
        report_(message_undelivered{from.name, receipt.id, came.text});
    }
    auto said = answering(header->read(), std::move(answer), due, asked, receipt.id, was.set);
    if (came.answer.empty() || said.application.empty()) co_return said;
    auto mapped = hl7::answer_to(came.answer, header->read().field("MSH", 10));
    const auto theirs = hl7::read_answer(came.answer);
    if (!mapped || !theirs) co_return said;
    said.application = std::move(*mapped);
    said.code = theirs->code;
    co_return said;
}

boost::asio::awaitable<verdict> intake::refuse(const source& from, std::string_view peer, std::string bytes,
                                               hl7::parse_error why, store::mailbox& box,
                                               std::optional<store::reached> reached) {
    // What is no message fits no override.
    const auto now = in_force_.get();
    co_return co_await refuse_by(*now, now->of(from.number).given.of_input.ack, from, peer, std::move(bytes),
                                 std::move(why), box, std::move(reached));
}

boost::asio::awaitable<verdict> intake::refuse_by(const in_force& now, const ack_policy& ack, const source& from,
                                                  std::string_view peer, std::string bytes, hl7::parse_error why,
                                                  store::mailbox& box, std::optional<store::reached> reached) {
    store::new_message entry;
    entry.input = from.number;
    entry.peer = peer;
    entry.received = clock_.wall();
    entry.revision = now.known.revision;
    entry.state = store::message_state::refused;
    entry.reason = hl7::to_text(why);
    const auto header = hl7::header_in(bytes);
    const auto read = header ? header->read() : hl7::document{};
    if (turns_away(from)) co_return turn_away(from, ack, read, nullptr);
    const auto asked = wanted_by(read, ack);
    auto due = hl7::is_acknowledgement(bytes) ? replies{} : replies_to_refused(asked, ack.codes.unparsable, ack);
    hl7::answer answer{
        .time = hl7_time(entry.received), .text = entry.reason, .faults = {{.diagnostic = entry.reason}}};
    if (from.application && apart(asked, ack)) take_apart(entry, due, read, answer, *from.application, nullptr);
    entry.receipt = to_text(due);
    entry.digest = digest_of(bytes);
    entry.raw = std::move(bytes);
    entry.reached = std::move(reached);

    auto stored = co_await durable(store_, std::move(entry), box);
    if (!stored) co_return not_stored(from, ack, stored.error(), read, nullptr);
    report_(message_refused{from.name, stored->id, answer.text});
    co_return answering(read, std::move(answer), due, asked, stored->id, nullptr);
}

std::vector<characters_lost> intake::losses_in(const in_force& now, const routes::plan& made,
                                               const std::string& input) {
    std::vector<characters_lost> found;
    for (const auto& copy : made.copies) {
        if (copy.lost == 0) continue;
        found.push_back({input, {}, now.rules->output_names()[copy.output], static_cast<std::int64_t>(copy.lost)});
    }
    return found;
}

bool intake::reads(const source& from) const {
    return from.on_full == when_full::nak || store_.room().takes_messages;
}

std::optional<std::string> intake::position(const source& from, std::string_view what) const {
    return store_.position(from.number, what);
}

void intake::note(const source& from, std::string_view kind, std::optional<message_id> message, std::string bytes) {
    store_.note(kind, from.number, message, std::move(bytes));
}

store::new_message intake::describe(const in_force& now, const source& from, std::string_view peer,
                                    const hl7::document& read) const {
    store::new_message entry;
    entry.input = from.number;
    entry.peer = peer;
    entry.received = clock_.wall();
    entry.revision = now.known.revision;
    describe(entry, read);
    return entry;
}

void intake::describe(store::new_message& entry, const hl7::document& read) {
    entry.control = read.field("MSH", 10);
    auto type = read.field("MSH", 9);
    auto trigger = hl7::part(type, read.marks.component, 2);
    entry.type = hl7::part(type, read.marks.component, 1);
    if (!trigger.empty()) entry.type.append("^").append(trigger);
}

void intake::take_over(store::new_message& into, const in_force& now, routes::plan&& made,
                       const charset::charset* set) {
    for (auto& copy : made.copies) {
        store::new_delivery delivery;
        delivery.name = now.known.outputs[copy.output];
        for (const auto& key : copy.keys) delivery.keys.push_back(hash_of({key}));
        delivery.body = std::move(copy.body);
        const auto* leaves_in = copy.set != nullptr ? copy.set : set;
        if (copy.hl7 && leaves_in != nullptr) delivery.body = charset::from_utf8(*delivery.body, *leaves_in);
        delivery.attributes = std::move(copy.attributes);
        into.deliveries.push_back(std::move(delivery));
    }
    into.tags = std::move(made.tags);
    for (auto& each : made.remembers)
        into.remembers.push_back({now.known.memories[each.memory], each.key,
                                  each.print ? store::memory_kind::print : store::memory_kind::value,
                                  std::move(each.value)});
    for (auto& failure : made.failures) {
        store::new_delivery failed;
        failed.name = now.known.routes[failure.route];
        failed.state = store::delivery_state::failed;
        failed.reason = std::move(failure.text);
        into.deliveries.push_back(std::move(failed));
    }
}

} // namespace vagus::intake
