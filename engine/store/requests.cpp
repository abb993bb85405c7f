#include "engine/store/requests.hpp"

#include "engine/store/outbox.hpp"

#include <utility>

namespace vagus::store {
namespace {

std::size_t bytes_of(const new_message& message) {
    auto bytes = message.raw.size() + message.reason.size();
    if (message.fragment && message.fragment->whole) bytes += bytes_of(*message.fragment->whole);
    for (const auto& word : message.remembers) bytes += sizeof word + word.value.size();
    for (const auto& delivery : message.deliveries) {
        bytes += sizeof delivery + delivery.reason.size() + (delivery.body ? delivery.body->size() : 0);
    }
    return bytes;
}

std::size_t payload(const accept_request& what) {
    return bytes_of(what.message);
}
std::size_t payload(const settle_request& what) {
    auto bytes = what.what.answer.size();
    if (what.what.brings)
        for (const auto& each : *what.what.brings) bytes += bytes_of(each);
    return bytes;
}
std::size_t payload(const note_request& what) {
    return what.bytes.size();
}
std::size_t payload(const carry_request& what) {
    return what.words.size() * sizeof what.words.front() + what.remembered.size() * sizeof what.remembered.front();
}
std::size_t payload(const replace_request&) {
    return 0;
}
std::size_t payload(const resolve_request& what) {
    return what.reason.size() + (what.replacement ? bytes_of(*what.replacement) : 0);
}

std::size_t payload(const watch_request&) {
    return 0;
}
std::size_t payload(const withdraw_request& what) {
    return what.which.size() * sizeof(delivery_ref) + what.reason.size();
}

std::size_t payload(const position_request& what) {
    return what.where.source.size() + what.where.value.size();
}

template <class Asked, class Answer> void leave(Asked& what, Answer answer, outbox& out) {
    if (!what.done) return;
    out.put(*what.box,
            [done = std::move(what.done), answer = std::move(answer)]() mutable { done(std::move(answer)); });
}

void reply(accept_request& what, outbox& out) {
    leave(what, result<receipt, store_error>{std::move(what.answer)}, out);
}
void reply(settle_request& what, outbox& out) {
    leave(what, result<void, store_error>{}, out);
}
void reply(resolve_request& what, outbox& out) {
    leave(what, result<bool, store_error>{what.answer}, out);
}
void reply(watch_request& what, outbox& out) {
    leave(what, result<std::vector<settlement>, store_error>{std::move(what.answer)}, out);
}
void reply(withdraw_request& what, outbox& out) {
    leave(what, result<void, store_error>{}, out);
}
void reply(position_request& what, outbox& out) {
    leave(what, result<void, store_error>{}, out);
}
void reply(note_request&, outbox&) {}
// Each answer is given once: a group that is refused may be part of one that is given up.
void reply(carry_request& what, outbox&) {
    if (auto done = std::exchange(what.done, nullptr)) done(what.carried);
}
void reply(replace_request&, outbox&) {} // by the writer, between two groups

void reject(accept_request& what, const store_error& why, outbox& out) {
    leave(what, result<receipt, store_error>{fail(why)}, out);
}
void reject(settle_request& what, const store_error& why, outbox& out) {
    leave(what, result<void, store_error>{fail(why)}, out);
}
void reject(resolve_request& what, const store_error& why, outbox& out) {
    leave(what, result<bool, store_error>{fail(why)}, out);
}
void reject(watch_request& what, const store_error& why, outbox& out) {
    leave(what, result<std::vector<settlement>, store_error>{fail(why)}, out);
}
void reject(withdraw_request& what, const store_error& why, outbox& out) {
    leave(what, result<void, store_error>{fail(why)}, out);
}
void reject(position_request& what, const store_error& why, outbox& out) {
    leave(what, result<void, store_error>{fail(why)}, out);
}
void reject(note_request&, const store_error&, outbox&) {}
void reject(carry_request& what, const store_error&, outbox&) {
    if (auto done = std::exchange(what.done, nullptr)) done(false);
}
void reject(replace_request& what, const store_error&, outbox&) {
    if (auto done = std::exchange(what.done, nullptr)) done(false);
}

} // namespace

std::size_t bytes_of(const request& what) {
    return sizeof(request) + std::visit([](const auto& each) { return payload(each); }, what);
}

void fail_too_long(new_message& message, std::size_t longest) {
    for (auto& delivery : message.deliveries) {
        if (!delivery.body || delivery.body->size() + delivery.attributes.size() <= longest) continue;
        new_delivery failed;
        failed.name = delivery.route != 0 ? delivery.route : delivery.name;
        failed.state = delivery_state::failed;
        failed.reason = "what it sends is longer than the store keeps (" + std::to_string(longest) + " bytes)";
        message.state = message_state::failed;
        message.reason = failed.reason;
        delivery = std::move(failed);
    }
}

bool needs_room(const request& what) {
    if (const auto* decision = std::get_if<resolve_request>(&what)) return decision->replacement.has_value();
    if (const auto* settle = std::get_if<settle_request>(&what)) return settle->what.brings != nullptr;
    // These end what is stored already, or give room back.
    // And a place that goes back allows what was made since to be withdrawn: one without the other would lose it.
    return !std::holds_alternative<watch_request>(what) && !std::holds_alternative<withdraw_request>(what) &&
           !std::holds_alternative<position_request>(what) && !std::holds_alternative<replace_request>(what);
}

store_error no_room() {
    return {store_error::kind::full, "no space is left on the disk of the store: make room there", trouble::full};
}

void answer(request& what, outbox& out) {
    std::visit([&](auto& each) { reply(each, out); }, what);
}

void refuse(request& what, const store_error& why, outbox& out) {
    std::visit([&](auto& each) { reject(each, why, out); }, what);
}

} // namespace vagus::store
