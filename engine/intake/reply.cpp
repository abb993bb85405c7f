// The answer of a receiver as a message of an input (`response:`): planned here, and stored with what settles its
// delivery.
#include "engine/intake/intake.hpp"

#include "engine/intake/ending.hpp"
#include "engine/intake/events.hpp"

#include <utility>

namespace vagus::intake {
namespace {

std::string ended(store::message_state how) {
    switch (how) {
    case store::message_state::unmatched: return "unmatched";
    case store::message_state::dropped: return "dropped";
    case store::message_state::failed: return "failed";
    default: return "queued";
    }
}

} // namespace

store::new_message intake::reply(const source& to, std::string_view of, const store::queued_delivery& sent,
                                 const std::string& answer) const {
    auto bytes = answer;
    auto was = decode(bytes, to.reading);
    auto read = was ? hl7::message::parse(std::move(bytes), to.parsing, was->set) : fail(std::move(was.error()));
    const auto now = in_force_.get();
    auto entry = describe(*now, to, of, read ? read->read() : hl7::document{});
    entry.parent = sent.message;
    if (!read) {
        entry.state = store::message_state::failed;
        entry.reason = hl7::to_text(read.error());
        entry.deliveries.push_back({to.number, store::delivery_state::failed, {}, {}, entry.reason});
    } else {
        const auto request = request_in(*sent.body);
        const recalled before{store_, now->known.memories};
        auto made = now->rules->run(
            *read,
            {.input = to.name, .received = entry.received, .request = request ? &*request : nullptr, .before = &before},
            {});
        count(made, now->counted);
        if (now->misses) now->misses->add(made.missing, sent.message, entry.received); // it has no id of its own yet
        auto end = end_of(made, now->of(to.number).given.of_input.ack);
        entry.state = end.state;
        entry.reason = std::move(end.reason);
        take_over(entry, *now, std::move(made), was->set);
    }
    arrival_meter counts{*to.counted, clock_};
    if (read)
        counts.read(read->read(), answer.size());
    else
        counts.unreadable(answer.size());
    if (entry.state == store::message_state::unmatched) to.counted->unmatched.add();
    entry.raw = answer;
    report_(message_answered{to.name, sent.message, ended(entry.state), entry.reason});
    return entry;
}

std::optional<hl7::message> intake::request_in(const std::string& body) {
    constexpr charset::policy by_its_header{.from = charset::policy::source::from_msh18};
    auto bytes = body;
    const auto was = decode(bytes, by_its_header);
    auto read = was ? hl7::message::parse(std::move(bytes), hl7::strictness::lenient, was->set) : fail(was.error());
    if (!read) return std::nullopt;
    return std::move(*read);
}

std::optional<std::string> intake::answered_by(std::uint32_t input) const {
    const auto now = in_force_.get();
    const auto known = now->known.answers_of.find(input);
    if (known == now->known.answers_of.end()) return std::nullopt;
    return known->second;
}

} // namespace vagus::intake
