// What a sender hears: acknowledgements, on its own connection and over another, and that there is no room.
#include "engine/intake/fresh_id.hpp"
#include "engine/intake/intake.hpp"
#include "parsers/charset/convert.hpp"

#include <ctime>
#include <utility>

namespace vagus::intake {
namespace {

constexpr auto no_room_here = "no room in the store: not kept, send it again later";

std::string in_set(std::string text, const charset::charset* set) {
    if (set == nullptr) return text;
    return charset::from_utf8(text, *set);
}

} // namespace

// An acknowledgement over another connection is a delivery like any other: durable with its message, kept until its
// receiver has it. What is left in `due` goes out on the connection the message came on.
void intake::take_apart(store::new_message& into, replies& due, const hl7::document& received, hl7::answer what,
                        const ack_output& via, const charset::charset* set) {
    if (!due.application) return;
    what.code = *due.application;
    what.control_id = fresh_control_id();
    what.enhanced = true;
    what.wants_accept = via.answered;
    due.application.reset();
    store::new_delivery delivery;
    delivery.name = via.number;
    delivery.body = in_set(hl7::acknowledge(received, what), set);
    into.deliveries.push_back(std::move(delivery));
}

bool intake::turns_away(const source& from) const {
    return from.on_full == when_full::nak && !store_.room().takes_messages;
}

// Nothing is kept: the sender has the only copy, and must hear that. Where no answer is due the connection is closed,
// since silence would say that all is well.
verdict intake::turn_away(const source& from, const ack_policy& ack, const hl7::document& received,
                          const charset::charset* set) const {
    report_(message_turned_away{from.name});
    const auto asked = hl7::is_acknowledgement(received) ? wanted::nothing() : wanted_by(received, ack);
    auto due = replies_to_refused(asked, hl7::ack_code::AR, ack);
    if (due.none()) return {};
    // CR is for what is wrong with the message's type or version; CE for everything else (HL7 v2.5.1, 2.9.3.2).
    if (due.accept == hl7::ack_code::CR) due.accept = hl7::ack_code::CE;
    hl7::answer what{.control_id = fresh_control_id(), .time = hl7_time(clock_.wall()), .text = no_room_here};
    what.faults.push_back({.diagnostic = no_room_here});
    auto made = answering(received, std::move(what), due, asked, {}, set);
    made.kept = false;
    return made;
}

verdict intake::not_stored(const source& from, const ack_policy& ack, const store::store_error& why,
                           const hl7::document& received, const charset::charset* set) const {
    report_(store_refused{from.name, why.text});
    const bool told = why.what == store::store_error::kind::full && from.on_full == when_full::nak;
    return told ? turn_away(from, ack, received, set) : verdict{};
}

// Below the commit: what is made here may leave.
verdict intake::answering(const hl7::document& received, hl7::answer what, const replies& due, const wanted& asked,
                          message_id id, const charset::charset* set) {
    verdict made{due.none() ? verdict::act::silent : verdict::act::answer, {}, {}, id};
    made.code = due.application ? due.application : due.accept;
    what.enhanced = asked.accept != wanted::when::never || due.accept.has_value();
    if (what.control_id.empty()) what.control_id = to_text(id); // fresh for every message, and leads back to it
    if (due.application) {
        what.code = *due.application;
        made.application = in_set(hl7::acknowledge(received, what), set);
    }
    if (due.accept) {
        what.code = *due.accept;
        what.control_id += "-C"; // two messages, two control ids; the field has room for 20 characters
        if (what.code == hl7::ack_code::CA || what.code == hl7::ack_code::AA)
            what.text.clear(); // the application acknowledgement says it
        made.accept = in_set(hl7::acknowledge(received, what), set);
    }
    return made;
}

std::string hl7_time(wall_us when) {
    auto seconds = static_cast<std::time_t>(when / 1'000'000);
    thread_local std::time_t last = -1;
    thread_local char text[32] = {};
    if (seconds != last) {
        std::tm parts{};
        gmtime_r(&seconds, &parts);
        std::strftime(text, sizeof text, "%Y%m%d%H%M%S+0000", &parts);
        last = seconds;
    }
    return text;
}

} // namespace vagus::intake
