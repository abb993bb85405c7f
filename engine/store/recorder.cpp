#include "engine/store/recorder.hpp"

#include "engine/store/body_form.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/patch.hpp"

#include <algorithm>
#include <utility>

namespace vagus::store {
namespace {

const std::string refused_repeat = "a repeat of a message that was accepted before: ";
constexpr auto out_of_turn = "sequence number out of turn: MSA-4 has the one that is expected";

} // namespace

recorder::recorder(segments& files, remembered& seen, sequences& numbers, continuations& fragments, positions& places,
                   memories& known, depths& counts, subscriptions& outputs, watchers& waiting, const clock& time,
                   std::uint32_t store_number)
    : files_{files}
    , seen_{seen}
    , numbers_{numbers}
    , fragments_{fragments}
    , places_{places}
    , known_{known}
    , counts_{counts}
    , outputs_{outputs}
    , waiting_{waiting}
    , time_{time}
    , store_number_{store_number} {}

void recorder::record(request& what) {
    for (const auto& word : far_.take_back())
        if (auto* file = files_.find(word.said_in)) file->drop_position(word.output, settled_word(word.at));
    std::visit([this](auto& each) { this->record(each); }, what);
}

void recorder::committed() {
    seen_.committed();
    numbers_.committed();
    fragments_.committed();
    places_.committed();
    known_.committed();
    waiting_.committed();
    far_.committed();
}

void recorder::roll_back(const std::vector<std::uint32_t>& segments) {
    for (auto no : segments) counts_.drop(no);
    waiting_.roll_back(segments);
    seen_.roll_back(segments);
    const bool live = std::ranges::find(segments, files_.live_number()) != segments.end();
    far_.roll_back(live);
    if (!live) return;
    outputs_.drop();
    numbers_.roll_back();
    fragments_.roll_back();
    places_.roll_back();
    known_.roll_back();
}

bool recorder::record_again(request& what, const undone& lost) {
    const bool live = lost.has(files_.live_number());
    if (auto* settle = std::get_if<settle_request>(&what)) {
        if (settle->what.brings && live) return false;
        if (lost.has(settle->what.at.segment)) end_again(settle->what);
        return true;
    }
    if (auto* asked = std::get_if<watch_request>(&what)) {
        record(*asked);
        return true;
    }
    if (auto* end = std::get_if<withdraw_request>(&what)) {
        record(*end); // what is withdrawn already stays so
        return true;
    }
    if (auto* place = std::get_if<position_request>(&what)) {
        if (live) record(*place);
        return true;
    }
    if (const auto* taken = std::get_if<accept_request>(&what);
        taken != nullptr && taken->message.unfinished && !live && !taken->answer.duplicate) {
        forget_fragments(*taken); // some may lie in what was lost
        return true;
    }
    if (const auto* taken = std::get_if<accept_request>(&what);
        taken != nullptr && taken->message.instead_of && !live && !taken->answer.duplicate) {
        take_again(taken->message);
        return true;
    }
    auto* decision = std::get_if<resolve_request>(&what);
    if (decision == nullptr) return !live;
    if (decision->replacement && live) return false;
    if (lost.has(decision->at.segment)) mark(*decision);
    return true;
}

void recorder::record(accept_request& what) {
    auto& message = what.message;
    auto& answer = what.answer;
    if (message.unfinished) return record_unfinished(what);
    // However it ends below: its input has come past it.
    if (message.reached) move(message.input, *message.reached);
    if (message.instead_of) {
        answer.duplicate = put_in_place(message, answer.id) != placing::done;
        return;
    }
    if (auto first = seen_before(message)) {
        const auto& [original, act] = *first;
        if (act == repeat::answer_again) {
            answer = {original.id, true, original.code};
            if (message.sequence) answer.expected = message.sequence->number; // as the first was answered
            if (message.awaited) answer.returned = std::make_shared<new_message>(std::move(message));
            return;
        }
        if (act == repeat::process_and_warn) answer.same_key = original.id;
        if (act == repeat::refuse) answer.repeats = original.id;
    }
    if (answer.repeats)
        refuse(what, refused_repeat + to_text(*answer.repeats), std::move(message.receipt_if_repeat));
    else if (auto why = objection(what))
        refuse(what, std::move(*why), std::move(message.receipt_if_refused));
    // The number moves only for what is taken.
    else if (message.sequence && !in_turn(what))
        refuse(what, out_of_turn, std::move(message.receipt_if_refused));
    if (message.fragment) return record_fragment(what);
    answer.id = store(message);
    remember(message, answer.id);
    answer.code = std::move(message.receipt);
}

// The original may be earlier in this very group: both are answered after its commit.
std::optional<std::pair<seen_ring::original, repeat>> recorder::seen_before(const new_message& message) {
    if (!message.remember) return std::nullopt;
    const auto& ring = seen_.of(message.input);
    const auto now = time_.steady();
    auto first = ring.same_bytes(message.digest, now);
    if (message.anew) {
        // Another resend was quicker: it stands where the parent stood.
        if (!first || first->id == message.parent) return std::nullopt;
        return {{std::move(*first), repeat::answer_again}};
    }
    if (first) return {{std::move(*first), message.if_seen.same_bytes}};
    if (auto same = ring.same_key(message.identity, now)) return {{std::move(*same), message.if_seen.other_bytes}};
    return std::nullopt;
}

void recorder::remember(const new_message& message, message_id id) {
    if (!message.remember) return;
    seen_.add(message.input, {message.digest, message.identity, id, time_.steady(), message.receipt});
}

// The number moves in the transaction of its message.
bool recorder::in_turn(accept_request& what) {
    const auto input = what.message.input;
    const auto number = what.message.sequence->number;
    const auto expected = numbers_.expected(input);
    what.answer.expected = number;
    if (number == sequence_asks) {
        what.answer.expected = expected.value_or(sequence_forgets);
        return true;
    }
    if (number != sequence_forgets && expected && *expected != number) {
        what.answer.expected = expected;
        return false;
    }
    numbers_.accept(input, number);
    files_.live().put_position(input, sequence_source, std::to_string(number));
    return true;
}

// What nobody would hear of becomes a dead letter instead.
void recorder::refuse(accept_request& what, std::string why, std::string receipt) {
    auto& message = what.message;
    message.state = message_state::refused;
    message.reason = why;
    message.receipt = std::move(receipt);
    message.remember = false;
    message.deliveries.clear();
    message.remembers.clear();
    if (message.receipt.empty()) {
        message.state = message_state::failed;
        message.deliveries.push_back({message.input, delivery_state::failed, {}, {}, why});
    }
    message.fragment.reset();
    what.answer.refusal = std::move(why);
}

// What a route sends to several outputs is one row, and one copy in memory.
std::int64_t recorder::put_body(new_delivery& delivery, std::string_view received, bool own, body_made& last) {
    auto& file = files_.live();
    const bool beside = !delivery.attributes.empty();
    if (!own) return file.add_body(form_of(content::received, beside), delivery.attributes, {});
    if (last.bytes && *last.bytes == *delivery.body && last.alone && !beside) return last.row;
    const auto patch = make_patch(received, *delivery.body);
    const auto row = file.add_body(form_of(patch ? content::patch : content::whole, beside), delivery.attributes,
                                   patch ? *patch : *delivery.body);
    last = {row, !beside, std::make_shared<const std::string>(std::move(*delivery.body))};
    return row;
}

message_id recorder::store(new_message& message) {
    fail_too_long(message, longest_body);
    auto& file = files_.live();
    auto row = file.next_message();
    message_id id{store_number_, 0, file.no(), static_cast<std::uint32_t>(row)};
    const auto seq = file.next_seq();
    file.add_message(message);
    for (auto& word : message.remembers) write({std::move(word), seq, message.received});

    std::shared_ptr<const std::string> raw; // of the deliveries that send what was received
    body_made last;
    std::size_t ordinal = 0;
    auto rows = file.next_delivery();
    for (auto& delivery : message.deliveries) {
        std::int64_t answer = 0;
        if (delivery.state == delivery_state::failed) {
            attempt routing;
            routing.when = message.received;
            routing.result = outcome::failed_route;
            routing.answer = std::move(delivery.reason);
            answer = file.add_answer(rows + static_cast<std::int64_t>(ordinal), 0, routing);
        }
        if (delivery.state == delivery_state::linked) {
            attempt link;
            link.when = message.received;
            link.answer = to_text(delivery.same_as);
            answer = file.add_answer(rows + static_cast<std::int64_t>(ordinal), 0, link);
        }
        const bool own_body = delivery.body && *delivery.body != message.raw;
        const auto body_row = own_body || !delivery.attributes.empty()
                                  ? std::optional{put_body(delivery, message.raw, own_body, last)}
                                  : std::nullopt;
        auto at = file.add_delivery(row, ordinal++, delivery, message.received, body_row, answer);
        counts_.stage(delivery.name, file.no(), std::nullopt, delivery.state);
        if (delivery.state != delivery_state::pending || !outputs_.wanted(delivery.name)) continue;

        auto body = last.bytes;
        if (!own_body) {
            if (!raw) raw = std::make_shared<const std::string>(message.raw);
            body = raw;
        }
        outputs_.stage({{file.no(), at},
                        id,
                        delivery.name,
                        0,
                        std::move(delivery.keys),
                        message.control,
                        std::move(body),
                        std::move(delivery.attributes),
                        message.received,
                        {},
                        delivery.route});
    }
    return id;
}

// In the transaction of its message, or where it had stood before its file goes.
void recorder::write(const kept_word& word) {
    files_.live().add_remembered(word);
    known_.stage(word);
}

void recorder::record(settle_request& what) {
    const auto& how = what.what;
    auto* file = files_.find(how.at.segment);
    auto before = file != nullptr ? file->find(how.at.row) : std::nullopt;
    if (!before || before->state != delivery_state::pending) return; // settled already
    if (!how.brings) return update(*file, *before, how);
    bring(how, *before);
    settle_with_live(how, *before);
}

void recorder::update(segment& file, const stored_delivery& before, const attempt& what) {
    auto answer = before.answer;
    if (answer == 0 || !file.repeat_answer(answer, what)) answer = file.add_answer(what.at.row, before.answer, what);
    file.update(what, answer);
    counts_.stage(before.name, file.no(), before.state, what.state);
    if (what.state != delivery_state::pending) waiting_.stage(what.at, before.name, what.state, what.answer);
    if (what.state == delivery_state::dead || what.state == delivery_state::withdrawn)
        forget_prints(file.seq_of(before.message));
}

// A receiver does not have it: what comes next is no repeat of it.
void recorder::forget_prints(std::int64_t seq) {
    for (auto& each : known_.prints_of(seq)) {
        each.value.clear();
        write({std::move(each), files_.live().next_seq() - 1, time_.wall()});
    }
}

void recorder::record(resolve_request& what) {
    if (!awaits_decision(what.at)) return;
    if (what.replacement) store(*what.replacement);
    mark(what);
}

std::optional<stored_delivery> recorder::awaits_decision(delivery_ref at) {
    auto* file = files_.find(at.segment);
    auto before = file != nullptr ? file->find(at.row) : std::nullopt;
    if (before && before->state != delivery_state::dead && before->state != delivery_state::failed) before.reset();
    return before;
}

void recorder::mark(resolve_request& what) {
    auto before = awaits_decision(what.at);
    if (!before || (what.had_its_time && files_.legally_held(what.at.segment))) return;
    attempt decision;
    decision.at = what.at;
    decision.state = what.to;
    decision.tries = before->tries;
    decision.when = time_.wall();
    decision.result = outcome::by_person;
    decision.answer = what.reason;
    update(*files_.find(what.at.segment), *before, decision);
    if (before->state == delivery_state::dead) outputs_.stage_resolved(before->name, what.at);
    what.answer = true;
}

void recorder::record(carry_request& what) {
    auto* from = files_.find(what.from);
    if (from == nullptr || what.live != files_.live_number()) return;
    for (const auto& [input, source] : what.words) {
        if (const auto value = from->position(input, source)) files_.live().keep_position(input, source, *value);
        // Where the live one has a word already, this one goes, and with it what hides that of a segment before.
        if (source.starts_with(fragment_source)) fragments_.named_before(input, source);
    }
    for (const auto& word : what.remembered)
        if (known_.stands(word)) files_.live().add_remembered(word);
    what.carried = true;
}

void recorder::record(position_request& what) {
    move(what.input, what.where);
}

void recorder::move(std::uint32_t input, const reached& where) {
    files_.live().put_position(input, where.source, where.value);
    places_.stage(input, where);
}

void recorder::record(note_request& what) {
    files_.live().add_event(time_.wall(), what.kind, what.input, what.message, what.bytes);
}

} // namespace vagus::store
