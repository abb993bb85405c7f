#include "engine/store/continuations.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace vagus::store {
namespace {

constexpr auto no_beginning = "it continues a message whose fragments before it are not here (MSH-14): "
                              "send the message again from its first fragment";
constexpr auto too_many = "the message has more fragments than continuation.fragments allows";
constexpr auto too_long = "the message is longer than continuation.bytes allows";
constexpr auto too_many_open =
    "too many messages wait for their next fragment (continuation.open): send it again later";

open_series about(std::uint32_t input, std::uint64_t pointer, const series& what) {
    return {input, pointer, what.last, what.fragments, what.bytes};
}

std::uint64_t pointer_in(std::string_view source) {
    std::uint64_t pointer = 0;
    source.remove_prefix(std::min(fragment_source.size(), source.size()));
    std::from_chars(source.data(), source.data() + source.size(), pointer, 16);
    return pointer;
}

// A pointer that no sender names.
std::uint64_t own_pointer(message_id id) {
    return (std::uint64_t{id.segment} << 32U) + id.row;
}

} // namespace

void continuations::restore(std::uint32_t input, std::string_view source, std::string_view value, steady_time now) {
    const auto pointer = pointer_in(source);
    std::istringstream words{std::string{value}};
    std::string id;
    series found;
    std::int64_t within = 0;
    if (!(words >> id >> found.fragments >> found.bytes >> within)) return;
    const auto last = parse_message_id(id);
    if (!last) return;
    found.last = *last;
    found.within = std::chrono::milliseconds{within};
    found.until = now + found.within;
    std::scoped_lock hold{mutex_};
    waiting_[{input, pointer}] = found;
}

std::optional<std::string> continuations::objection(std::uint32_t input, const fragment& what,
                                                    std::uint64_t bytes) const {
    std::scoped_lock hold{mutex_};
    if (!what.of) {
        // One that begins again takes the place of the one before.
        const bool one_more = what.to && !waiting_.contains({input, *what.to});
        if (what.to && bytes > what.most_bytes) return too_long;
        if (one_more && count(input) >= what.most_open) return too_many_open;
        return std::nullopt;
    }
    const auto before = waiting_.find({input, *what.of});
    if (before == waiting_.end()) return no_beginning;
    if (before->second.fragments >= what.most_fragments) return too_many;
    if (before->second.bytes + bytes > what.most_bytes) return too_long;
    const bool joined = what.whole && before->second.last == what.behind;
    if (!what.to && !joined) return no_beginning; // another came first
    return std::nullopt;
}

std::optional<continuations::moved> continuations::take(std::uint32_t input, const fragment& what, std::uint64_t bytes,
                                                        message_id id, steady_time now, bool named) {
    std::scoped_lock hold{mutex_};
    change();
    series next{id, 0, 0, what.within, id.segment, now + what.within};
    if (what.of) {
        auto before = waiting_.extract({input, *what.of});
        next.fragments = before.mapped().fragments;
        next.bytes = before.mapped().bytes;
        next.oldest = before.mapped().oldest;
    }
    next.fragments += 1;
    next.bytes += bytes;
    std::optional<moved> gave_way;
    if (auto other = waiting_.extract({input, *what.to})) {
        gave_way = {own_pointer(other.mapped().last), other.mapped()};
        gave_way->now.within = {};
        gave_way->now.until = now;
        waiting_[{input, gave_way->pointer}] = gave_way->now;
    }
    // An older segment may have a word on that pointer: of the one that gave way, or of one that the live segment's
    // word has ended.
    if (named || gave_way) next.oldest = 0;
    waiting_[{input, *what.to}] = next;
    return gave_way;
}

void continuations::named_before(std::uint32_t input, std::string_view source) {
    std::scoped_lock hold{mutex_};
    const auto waits = waiting_.find({input, pointer_in(source)});
    if (waits == waiting_.end()) return;
    change();
    waits->second.oldest = 0;
}

void continuations::close(std::uint32_t input, std::uint64_t pointer) {
    std::scoped_lock hold{mutex_};
    change();
    waiting_.erase({input, pointer});
}

void continuations::change() {
    if (!before_) before_ = waiting_;
}

void continuations::committed() {
    std::scoped_lock hold{mutex_};
    before_.reset();
}

void continuations::roll_back() {
    std::scoped_lock hold{mutex_};
    if (before_) waiting_ = std::move(*before_);
    before_.reset();
}

std::optional<series> continuations::at(std::uint32_t input, std::uint64_t pointer) const {
    std::scoped_lock hold{mutex_};
    const auto found = waiting_.find({input, pointer});
    if (found == waiting_.end()) return std::nullopt;
    return found->second;
}

std::optional<open_series> continuations::find(std::uint32_t input, std::uint64_t pointer) const {
    const auto found = at(input, pointer);
    if (!found) return std::nullopt;
    return about(input, pointer, *found);
}

std::optional<open_series> continuations::overdue(steady_time now) const {
    std::scoped_lock hold{mutex_};
    for (const auto& [place, each] : waiting_)
        if (each.until <= now) return about(place.first, place.second, each);
    return std::nullopt;
}

std::size_t continuations::open(std::uint32_t input) const {
    std::scoped_lock hold{mutex_};
    return count(input);
}

bool continuations::may_lie_in(std::uint32_t segment) const {
    std::scoped_lock hold{mutex_};
    return std::ranges::any_of(waiting_, [segment](const auto& each) {
        return each.second.oldest <= segment && segment <= each.second.last.segment;
    });
}

std::size_t continuations::count(std::uint32_t input) const {
    const auto first = waiting_.lower_bound({input, 0});
    return static_cast<std::size_t>(std::distance(first, waiting_.lower_bound({input + 1, 0})));
}

std::string source_of(std::uint64_t pointer) {
    std::ostringstream text;
    text << fragment_source << std::hex << pointer;
    return text.str();
}

std::string to_text(const series& what) {
    return vagus::to_text(what.last) + ' ' + std::to_string(what.fragments) + ' ' + std::to_string(what.bytes) + ' ' +
           std::to_string(what.within.count());
}

} // namespace vagus::store
