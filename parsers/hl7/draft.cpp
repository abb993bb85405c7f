// Edits of a message. Each makes at most one new copy of the one segment it touches.
#include "parsers/hl7/draft.hpp"

#include "base/limits.hpp"
#include "parsers/hl7/index.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
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
    explicit copy(std::string its_text)
        : text{std::move(its_text)} {}

    std::string text;
    mutable field_starts fields; // found when it is read

    // The segment to read it by.
    [[nodiscard]] segment look(std::string_view end) const { return {text, end, fields}; }
};

draft::draft(const message& original)
    : original_{&original}
    , marks_{original.marks()}
    , fields_{std::make_unique<field_starts>()}
    , owners_(original.segments().size()) {
    for (auto& each : owners_) each.number = next_++;
    segments_.reserve(original.segments().size());
    for (const auto& one : original.segments()) segments_.emplace_back(one.text, one.end, *fields_);
}

draft::draft(draft&&) noexcept = default;
draft& draft::operator=(draft&&) noexcept = default;
draft::~draft() = default;

bool draft::takes_field(std::size_t index, std::size_t n, std::string_view raw) const {
    const auto breaks_out = [&](char c) { return c == marks_.field || c == '\r' || c == '\n'; };
    if (index >= segments_.size() || n == 0 || n > last_field || std::ranges::any_of(raw, breaks_out)) return false;
    const auto& old = segments_[index];
    if (old.is_header() && n <= 2) return false;
    return old.text.size() + raw.size() + last_field <= limits::message_bytes;
}

bool draft::set_field(std::size_t index, std::size_t n, std::string_view raw) {
    if (!takes_field(index, n, raw)) return false;
    const auto& old = segments_[index];
    const auto was = old.field(n);
    if (was.data() != nullptr && was == raw) return true;

    std::string text;
    if (was.data() != nullptr) {
        const auto begin = static_cast<std::size_t>(was.data() - old.text.data());
        text.reserve(old.text.size() - was.size() + raw.size());
        text.append(old.text.substr(0, begin)).append(raw).append(old.text.substr(begin + was.size()));
    } else {
        const std::size_t first = old.is_header() ? 1 : 0; // the separator behind the id is field 1 there
        const auto missing = n - std::max(old.fields(), first);
        text.reserve(old.text.size() + missing + raw.size());
        text.append(old.text).append(missing, marks_.field).append(raw);
    }
    put(index, std::move(text));
    return true;
}

void draft::put(std::size_t index, std::string text) {
    auto next = std::make_shared<const copy>(std::move(text));
    segments_[index] = next->look(segments_[index].end);
    owners_[index].text = std::move(next);
    changed_ = true;
}

bool draft::insert_segment(std::size_t before, std::string_view text) {
    if (before == 0 || before > segments_.size() || !is_segment(text, marks_)) return false;
    auto added = std::make_shared<const copy>(std::string{text});
    auto& neighbour = segments_[before - 1];
    const bool open =
        neighbour.end.empty(); // the last segment of a message that does not end with a CR; nor will it then
    const auto end = first_line_end(open ? segments_.front().end : neighbour.end);
    if (open) neighbour.end = end;
    const auto place = static_cast<std::ptrdiff_t>(before);
    segments_.insert(segments_.begin() + place, added->look(open ? std::string_view{} : end));
    owners_.insert(owners_.begin() + place, owner{std::move(added), next_++});
    ++layout_;
    changed_ = true;
    return true;
}

bool draft::replace_segment(std::size_t index, std::string_view text) {
    if (index == 0 || index >= segments_.size() || !is_segment(text, marks_)) return false;
    if (segments_[index].text == text) return true;
    put(index, std::string{text});
    ++layout_;
    return true;
}

bool draft::erase_segment(std::size_t index) {
    if (index == 0 || index >= segments_.size()) return false;
    const auto place = static_cast<std::ptrdiff_t>(index);
    segments_.erase(segments_.begin() + place);
    owners_.erase(owners_.begin() + place);
    ++layout_;
    changed_ = true;
    return true;
}

bool draft::erase_segments(std::span<const std::size_t> indexes) {
    if (indexes.empty()) return true;
    const bool good = indexes.front() != 0 && indexes.back() < segments_.size() &&
                      std::ranges::adjacent_find(indexes, std::greater_equal{}) == indexes.end();
    if (!good) return false;
    auto next = indexes.begin();
    auto to = indexes.front();
    for (auto from = to; from < segments_.size(); ++from) {
        if (next != indexes.end() && *next == from) {
            ++next;
            continue;
        }
        segments_[to] = segments_[from];
        owners_[to++] = std::move(owners_[from]);
    }
    segments_.erase(segments_.begin() + static_cast<std::ptrdiff_t>(to), segments_.end());
    owners_.resize(to);
    ++layout_;
    return changed_ = true;
}

bool draft::reorder(std::span<const std::size_t> order) {
    const auto count = segments_.size();
    if (order.size() != count || order.front() != 0) return false;
    std::vector<bool> seen(count);
    for (const auto from : order) {
        if (from >= count || seen[from]) return false;
        seen[from] = true;
    }
    if (std::ranges::is_sorted(order)) return true;

    std::vector<segment> segments;
    std::vector<owner> owners;
    segments.reserve(count);
    owners.reserve(count);
    for (std::size_t to = 0; to < count; ++to) {
        segments.push_back(segments_[order[to]]);
        segments.back().end = segments_[to].end;
        owners.push_back(std::move(owners_[order[to]]));
    }
    segments_ = std::move(segments);
    owners_ = std::move(owners);
    ++layout_;
    return changed_ = true;
}

bool draft::move_segment(std::size_t from, std::size_t to) {
    if (from == 0 || to == 0 || from >= segments_.size() || to >= segments_.size()) return false;
    std::vector<std::size_t> order(segments_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto at = [&](std::size_t i) { return order.begin() + static_cast<std::ptrdiff_t>(i); };
    if (from < to)
        std::rotate(at(from), at(from + 1), at(to + 1));
    else
        std::rotate(at(to), at(from), at(from + 1));
    return reorder(order);
}

std::optional<std::size_t> draft::find(serial number, std::size_t hint) const {
    const auto count = owners_.size();
    for (std::size_t step = 0; step < count; ++step) {
        const auto i = (hint + step) % count;
        if (owners_[i].number == number) return i;
    }
    return std::nullopt;
}

draft::saved draft::save() const {
    saved now;
    now.segments_ = segments_;
    now.owners_ = owners_;
    now.changed_ = changed_;
    return now;
}

void draft::restore(saved&& earlier) {
    segments_ = std::move(earlier.segments_);
    owners_ = std::move(earlier.owners_);
    changed_ = earlier.changed_;
    ++layout_;
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
