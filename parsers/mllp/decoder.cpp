// The decoder's three places: outside a frame, inside one, and skipping one that is too long.
#include "parsers/mllp/decoder.hpp"

#include "parsers/mllp/headers.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace vagus::mllp {

namespace {

// An idle connection keeps no more than this.
constexpr std::size_t kept_when_idle = 4096;
// From here on handing out the buffer itself is cheaper than a copy and a new buffer.
constexpr std::size_t worth_moving = std::size_t{64} << 10U;

constexpr std::size_t search_block = 1024;

} // namespace

std::optional<event> decoder::next() {
    for (;;) {
        std::optional<event> found;
        const auto before = place_;
        switch (before) {
        case place::outside: found = outside(); break;
        case place::inside: found = inside(); break;
        case place::skipping: skip(); break;
        }
        if (found) return found;
        if (place_ == before) break; // nothing happened: more bytes are needed
    }
    if (held() == 0) give_back();
    return std::nullopt;
}

std::optional<event> decoder::outside() {
    auto until = stray_until_;
    bool started = until > begin_;
    if (!started) {
        until = find(start_block, scanned_, end_);
        started = until < end_;
    }
    scanned_ = until;
    const auto run = until - begin_;
    if (run > 0 && (started || run >= bounds_.stray))
        return stray{take(std::min(run, std::max<std::size_t>(bounds_.stray, 1)))};
    if (!started) return std::nullopt;
    begin_ = scanned_ = until + 1;
    place_ = place::inside;
    return std::nullopt;
}

std::optional<event> decoder::inside() {
    const auto found = find_stop();
    scanned_ = found.at;
    if (found.at - begin_ > bounds_.message) {
        too_long head{buffer_.substr(begin_, std::min(head_kept, bounds_.message))};
        begin_ = found.at;
        place_ = place::skipping;
        return head;
    }
    switch (found.what) {
    case stop::kind::wait: return std::nullopt;
    case stop::kind::end: place_ = place::outside; return take_frame(found);
    case stop::kind::restart: break;
    }
    stray_until_ = found.at;
    place_ = place::outside;
    return std::nullopt;
}

void decoder::skip() {
    const auto found = find_stop();
    begin_ = scanned_ = found.what == stop::kind::end ? found.next : found.at;
    if (found.what != stop::kind::wait) place_ = place::outside;
}

// The first FS or VT at or after scanned_ that means something. Two searches by memchr beat one loop for either byte;
// in blocks, so that a peer that begins again and again cannot have its bytes searched to the end of the buffer each
// time.
decoder::stop decoder::find_stop() const {
    for (auto from = scanned_; from < end_;) {
        const auto block = std::min(from + search_block, end_);
        const auto fs = find(end_block, from, block);
        for (auto vt = find(start_block, from, fs); vt < fs; vt = find(start_block, vt + 1, fs))
            if (auto meant = judge(vt)) return *meant;
        if (fs < block)
            if (auto meant = judge(fs)) return *meant;
        from = std::min(fs + 1, block);
    }
    return {stop::kind::wait, end_, end_};
}

std::size_t decoder::find(char c, std::size_t from, std::size_t to) const {
    const auto* data = buffer_.data();
    const auto* at = static_cast<const char*>(std::memchr(data + from, c, to - from));
    return at != nullptr ? static_cast<std::size_t>(at - data) : to;
}

// What the FS or VT at `at` means; nothing when it is text.
std::optional<decoder::stop> decoder::judge(std::size_t at) const {
    const auto after = at + 1;
    if (buffer_[at] == end_block) {
        if (after == end_) return stop{quiet_ ? stop::kind::end : stop::kind::wait, at, after};
        const char c = buffer_[after];
        if (c == carriage_return || c == '\n') return stop{stop::kind::end, at, after + 1};
        if (c == start_block) return stop{stop::kind::end, at, after};
        return std::nullopt;
    }
    const auto known = std::string_view{buffer_}.substr(after, std::min(header_length, end_ - after));
    if (std::ranges::none_of(headers, [&](auto header) { return header.starts_with(known); })) return std::nullopt;
    return stop{known.size() == header_length ? stop::kind::restart : stop::kind::wait, at, after};
}

frame decoder::take_frame(const stop& end) {
    const auto length = end.at - begin_;
    const bool alone = begin_ == 0 && end.next == end_;
    frame found;
    if (alone && length >= worth_moving) {
        buffer_.resize(length);
        found.bytes = std::exchange(buffer_, {});
        end_ = scanned_ = 0;
    } else {
        found.bytes = take(length);
        begin_ = scanned_ = end.next;
    }
    return found;
}

std::string decoder::take(std::size_t count) {
    auto bytes = buffer_.substr(begin_, count);
    begin_ += count;
    scanned_ = std::max(scanned_, begin_);
    return bytes;
}

void decoder::quiet() {
    quiet_ = true;
}

std::span<char> decoder::prepare(std::size_t wanted) {
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, held());
        end_ -= begin_;
        scanned_ -= begin_;
        stray_until_ -= std::min(stray_until_, begin_);
        begin_ = 0;
    }
    if (buffer_.size() - end_ < wanted) {
        // Doubling keeps growth linear in the bytes received; past the limit there is nothing to grow for.
        const auto room = std::max(end_ + wanted, std::min(2 * buffer_.size(), bounds_.message + wanted));
        buffer_.resize_and_overwrite(room, [](char*, std::size_t size) { return size; });
    }
    return {buffer_.data() + end_, wanted};
}

void decoder::commit(std::size_t arrived) {
    end_ += arrived;
    quiet_ = quiet_ && arrived == 0;
}

std::string decoder::take_rest() {
    auto rest = take(held());
    place_ = place::outside;
    give_back();
    return rest;
}

void decoder::give_back() {
    begin_ = end_ = scanned_ = stray_until_ = 0;
    if (buffer_.size() > kept_when_idle) buffer_ = {};
}

std::string encode(std::string_view message) {
    std::string framed;
    framed.reserve(message.size() + 3);
    framed += start_block;
    framed += message;
    framed += end_block;
    framed += carriage_return;
    return framed;
}

} // namespace vagus::mllp
