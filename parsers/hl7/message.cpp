// A message owns its bytes and their index; segments and documents only look.
#include "parsers/hl7/message.hpp"

#include "parsers/hl7/index.hpp"

#include <utility>

namespace vagus::hl7 {

struct message::state {
    std::string bytes;
    index found;
};

result<message, parse_error> message::parse(std::string bytes) {
    auto owned = std::make_unique<state>(std::move(bytes), index{});
    auto found = read_message(owned->bytes);
    if (!found) return fail(std::move(found.error()));
    owned->found = std::move(*found);
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

bool segment::is_header() const {
    return id() == "MSH" || id() == "BHS" || id() == "FHS";
}

std::size_t segment::fields() const {
    return starts.size() + (is_header() && text.size() > 3 ? 1 : 0);
}

std::string_view segment::field(std::size_t n) const {
    if (n > 0 && is_header()) {
        if (n == 1) return text.size() > 3 ? text.substr(3, 1) : std::string_view{};
        --n;
    }
    if (n == 0 || n > starts.size()) return {};
    const auto begin = starts[n - 1];
    const auto next = n < starts.size() ? starts[n] - 1 : text.size();
    return text.substr(begin, next - begin);
}

std::string_view document::field(std::string_view segment_id, std::size_t n) const {
    for (const auto& one : segments)
        if (one.id() == segment_id) return one.field(n);
    return {};
}

std::string to_text(const parse_error& error) {
    return "at byte " + std::to_string(error.offset) + " (" + error.where + "): expected " + error.expected;
}

} // namespace vagus::hl7
