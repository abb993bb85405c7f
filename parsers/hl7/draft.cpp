// Edits of a message. Each makes at most one new copy of the one segment it touches.
#include "parsers/hl7/draft.hpp"

#include "base/limits.hpp"
#include "parsers/hl7/index.hpp"

#include <algorithm>
#include <utility>

namespace vagus::hl7 {

namespace {

// One line end, for a segment that needs one: what follows it in a neighbour's end are blank lines.
std::string_view first_line_end(std::string_view end) {
    if (end.empty()) return "\r";
    return end.substr(0, end.starts_with("\r\n") ? 2 : 1);
}

} // namespace

struct draft::copy {
    std::string text;
    std::vector<std::uint32_t> starts;

    // Of old, with the field that begins at starts[slot] replaced, or with separators up to it and it appended.
    void replace(const segment& old, std::size_t slot, std::size_t length, std::string_view raw);
    void append(const segment& old, std::size_t slot, char separator, std::string_view raw);

    // The segment to read it by.
    [[nodiscard]] segment look(std::string_view end) const { return {.text = text, .end = end, .starts = starts}; }
};

draft::draft(const message& original)
    : original_{&original}
    , marks_{original.marks()}
    , segments_(original.segments().begin(), original.segments().end())
    , copies_(segments_.size()) {}

draft::draft(draft&&) noexcept = default;
draft& draft::operator=(draft&&) noexcept = default;
draft::~draft() = default;

bool draft::set_field(std::size_t index, std::size_t n, std::string_view raw) {
    const auto breaks_out = [&](char c) { return c == marks_.field || c == '\r' || c == '\n'; };
    if (index >= segments_.size() || n == 0 || n > last_field || std::ranges::any_of(raw, breaks_out)) return false;
    const auto& old = segments_[index];
    if (old.is_header() && n <= 2) return false;
    if (old.text.size() + raw.size() + last_field > limits::message_bytes) return false;
    const auto was = old.field(n);
    if (was.data() != nullptr && was == raw) return true;

    auto next = std::make_unique<copy>();
    const auto slot = n - (old.is_header() ? 2 : 1); // in starts
    if (was.data() != nullptr)
        next->replace(old, slot, was.size(), raw);
    else
        next->append(old, slot, marks_.field, raw);
    segments_[index] = next->look(old.end);
    copies_[index] = std::move(next);
    changed_ = true;
    return true;
}

void draft::copy::replace(const segment& old, std::size_t slot, std::size_t length, std::string_view raw) {
    const auto begin = old.starts[slot];
    text.reserve(old.text.size() - length + raw.size());
    text.append(old.text.substr(0, begin)).append(raw).append(old.text.substr(begin + length));
    starts.assign(old.starts.begin(), old.starts.end());
    for (auto later = slot + 1; later < starts.size(); ++later)
        starts[later] = static_cast<std::uint32_t>(starts[later] + raw.size() - length);
}

void draft::copy::append(const segment& old, std::size_t slot, char separator, std::string_view raw) {
    const auto missing = slot + 1 - old.starts.size();
    text.reserve(old.text.size() + missing + raw.size());
    text.append(old.text).append(missing, separator).append(raw);
    starts.assign(old.starts.begin(), old.starts.end());
    for (std::size_t i = 1; i <= missing; ++i) starts.push_back(static_cast<std::uint32_t>(old.text.size() + i));
}

bool draft::insert_segment(std::size_t before, std::string_view text) {
    auto added = std::make_unique<copy>();
    if (before == 0 || before > segments_.size() || !read_segment(text, marks_, added->starts)) return false;
    added->text = text;
    auto& neighbour = segments_[before - 1];
    const bool open =
        neighbour.end.empty(); // the last segment of a message that does not end with a CR; nor will it then
    const auto end = first_line_end(open ? segments_.front().end : neighbour.end);
    if (open) neighbour.end = end;
    const auto place = static_cast<std::ptrdiff_t>(before);
    segments_.insert(segments_.begin() + place, added->look(open ? std::string_view{} : end));
    copies_.insert(copies_.begin() + place, std::move(added));
    changed_ = true;
    return true;
}

void draft::erase_segment(std::size_t index) {
    if (index == 0 || index >= segments_.size()) return;
    const auto place = static_cast<std::ptrdiff_t>(index);
    segments_.erase(segments_.begin() + place);
    copies_.erase(copies_.begin() + place);
    changed_ = true;
}

std::string draft::bytes() const {
    const auto whole = original_->bytes();
    if (!changed_) return std::string{whole};
    // What stands before the MSH belongs to no segment and stays.
    const auto lead = static_cast<std::size_t>(original_->segments().front().text.data() - whole.data());
    std::size_t size = lead;
    for (const auto& one : segments_) size += one.text.size() + one.end.size();
    std::string written;
    written.reserve(size);
    written.append(whole.substr(0, lead));
    for (const auto& one : segments_) written.append(one.text).append(one.end);
    return written;
}

} // namespace vagus::hl7
