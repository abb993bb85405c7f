// 32 bytes at a time where the processor has AVX2, 16 with the SSE2 that every amd64 has, one elsewhere.
#include "parsers/hl7/places.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__) && defined(__GNUC__)
#define VAGUS_AMD64 1
#include <immintrin.h>
#endif

namespace vagus::hl7 {

namespace {

template <std::size_t Count>
std::uint16_t* byte_by_byte(const char* text, std::size_t size, const stop_bytes& bytes, std::uint16_t* to) {
    const auto* end = bytes.begin() + Count;
    for (std::size_t at = 0; at < size; ++at)
        if (std::find(bytes.begin(), end, text[at]) != end) *to++ = static_cast<std::uint16_t>(at);
    return to;
}

#ifdef VAGUS_AMD64

constexpr std::size_t width = 64; // a bit each in a word

// For each byte: its set bits' places, and how many there are.
struct set_bits {
    std::array<std::array<std::uint8_t, 8>, 256> places{};
    std::array<std::uint8_t, 256> count{};
};
constexpr set_bits bits_of = [] {
    set_bits all;
    for (std::size_t byte = 0; byte < 256; ++byte)
        for (unsigned bit = 0; bit < 8; ++bit)
            if ((byte >> bit & 1U) != 0) all.places[byte][all.count[byte]++] = static_cast<std::uint8_t>(bit);
    return all;
}();

// Writes the places of the set bits. No branch depends on them: a loop over the bits would end where no branch
// predictor knows, and cost more than all the rest. What is written too much is overwritten.
[[gnu::always_inline]] inline std::uint16_t* write_many(std::uint64_t bits, std::size_t base, std::uint16_t* to) {
    for (std::size_t at = 0; at < width; at += 8) {
        const auto byte = static_cast<std::uint8_t>(bits >> at);
        const auto places = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(bits_of.places[byte].data()));
        const auto from = _mm_set1_epi16(static_cast<std::int16_t>(base + at));
        const auto wide = _mm_add_epi16(_mm_unpacklo_epi8(places, _mm_setzero_si128()), from);
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), wide);
        to += bits_of.count[byte];
    }
    return to;
}

// The same where seldom more than two are set: lines are long.
[[gnu::always_inline]] inline std::uint16_t* write_few(std::uint64_t bits, std::size_t base, std::uint16_t* to) {
    auto* const behind = to + std::popcount(bits);
    do {
        for (int i = 0; i < 2; ++i) {
            *to++ = static_cast<std::uint16_t>(base + static_cast<std::size_t>(std::countr_zero(bits)));
            bits &= bits - 1;
        }
    } while (bits != 0);
    return behind;
}

template <std::size_t Count>
[[gnu::always_inline]] inline std::uint16_t* write(std::uint64_t bits, std::size_t base, std::uint16_t* to) {
    return Count == 2 ? write_few(bits, base, to) : write_many(bits, base, to);
}

// The last 64 bytes, or less than 64 in a copy: nothing in front of the text or behind it is read.
struct tail {
    std::array<char, width> copy;
    const char* bytes;
    unsigned known; // of its bytes, those that were looked at already

    tail(const char* text, std::size_t size)
        : bytes{text + size - width}
        , known{static_cast<unsigned>(width - size % width)} {
        if (size >= width) return;
        bytes = copy.data();
        std::memcpy(copy.data() + known, text, size);
    }
};

template <std::size_t Count>
[[gnu::always_inline]] inline std::uint64_t bits_sse2(const char* from, const __m128i* wanted) {
    std::uint64_t bits = 0;
    for (std::size_t at = 0; at < width; at += 16) {
        const auto text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + at));
        auto hits = _mm_cmpeq_epi8(text, wanted[0]);
        for (std::size_t i = 1; i < Count; ++i) hits = _mm_or_si128(hits, _mm_cmpeq_epi8(text, wanted[i]));
        bits |= std::uint64_t{static_cast<std::uint16_t>(_mm_movemask_epi8(hits))} << at;
    }
    return bits;
}

template <std::size_t Count>
std::uint16_t* with_sse2(const char* text, std::size_t size, const stop_bytes& bytes, std::uint16_t* to) {
    __m128i wanted[Count]; // NOLINT(*-avoid-c-arrays): std::array loses the type's alignment
    for (std::size_t i = 0; i < Count; ++i) wanted[i] = _mm_set1_epi8(bytes[i]);
    std::size_t base = 0;
    for (; base + width <= size; base += width) to = write<Count>(bits_sse2<Count>(text + base, wanted), base, to);
    if (base == size) return to;
    const tail rest{text, size};
    return write<Count>(bits_sse2<Count>(rest.bytes, wanted) >> rest.known, base, to);
}

template <std::size_t Count>
[[gnu::target("avx2,bmi,popcnt"), gnu::always_inline]] inline std::uint64_t bits_avx2(const char* from,
                                                                                      const __m256i* wanted) {
    std::uint64_t bits = 0;
    for (std::size_t at = 0; at < width; at += 32) {
        const auto text = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + at));
        auto hits = _mm256_cmpeq_epi8(text, wanted[0]);
        for (std::size_t i = 1; i < Count; ++i) hits = _mm256_or_si256(hits, _mm256_cmpeq_epi8(text, wanted[i]));
        bits |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(hits))} << at;
    }
    return bits;
}

template <std::size_t Count>
[[gnu::target("avx2,bmi,popcnt")]] std::uint16_t* with_avx2(const char* text, std::size_t size, const stop_bytes& bytes,
                                                            std::uint16_t* to) {
    __m256i wanted[Count]; // NOLINT(*-avoid-c-arrays): as above
    for (std::size_t i = 0; i < Count; ++i) wanted[i] = _mm256_set1_epi8(bytes.data()[i]);
    std::size_t base = 0;
    for (; base + width <= size; base += width) to = write<Count>(bits_avx2<Count>(text + base, wanted), base, to);
    if (base == size) return to;
    const tail rest{text, size};
    return write<Count>(bits_avx2<Count>(rest.bytes, wanted) >> rest.known, base, to);
}

#endif

constexpr places_finder finders[] = {
    {"byte by byte", byte_by_byte<1>, byte_by_byte<2>, byte_by_byte<most_stops>},
#ifdef VAGUS_AMD64
    {"SSE2", with_sse2<1>, with_sse2<2>, with_sse2<most_stops>},
    {"AVX2", with_avx2<1>, with_avx2<2>, with_avx2<most_stops>},
#endif
};

} // namespace

std::span<const places_finder> places_finders() {
    const std::span<const places_finder> all{finders};
#ifdef VAGUS_AMD64
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi")) return all.first(2);
#endif
    return all;
}

} // namespace vagus::hl7
