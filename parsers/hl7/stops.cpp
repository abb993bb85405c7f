// Looking for bytes: 32 at a time where the processor has AVX2, 16 with the SSE2 that every amd64 has, one elsewhere.
// Which it is, is asked once, when the program starts.
#include "parsers/hl7/stops.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__) && defined(__GNUC__)
#define VAGUS_AMD64 1
#include <immintrin.h>
#endif

namespace vagus::hl7 {

namespace {

constexpr auto width = stops::width;

// How many places a block of 64 bytes is expected to hold, by how many bytes are looked for: lines are long.
constexpr int at_once(std::size_t count) {
    return count == 2 ? 2 : 8;
}

// Writes the places of the set bits behind `to`: some at once, since a loop over each bit would end where no branch
// predictor knows. What is written too much is overwritten.
template <int AtOnce>
[[gnu::always_inline]] inline std::uint16_t* write(std::uint64_t bits, std::size_t base, std::uint16_t* to) {
    auto* const behind = to + std::popcount(bits);
    do {
        for (int i = 0; i < AtOnce; ++i) {
            to[i] = static_cast<std::uint16_t>(base + static_cast<std::size_t>(std::countr_zero(bits)));
            bits &= bits - 1;
        }
        to += AtOnce;
    } while (bits != 0);
    return behind;
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

// Writes the places of the bytes in the text; returns where it stopped to write.
using look = std::uint16_t* (*)(const char* text, std::size_t size, const stop_bytes& bytes, std::uint16_t* to);

#ifdef VAGUS_AMD64
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
    for (; base + width <= size; base += width)
        to = write<at_once(Count)>(bits_sse2<Count>(text + base, wanted), base, to);
    if (base == size) return to;
    const tail rest{text, size};
    return write<at_once(Count)>(bits_sse2<Count>(rest.bytes, wanted) >> rest.known, base, to);
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
    for (; base + width <= size; base += width)
        to = write<at_once(Count)>(bits_avx2<Count>(text + base, wanted), base, to);
    if (base == size) return to;
    const tail rest{text, size};
    return write<at_once(Count)>(bits_avx2<Count>(rest.bytes, wanted) >> rest.known, base, to);
}

template <std::size_t Count> look best() {
    const bool newer = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
    return newer ? with_avx2<Count> : with_sse2<Count>;
}
#else
template <std::size_t Count>
std::uint16_t* byte_by_byte(const char* text, std::size_t size, const stop_bytes& bytes, std::uint16_t* to) {
    const auto* end = bytes.begin() + Count;
    for (std::size_t at = 0; at < size; ++at)
        if (std::find(bytes.begin(), end, text[at]) != end) *to++ = static_cast<std::uint16_t>(at);
    return to;
}

template <std::size_t Count> look best() {
    return byte_by_byte<Count>;
}
#endif

const look look_for_1 = best<1>();
const look look_for_2 = best<2>();
const look look_for_all = best<most_stops>();

} // namespace

void stops::look_at(const char* from) {
    const auto look_for = count_ == 1 ? look_for_1 : count_ == 2 ? look_for_2 : look_for_all;
    const auto size = std::min(static_cast<std::size_t>(last_ - from), window);
    *look_for(from, size, bytes_, found_.data()) = static_cast<std::uint16_t>(size);
    window_ = from;
    end_ = from + size;
    next_ = found_.data();
}

std::size_t count_of(char c, std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count(text, c));
}

} // namespace vagus::hl7
