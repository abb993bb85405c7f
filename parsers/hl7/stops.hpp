// Where certain bytes stand in a text, found a window of 8 KiB at a time and kept as a list, so that the next one costs
// a load, and not a loop that ends where no branch predictor knows. Private to parsers/hl7.
#pragma once

#include "parsers/hl7/places.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vagus::hl7 {

class stops {
  public:
    static constexpr std::size_t window = 8192; // most messages are one
    using positions = std::array<std::uint16_t, window + places_beyond>;

    // The first `count` of the bytes are looked for: 1, 2 or all. `room` holds what is found in a window, and is not
    // part of this: so the rest can stay in registers.
    stops(const stop_bytes& bytes, std::size_t count, std::string_view text, positions& room)
        : bytes_{bytes}
        , count_{count}
        , last_{text.data() + text.size()}
        , found_{room.data()} {
        look_at(text.data());
    }

    // The next stop, or the end of the text. Each is given once, in order.
    [[nodiscard]] const char* next() {
        for (;;) {
            const auto* found = window_ + *next_;
            if (found < end_) [[likely]]
                return ++next_, found;
            if (end_ == last_) return last_;
            look_at(end_);
        }
    }
    // The next at or behind `from`.
    [[nodiscard]] const char* next(const char* from) {
        for (;;)
            if (const auto* found = next(); found >= from) return found;
    }
    // What stands in front of `from` will not be given.
    void pass(const char* from) {
        if (from > end_) look_at(from);
        while (window_ + *next_ < from) ++next_;
    }

  private:
    void look_at(const char* from) {
        const auto left = static_cast<std::size_t>(last_ - from);
        const auto size = left < window ? left : window;
        write_stops({from, size}, bytes_, count_, found_);
        window_ = from;
        end_ = from + size;
        next_ = found_;
    }
    // Behind the last position the end's.
    static void write_stops(std::string_view text, stop_bytes bytes, std::size_t count, std::uint16_t* to);

    stop_bytes bytes_;
    std::size_t count_;
    const char* last_;
    std::uint16_t* found_; // positions in the window
    const char* window_ = nullptr;
    const char* end_ = nullptr; // of the window
    const std::uint16_t* next_ = nullptr;
};

// How many of the bytes are c.
[[nodiscard]] std::size_t count_of(char c, std::string_view text);

} // namespace vagus::hl7
