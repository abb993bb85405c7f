#include "engine/intake/intake.hpp"

#include "engine/intake/digest.hpp"
#include "engine/intake/durable.hpp"
#include "engine/intake/events.hpp"
#include "parsers/charset/convert.hpp"
#include "parsers/hl7/element.hpp"

#include <algorithm>
#include <utility>

namespace vagus::intake {

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
    arrival_meter counts{*from.counted, clock_};
    counts.read(message.read(), was.set != nullptr ? was.bytes.size() : message.bytes().size());
    verdict said;
    const auto cut = from.continuation ? hl7::continuation_of(message.read()) : hl7::continuation{};
    if (turns_away(from)) {
        const auto now = in_force_.get();
        said = turn_away(from, now->of(from.number).given.of(message.read()).ack, message.read(), was.set);
    } else if (cut.any()) {
        said = co_await accept_fragment(from, peer, std::move(message), std::move(was), cut, box, room,
                                        std::move(reached));
    } else {
        said = co_await keep(from, peer, std::move(message), std::move(was), std::nullopt, box, std::move(reached));
    }
    counts.answered(said.code);
    co_return said;
}

boost::asio::awaitable<verdict> intake::refuse(const source& from, std::string_view peer, std::string bytes,
                                               hl7::parse_error why, store::mailbox& box,
                                               std::optional<store::reached> reached) {
    arrival_meter counts{*from.counted, clock_};
    counts.unreadable(bytes.size());
    // What is no message fits no override.
    const auto now = in_force_.get();
    auto said = co_await refuse_by(*now, now->of(from.number).given.of_input.ack, from, peer, std::move(bytes),
                                   std::move(why), box, std::move(reached));
    counts.answered(said.code);
    co_return said;
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
    if (some_paused_.load(std::memory_order_relaxed) && pause_of(from.number)) return false;
    return from.on_full == when_full::nak || store_.room().takes_messages;
}

result<void, store::store_error> intake::pause(std::uint32_t input, std::optional<store::hold> what) {
    const bool stops = what.has_value();
    auto kept = store_.put_hold(input, std::move(what));
    if (kept && stops) some_paused_.store(true, std::memory_order_relaxed);
    return kept;
}

void intake::look_for_pauses(const std::vector<std::uint32_t>& inputs) {
    if (std::ranges::any_of(inputs, [this](auto each) { return pause_of(each).has_value(); }))
        some_paused_.store(true, std::memory_order_relaxed);
}

std::optional<std::string> intake::position(const source& from, std::string_view what) const {
    return store_.position(from.number, what);
}

void intake::note(const source& from, std::string_view kind, std::optional<message_id> message, std::string bytes) {
    from.counted->wire.add(kind);
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
        delivery.route = now.known.routes[copy.route];
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
