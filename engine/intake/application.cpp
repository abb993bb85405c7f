// Application acknowledgements that are the answer of a receiver (`ack.application.from`). With the message a delivery
// is stored that awaits what it is to send. The answer takes its place in the commit that settles what it answers;
// where none comes in time, an acknowledgement of ours does. The store sees to it that only one of them ever does.
#include "engine/intake/intake.hpp"

#include "engine/intake/digest.hpp"
#include "engine/intake/durable.hpp"
#include "engine/intake/fresh_id.hpp"
#include "parsers/charset/convert.hpp"

#include <algorithm>
#include <utility>

namespace vagus::intake {
namespace {

// Keys of a delivery that awaits, by what MSH-16 asked for.
constexpr std::uint64_t not_for_success = 1; // ER
constexpr std::uint64_t not_for_errors = 2;  // SU

constexpr auto no_answer = "no answer of the receiver in time";
// What the store cannot keep or read just now is tried again.
constexpr auto look_again = std::chrono::seconds{1};

std::uint64_t unwanted_for(hl7::ack_code code) {
    return code == hl7::ack_code::AA ? not_for_success : not_for_errors;
}

boost::asio::awaitable<std::optional<store::stored_message>> read(store::store& where, message_id id,
                                                                  store::mailbox& box) {
    using found = std::optional<store::stored_message>;
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(found)>(
        [&where, &box, id](auto handler) { where.message_of(id, box, std::move(handler)); },
        boost::asio::use_awaitable);
}

} // namespace

bool intake::awaits_answer(const store::new_message& planned, const wanted& asked, const source& from) {
    if (!from.application || !from.application->from || asked.application == wanted::when::never) return false;
    return std::ranges::any_of(planned.deliveries, [&](const store::new_delivery& each) {
        return each.name == *from.application->from && each.state == store::delivery_state::pending;
    });
}

void intake::await_answer(store::new_message& into, replies& due, const wanted& asked, const ack_output& via) {
    due.application.reset();
    store::new_delivery delivery;
    delivery.name = via.number;
    delivery.state = store::delivery_state::awaiting;
    if (asked.application == wanted::when::on_error) delivery.keys = {not_for_success};
    if (asked.application == wanted::when::on_success) delivery.keys = {not_for_errors};
    into.deliveries.push_back(std::move(delivery));
}

store::new_message intake::in_place(message_id of, std::uint32_t via, hl7::ack_code code, std::string raw) const {
    store::new_message entry;
    entry.received = clock_.wall();
    entry.revision = in_force_.get()->known.revision;
    entry.state = store::message_state::resent;
    entry.parent = of;
    entry.raw = std::move(raw);
    if (const auto header = hl7::header_in(entry.raw)) describe(entry, header->read());
    entry.instead_of = {of, via, unwanted_for(code)};
    entry.deliveries.emplace_back().name = via;
    return entry;
}

std::optional<store::new_message> intake::acknowledgement(std::uint32_t via, const store::queued_delivery& sent,
                                                          const std::string& answer) {
    const auto read = hl7::read_answer(answer);
    if (!read || hl7::is_accept(read->code)) return std::nullopt; // not the application's word
    auto body = hl7::answer_to(answer, sent.control, fresh_control_id());
    if (!body) return std::nullopt;
    auto entry = in_place(sent.message, via, read->code, answer);
    entry.deliveries.back().body = std::move(*body);
    unanswered_.answered(sent.message);
    return entry;
}

void intake::resume(const std::vector<store::awaited_delivery>& awaiting) {
    const auto now = in_force_.get();
    for (const auto& each : awaiting) {
        const auto terms = now->known.applications.find(each.input);
        // A clock that jumped makes nobody wait longer than was said.
        const auto within = terms == now->known.applications.end() ? config::duration{} : terms->second.within;
        const std::chrono::microseconds waited{std::max<wall_us>(clock_.wall() - each.received, 0)};
        const auto left = std::max(std::chrono::microseconds{within} - waited, std::chrono::microseconds{});
        unanswered_.add({each.what.of, each.input, each.what.output}, clock_.steady() + left);
    }
}

boost::asio::awaitable<void> intake::end_unanswered(store::mailbox& box) {
    while (const auto late = unanswered_.due(clock_.steady())) {
        const auto stored = co_await end_one(*late, box);
        if (!stored) {
            unanswered_.add(*late, clock_.steady() + look_again);
            co_return;
        }
        if (!stored->duplicate) report_(message_unanswered{store_.name(late->input), late->message});
    }
}

boost::asio::awaitable<store_answer> intake::end_one(const unanswered::entry& late, store::mailbox& box) {
    const auto message = co_await read(store_, late.message, box);
    auto made = message ? instead_of_an_answer(late, *message) : std::nullopt;
    if (!made) co_return fail(store::store_error{store::store_error::kind::closed, "the message cannot be read"});
    co_return co_await durable(store_, std::move(*made), box);
}

std::optional<store::new_message> intake::instead_of_an_answer(const unanswered::entry& late,
                                                               const store::stored_message& message) const {
    const auto now = in_force_.get();
    const auto known = now->known.applications.find(late.input);
    const auto terms = known == now->known.applications.end() ? application_terms{} : known->second;
    auto bytes = message.raw;
    const auto how = now->known.readings.find(late.input);
    const auto was = decode(bytes, how == now->known.readings.end() ? charset::policy{} : how->second);
    const auto header = was ? hl7::header_in(bytes) : std::nullopt;
    if (!header) return std::nullopt;
    hl7::answer what{.code = terms.otherwise,
                     .control_id = fresh_control_id(),
                     .time = hl7_time(clock_.wall()),
                     .text = no_answer,
                     .faults = {{.code = hl7::condition::application_error, .diagnostic = no_answer}},
                     .enhanced = true,
                     .wants_accept = terms.answered};
    auto body = hl7::acknowledge(header->read(), what);
    if (was->set != nullptr) body = charset::from_utf8(body, *was->set);
    return in_place(late.message, late.via, terms.otherwise, std::move(body));
}

} // namespace vagus::intake
