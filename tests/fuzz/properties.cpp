#include "tests/fuzz/properties.hpp"

#include "parsers/hl7/acknowledge.hpp"
#include "parsers/hl7/continuation.hpp"
#include "parsers/hl7/draft.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/mllp/decoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <ranges>
#include <string>
#include <vector>

namespace vagus::fuzz {

namespace {

struct wire_story {
    std::vector<std::string> events;
    std::string rest;
    std::size_t most_held = 0;
    bool operator==(const wire_story& other) const { return events == other.events && rest == other.rest; }
};

wire_story read(std::string_view wire, std::size_t piece, mllp::limits bounds) {
    mllp::decoder frames{bounds};
    wire_story story;
    for (std::size_t at = 0; at < wire.size(); at += piece) {
        const auto bytes = wire.substr(at, piece);
        std::memcpy(frames.prepare(bytes.size()).data(), bytes.data(), bytes.size());
        frames.commit(bytes.size());
        story.most_held = std::max(story.most_held, frames.held());
        while (auto event = frames.next()) {
            story.events.push_back(std::to_string(event->index()));
            if (auto* frame = std::get_if<mllp::frame>(&*event)) story.events.back() += frame->bytes;
            if (auto* stray = std::get_if<mllp::stray>(&*event)) story.events.back() += stray->bytes;
            if (auto* head = std::get_if<mllp::too_long>(&*event)) story.events.back() += head->head;
        }
    }
    story.rest = frames.take_rest();
    return story;
}

// Cutting and joining again gives the same text, at every level.
bool adds_up(std::string_view text, std::string_view separators) {
    if (separators.empty() || separators[0] == '\0') return true;
    // part(n) walks from the start each time; a long list is looked at in its first parts.
    const auto count = hl7::parts(text, separators[0]);
    const auto looked_at = std::min<std::size_t>(count, 200);
    std::string joined;
    for (std::size_t n = 1; n <= looked_at; ++n) {
        const auto one = hl7::part(text, separators[0], n);
        if (one.data() == nullptr || !adds_up(one, separators.substr(1))) return false;
        if (n > 1) joined += separators[0];
        joined += one;
    }
    if (looked_at < count) return text.starts_with(joined);
    return joined == text && hl7::part(text, separators[0], count + 1).data() == nullptr;
}

std::string check_parts(const hl7::message& message) {
    const auto& marks = message.marks();
    const std::string levels{marks.repetition, marks.component, marks.subcomponent};
    std::string whole{message.bytes().substr(
        0, static_cast<std::size_t>(message.segments().front().text.data() - message.bytes().data()))};
    for (const auto& segment : message.segments()) {
        std::string text{segment.id()};
        for (std::size_t n = segment.is_header() ? 2 : 1; n <= segment.fields(); ++n) {
            const auto field = segment.field(n);
            if (field.data() == nullptr) return "a field is absent";
            if (!(segment.is_header() && n == 2) && !adds_up(field, levels)) return "parts do not add up";
            (text += marks.field) += field;
        }
        if (segment.field(segment.fields() + 1).data() != nullptr) return "a field too many";
        if (text != segment.text) return "fields do not add up";
        (whole += text) += segment.end;
    }
    return whole == message.bytes() ? "" : "segments do not add up";
}

std::string check_edit(const hl7::message& message) {
    hl7::draft draft{message};
    if (draft.bytes() != message.bytes()) return "a draft without edits differs";
    const auto last = message.segments().size() - 1;
    const auto n = std::max<std::size_t>(message.segments()[last].fields() + 2, 3); // 1 and 2 may be delimiters
    if (!draft.set_field(last, n, "new")) return "a field cannot be set";
    if (!draft.insert_segment(last + 1, "ZZZ")) return "a segment cannot be inserted";
    const auto again = hl7::message::parse(draft.bytes());
    if (!again) return "an edited message cannot be read: " + hl7::to_text(again.error());
    if (again->segments().size() != last + 2) return "an edited message has other segments";
    if (again->segments()[last].field(n) != "new") return "an edited field is elsewhere";
    for (std::size_t i = 0; i < last; ++i)
        if (again->segments()[i].text != message.segments()[i].text) return "an edit touched another segment";
    return "";
}

std::string check_answer(std::string_view ack, std::string_view control_id) {
    const auto read_back = hl7::read_answer(ack);
    if (!read_back) return "the answer cannot be read: " + hl7::to_text(read_back.error());
    if (read_back->control_id != control_id) return "MSA-2 is not MSH-10";
    return read_back->code == hl7::ack_code::AE ? "" : "MSA-1 is not what was said";
}

// Text as a writer who knows chapter 2.7 has it: what a rule writes unchanged is the same bytes.
std::string as_written(std::string_view input) {
    constexpr std::array<std::string_view, 14> pieces{"a",       ".br",       "H",         "\\.br\\",  "\\H\\",
                                                      "\\N\\",   "\\.sp+3\\", "\\C2842\\", "\\Zx1\\",  "\\F\\",
                                                      "\\X0D\\", "\\X1C\\",   "\t",        "M\xC3\xBC"};
    std::string text;
    for (const char c : input) text += pieces[static_cast<unsigned char>(c) % pieces.size()];
    return text;
}

} // namespace

std::string check_frames(std::string_view input) {
    const auto choice = input.empty() ? std::size_t{0} : static_cast<unsigned char>(input[0]);
    const auto wire = input.substr(input.empty() ? 0 : 1);
    const mllp::limits bounds{.message = choice % 7 * 8, .stray = choice % 5};
    const auto piece = 1 + choice % 11;
    const auto whole = read(wire, std::max<std::size_t>(wire.size(), 1), bounds);
    const auto cut = read(wire, piece, bounds);
    if (!(cut == whole)) return "another cut gives other events";
    if (cut.most_held > std::max(bounds.message + 4, bounds.stray) + piece)
        return "too much is held"; // 4: FS, or VT and two letters
    return "";
}

std::string check_message(std::string_view input) {
    const hl7::answer said{.code = hl7::ack_code::AE,
                           .control_id = "C",
                           .time = "T",
                           .text = "d|^~\\&\r",
                           .faults = {{.at = {.segment = "PID", .field = 3}, .diagnostic = "d|^~\\&\r"}}};
    auto message = hl7::message::parse(std::string{input});
    if (!message) {
        if (message.error().offset > input.size()) return "an error past the end";
        if (message.error().where.empty() || message.error().expected.empty()) return "an error that says nothing";
        const auto ack = hl7::acknowledge_unreadable(input, said);
        return hl7::read_answer(ack) ? "" : "the answer to unreadable bytes cannot be read";
    }
    if (message->bytes() != input) return "the bytes changed";
    if (auto broken = check_parts(*message); !broken.empty()) return broken;
    if (auto broken = check_edit(*message); !broken.empty()) return broken;
    const auto ack = hl7::acknowledge(message->read(), said);
    if (auto broken = check_answer(ack, message->read().field("MSH", 10)); !broken.empty()) return broken;
    return std::move(*message).release() == input ? "" : "the buffer came back changed";
}

std::string check_join(std::string_view input) {
    std::vector<std::string> fragments;
    for (const auto each : std::views::split(input, '\x1C')) fragments.emplace_back(each.begin(), each.end());
    const auto joined = hl7::join(fragments);
    if (!joined) return joined.error().where.starts_with("fragment ") ? "" : "a refusal does not name its fragment";
    if (!joined->starts_with("MSH") || !joined->ends_with('\r')) return "what is joined is no message";
    const auto whole = hl7::message::parse(*joined);
    if (!whole) return {}; // an addendum can spoil the segment it continues
    const auto first = hl7::message::parse(fragments.front());
    if (whole->segments().front().text != first->segments().front().text) return "the first MSH is another";
    if (hl7::continuation_of(whole->read()).addenda) return "an addendum is left";
    return {};
}

std::string check_escape(std::string_view input) {
    hl7::delimiters marks;
    if (!input.empty() && input[0] % 2 != 0) marks = {'$', '%', '~', '?', '&', '\0'};
    if (!input.empty() && input[0] % 3 == 0) marks.truncation = '#';
    const auto value = input.substr(input.empty() ? 0 : 1);
    const auto raw = hl7::escape(value, marks);
    for (char c : {marks.field, marks.component, marks.repetition, marks.subcomponent, '\r', '\n', '\x0B', '\x1C'})
        if (raw.contains(c)) return "an escaped value cuts the message";
    if (hl7::unescape(raw, marks) != value) return "an escaped value does not come back";
    if (hl7::unescape(value, marks).size() > value.size()) return "unescaping made text longer";
    if (hl7::with_hex(value, marks, [](auto) { return std::nullopt; }) != value) return "a sequence is not kept";
    const auto note = as_written(input);
    if (hl7::escape(hl7::unescape(note, {}), {}) != note) return "a note that is written as it was read has changed";
    return "";
}

} // namespace vagus::fuzz
