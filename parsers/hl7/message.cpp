// A message owns its bytes and their index; segments and documents only look.
#include "parsers/hl7/message.hpp"

#include "parsers/hl7/index.hpp"
#include "parsers/hl7/stops.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace vagus::hl7 {

struct message::state {
    explicit state(std::string text)
        : bytes{std::move(text)} {}

    std::string bytes;
    index found;
    field_starts fields;
};

result<message, parse_error> message::parse(std::string&& bytes, strictness how, const charset::charset* was) {
    auto owned = std::make_unique<state>(std::move(bytes));
    if (auto why = read_message(owned->bytes, how, owned->fields, owned->found)) {
        bytes = std::move(owned->bytes);
        return fail(std::move(*why));
    }
    owned->found.marks.hex = was;
    return message{std::move(owned)};
}

message::message(std::unique_ptr<state> read)
    : state_{std::move(read)} {}
message::message(message&&) noexcept = default;
message& message::operator=(message&&) noexcept = default;
message::~message() = default;

std::string_view message::bytes() const {
    return state_ ? std::string_view{state_->bytes} : std::string_view{};
}

const delimiters& message::marks() const {
    static constexpr delimiters standard;
    return state_ ? state_->found.marks : standard;
}

std::span<const segment> message::segments() const {
    return state_ ? std::span<const segment>{state_->found.segments} : std::span<const segment>{};
}

std::string message::release() && {
    const auto last = std::exchange(state_, nullptr);
    return last ? std::move(last->bytes) : std::string{};
}

std::size_t segment::fields() const {
    return *starts() + (is_header() && text.size() > 3 ? 1 : 0);
}

const std::uint32_t* segment::touch() const {
    return starts_ = home_->find(text);
}

std::string_view segment::field(std::size_t n) const {
    if (n > 0 && is_header()) {
        if (n == 1) return text.size() > 3 ? text.substr(3, 1) : std::string_view{};
        --n;
    }
    const auto* at = starts();
    if (n == 0 || n > *at) return {};
    return text.substr(at[n], at[n + 1] - at[n] - 1);
}

std::string_view document::field(std::string_view segment_id, std::size_t n) const {
    if (segment_id.size() != 3) return {};
    // A length that the compiler knows: a route asks many times, and a call for each segment was a tenth of all.
    for (const auto& one : segments)
        if (one.text.size() >= 3 && std::memcmp(one.text.data(), segment_id.data(), 3) == 0) return one.field(n);
    return {};
}

const std::uint32_t* field_starts::find(std::string_view segment_text) {
    static constexpr std::uint32_t no_fields = 0;
    if (segment_text.size() <= 3) return &no_fields;
    // Counted only where a segment of nothing but separators would not fit.
    if (segment_text.size() > left_) make_room(count_of(segment_text[3], segment_text) + 2);
    const auto written = read_fields(segment_text, free_);
    left_ -= written;
    return std::exchange(free_, free_ + written);
}

void field_starts::make_room(std::size_t count) {
    if (count <= left_) return;
    left_ = std::max(count, block);
    free_ = more_.emplace_back(std::make_unique_for_overwrite<std::uint32_t[]>(left_)).get();
}

std::string to_text(const parse_error& error) {
    return "at byte " + std::to_string(error.offset) + " (" + error.where + "): expected " + error.expected;
}

} // namespace vagus::hl7
