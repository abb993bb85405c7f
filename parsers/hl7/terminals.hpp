// X3 terminals for text whose delimiters are known only at run time. Included by .cpp files only.
#pragma once

#include <boost/spirit/home/x3.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace vagus::hl7::terminals {

namespace x3 = boost::spirit::x3;

// Finds the bytes that end a run of text: three of them, over one text. It looks at 64 bytes at a time and remembers
// where the stops among them are, so that a short field costs a shift and not a loop that ends where no branch
// predictor knows.
class stops {
  public:
    stops() = default;
    stops(std::array<char, 3> bytes, const char* first, const char* last)
        : bytes_{bytes}
        , last_{last} {
        look_at(first);
    }

    // The first stop at or after `from`, or the end of the text. Called with positions that do not go back.
    [[nodiscard]] const char* find(const char* from) {
        if (from - block_ >= width) look_at(from);
        for (;;) {
            if (const auto rest = found_ >> (from - block_); rest != 0) return from + std::countr_zero(rest);
            if (last_ - block_ <= width) return last_;
            from = block_ + width;
            look_at(from);
        }
    }

  private:
    static constexpr std::ptrdiff_t width = 64;

    void look_at(const char* from) {
        block_ = from;
        if (last_ - from >= width) {
            found_ = stops_in(from);
            return;
        }
        std::array<char, width> tail{}; // nothing behind the end is read
        std::copy(from, last_, tail.begin());
        found_ = stops_in(tail.data()) & ((std::uint64_t{1} << (last_ - from)) - 1);
    }

    // Bit i: byte i of the 64 is a stop.
    [[nodiscard]] std::uint64_t stops_in(const char* block) const {
        std::uint64_t bits = 0;
#ifdef __SSE2__
        for (int part = 0; part < 4; ++part) {
            const auto text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * part));
            auto hits = _mm_setzero_si128();
            for (char c : bytes_) hits = _mm_or_si128(hits, _mm_cmpeq_epi8(text, _mm_set1_epi8(c)));
            bits |= std::uint64_t{static_cast<std::uint16_t>(_mm_movemask_epi8(hits))} << (16 * part);
        }
#else
        for (int i = 0; i < width; ++i)
            bits |= std::uint64_t{block[i] == bytes_[0] || block[i] == bytes_[1] || block[i] == bytes_[2]} << i;
#endif
        return bits;
    }

    std::array<char, 3> bytes_{};
    const char* last_ = nullptr;
    const char* block_ = nullptr;
    std::uint64_t found_ = 0;
};

// Text up to one of the stops that the context holds under Tag; may be empty.
template <class Tag> struct run : x3::parser<run<Tag>> {
    using attribute_type = x3::unused_type;
    static constexpr bool has_attribute = false;

    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator&, const Context& context, RuleContext&, Attribute&) const {
        first = x3::get<Tag>(context).run_stops().find(first);
        return true;
    }
};

// The field separator that the context holds under Tag.
template <class Tag> struct separator : x3::parser<separator<Tag>> {
    using attribute_type = x3::unused_type;
    static constexpr bool has_attribute = false;

    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext&, Attribute&) const {
        if (first == last || *first != x3::get<Tag>(context).marks().field) return false;
        ++first;
        return true;
    }
};

// Text up to one character; may be empty.
struct until : x3::parser<until> {
    using attribute_type = x3::unused_type;
    static constexpr bool has_attribute = false;
    char stop;

    explicit until(char c)
        : stop{c} {}
    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator& last, const Context&, RuleContext&, Attribute&) const {
        const auto* at = first == last ? nullptr : std::memchr(first, stop, static_cast<std::size_t>(last - first));
        first = at != nullptr ? static_cast<const char*>(at) : last;
        return true;
    }
};

} // namespace vagus::hl7::terminals
