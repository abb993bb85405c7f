// Messages that come in fragments: what each leaves behind, and how a series ends.
#include "engine/store/recorder.hpp"

#include <memory>
#include <utility>

namespace vagus::store {

std::optional<std::string> recorder::objection(const accept_request& what) const {
    const auto& message = what.message;
    if (!message.fragment) return std::nullopt;
    return fragments_.objection(message.input, *message.fragment, message.raw.size());
}

// A fragment, what it does to its series, and with the last one the joined message: one transaction.
void recorder::record_fragment(accept_request& what) {
    auto& message = what.message;
    const auto part = std::move(*message.fragment);
    const auto bytes = message.raw.size();
    if (part.of) message.parent = fragments_.find(message.input, *part.of)->last;
    const auto id = store(message);
    what.answer.id = id;
    remember(message, id);
    what.answer.code = std::move(message.receipt);
    if (part.to) {
        if (part.of && part.of != part.to) forget(message.input, *part.of);
        const bool named = files_.live().position(message.input, source_of(*part.to)).has_value();
        const auto gave_way = fragments_.take(message.input, part, bytes, id, time_.steady(), named);
        if (gave_way) wait_for(message.input, gave_way->pointer, gave_way->now);
        wait_for(message.input, *part.to, *fragments_.at(message.input, *part.to));
        return;
    }
    part.whole->parent = id;
    what.answer.id = store(*part.whole);
    // A whole that is refused leaves its series open: the sender may send the last fragment again.
    if (part.of && part.whole->state != message_state::refused) {
        forget(message.input, *part.of);
        fragments_.close(message.input, *part.of);
    }
}

void recorder::record_unfinished(accept_request& what) {
    auto& message = what.message;
    const auto& end = *message.unfinished;
    const auto waits = fragments_.find(message.input, end.pointer);
    what.answer.duplicate = !waits || waits->last != end.behind; // it has gone on meanwhile
    if (what.answer.duplicate) return;
    forget_fragments(what);
    message.parent = end.behind;
    what.answer.id = store(message);
    forget(message.input, end.pointer);
    fragments_.close(message.input, end.pointer);
}

void recorder::forget_fragments(const accept_request& what) {
    for (const auto& each : what.message.unfinished->fragments) forget_digest(what.message.input, each);
}

void recorder::wait_for(std::uint32_t input, std::uint64_t pointer, const series& what) {
    files_.live().put_position(input, source_of(pointer), to_text(what));
}

// Segments that are sealed may say that something waits there: the live one then says that nothing does.
void recorder::forget(std::uint32_t input, std::uint64_t pointer) {
    auto& file = files_.live();
    if (const auto waits = fragments_.at(input, pointer); waits && waits->oldest == file.no())
        file.drop_position(input, source_of(pointer));
    else
        file.put_position(input, source_of(pointer), {});
}

} // namespace vagus::store
