// Where certain bytes stand in a text, found a window of 2 KiB at a time and kept as a list, so that the next one costs
// a load, and not a loop that ends where no branch predictor knows. Private to parsers/hl7.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vagus::hl7 {

// The bytes that end a run of text.
inline constexpr std::size_t most_stops = 4;
using stop_bytes = std::array<char, most_stops>;

class stops {
  public:
    // The first `count` of the bytes are looked for: 1, 2 or all 4.
    stops(const stop_bytes& bytes, std::size_t count, std::string_view text)
        : bytes_{bytes}
        , count_{count}
        , last_{text.data() + text.size()} {
        look_at(text.data());
    }

    // The first stop at or after `from`, or the end of the text. Positions do not go back, and each is behind the stop
    // that the call before gave.
    [[nodiscard]] const char* find(const char* from) {
        if (from > end_) look_at(from); // a long line end was read past without us
        for (;;) {
            const auto* found = window_ + *next_;
            while (found < from) found = window_ + *++next_;
            if (found < end_) return ++next_, found;
            if (end_ == last_) return last_;
            look_at(end_);
        }
    }

    static constexpr std::size_t width = 64;
    static constexpr std::size_t window = 32 * width;
    // Positions are written eight at a time, and the last is the end's.
    using positions = std::array<std::uint16_t, window + 8>;

  private:
    void look_at(const char* from);

    stop_bytes bytes_;
    std::size_t count_;
    const char* last_;
    const char* window_ = nullptr;
    const char* end_ = nullptr; // of the window
    const std::uint16_t* next_ = nullptr;
    positions found_; // from window_; uninitialised behind the end's
};

// How many of the bytes are c.
[[nodiscard]] std::size_t count_of(char c, std::string_view text);

} // namespace vagus::hl7
