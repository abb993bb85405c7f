#include "parsers/charset/convert.hpp"

#include "base/utf8.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <new>

namespace vagus::charset {
namespace {

struct closed {
    void operator()(UConverter* what) const { ucnv_close(what); }
};
using converter = std::unique_ptr<UConverter, closed>;

// A byte that is no character, as a character: U+10F700 and the byte.
constexpr std::uint32_t kept_at = 0x10F700;
constexpr std::string_view kept_low = "\xF4\x8F\x9E";  // of 80 to BF, then the byte itself
constexpr std::string_view kept_high = "\xF4\x8F\x9F"; // of C0 to FF, then the byte less 40

struct losses {
    bool keep = true;
    std::size_t invalid = 0;
    std::optional<std::size_t> first{};
    const char* begin = nullptr;
};

// ICU asks what to make of bytes that are no character.
void no_character(const void* context, UConverterToUnicodeArgs* args, const char* bytes, std::int32_t length,
                  UConverterCallbackReason reason, UErrorCode* error) {
    if (reason > UCNV_IRREGULAR) return; // opened, reset, closed
    auto& lost = *static_cast<losses*>(const_cast<void*>(context));
    *error = U_ZERO_ERROR;
    lost.invalid += static_cast<std::size_t>(length);
    // What ICU holds back of a character counts as read already.
    if (!lost.first && lost.begin != nullptr)
        lost.first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(args->source - lost.begin - length, 0));
    if (!lost.keep) {
        const UChar replacement = 0xFFFD;
        return ucnv_cbToUWriteUChars(args, &replacement, 1, 0, error);
    }
    for (std::int32_t i = 0; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        std::array<UChar, 2> units{};
        std::int32_t n = 0;
        UChar32 point = byte < 0x80 ? byte : static_cast<UChar32>(kept_at + byte);
        U16_APPEND_UNSAFE(units, n, point);
        ucnv_cbToUWriteUChars(args, units.data(), n, 0, error);
    }
}

// ICU asks what to write for a character that the set does not have: '?', counted.
void no_bytes(const void* context, UConverterFromUnicodeArgs* args, const UChar* units, std::int32_t length,
              UChar32 point, UConverterCallbackReason reason, UErrorCode* error) {
    if (reason > UCNV_IRREGULAR) return; // opened, reset, closed
    ++*static_cast<std::size_t*>(const_cast<void*>(context));
    UCNV_FROM_U_CALLBACK_SUBSTITUTE(nullptr, args, units, length, point, reason, error);
}

// Opening one costs more than most messages: one a thread and set, reset for each use.
UConverter* converter_of(const charset& what) {
    thread_local std::map<std::string_view, converter> open;
    auto& mine = open[what.converter];
    if (!mine) {
        UErrorCode failed = U_ZERO_ERROR;
        mine.reset(ucnv_open(std::string{what.converter}.c_str(), &failed));
        if (U_FAILURE(failed)) throw std::bad_alloc{}; // ICU without its own tables
        ucnv_setSubstString(mine.get(), u"?", 1, &failed);
    }
    ucnv_reset(mine.get());
    return mine.get();
}

std::string converted(std::string_view bytes, UConverter* from, UConverter* to) {
    constexpr std::size_t piece = 4096;
    std::array<char, piece> room;
    std::array<UChar, piece> pivot;
    auto* pivot_read = pivot.data();
    auto* pivot_write = pivot.data();
    const auto* source = bytes.data();
    const auto* end = source + bytes.size();
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (bool first = true;; first = false) { // ends when ICU has no more to write
        UErrorCode failed = U_ZERO_ERROR;
        auto* target = room.data();
        ucnv_convertEx(to, from, &target, room.data() + room.size(), &source, end, pivot.data(), &pivot_read,
                       &pivot_write, pivot.data() + pivot.size(), static_cast<UBool>(first), 1, &failed);
        out.append(room.data(), target);
        if (failed == U_BUFFER_OVERFLOW_ERROR) continue;
        if (U_FAILURE(failed)) throw std::bad_alloc{};
        return out;
    }
}

// Where the next kept byte stands, and which it is.
struct kept {
    std::size_t at = std::string_view::npos;
    char byte = 0;
};
kept next_kept(std::string_view text) {
    constexpr std::string_view both = "\xF4\x8F";
    for (auto at = text.find(both); at != std::string_view::npos && at + 3 < text.size();
         at = text.find(both, at + 1)) {
        const auto here = text.substr(at);
        const auto last = static_cast<unsigned char>(here[3]);
        if (here.starts_with(kept_low)) return {at, static_cast<char>(last)};
        if (here.starts_with(kept_high)) return {at, static_cast<char>(last + 0x40U)};
    }
    return {};
}

// UTF-8 that is not all valid. A character that looks like a kept byte is kept byte by byte, so that it comes back too.
decoded from_itself(std::string_view bytes, bool keep) {
    decoded made;
    made.text.reserve(bytes.size() + bytes.size() / 8);
    for (std::size_t i = 0; i < bytes.size();) {
        const auto rest = bytes.substr(i);
        auto length = utf8::character(rest);
        if (rest.starts_with(kept_low) || rest.starts_with(kept_high)) length = 0;
        if (length > 0) {
            made.text += rest.substr(0, length);
            i += length;
            continue;
        }
        if (!made.first) made.first = i;
        ++made.invalid;
        const auto byte = static_cast<unsigned char>(bytes[i++]);
        if (!keep) {
            made.text += "\xEF\xBF\xBD";
        } else {
            made.text += byte < 0xC0 ? kept_low : kept_high;
            made.text += static_cast<char>(byte < 0xC0 ? byte : byte - 0x40U);
        }
    }
    return made;
}

} // namespace

decoded to_utf8(std::string_view bytes, const charset& from, bool keep) {
    if (from == utf_8()) return from_itself(bytes, keep);
    losses lost{.keep = keep, .begin = bytes.data()};
    auto* reading = converter_of(from);
    UErrorCode failed = U_ZERO_ERROR;
    ucnv_setToUCallBack(reading, no_character, &lost, nullptr, nullptr, &failed);
    static constexpr charset target{"UTF-8", "", "UTF-8"};
    decoded made{converted(bytes, reading, converter_of(target)), 0, {}};
    ucnv_setToUCallBack(reading, UCNV_TO_U_CALLBACK_SUBSTITUTE, nullptr, nullptr, nullptr, &failed);
    made.invalid = lost.invalid;
    made.first = lost.first;
    return made;
}

std::string from_utf8(std::string_view text, const charset& to) {
    static constexpr charset source{"UTF-8", "", "UTF-8"};
    std::string out;
    for (;;) { // a run between two kept bytes a turn
        const auto here = next_kept(text);
        const auto run = text.substr(0, here.at);
        if (to == utf_8())
            out += run;
        else if (!run.empty())
            out += converted(run, converter_of(source), converter_of(to));
        if (here.at == std::string_view::npos) return out;
        out += here.byte;
        text.remove_prefix(here.at + 4);
    }
}

std::size_t missing_in(const charset& to, std::string_view text) {
    static constexpr charset source{"UTF-8", "", "UTF-8"};
    std::size_t missing = 0;
    auto* writing = converter_of(to);
    UErrorCode failed = U_ZERO_ERROR;
    ucnv_setFromUCallBack(writing, no_bytes, &missing, nullptr, nullptr, &failed);
    for (;;) { // a run between two kept bytes a turn
        const auto here = next_kept(text);
        const auto run = text.substr(0, here.at);
        if (to != utf_8() && !run.empty()) (void)converted(run, converter_of(source), converter_of(to));
        if (here.at == std::string_view::npos) break;
        ++missing;
        text.remove_prefix(here.at + 4);
    }
    ucnv_setFromUCallBack(writing, UCNV_FROM_U_CALLBACK_SUBSTITUTE, nullptr, nullptr, nullptr, &failed);
    return missing;
}

bool is_utf8(std::string_view text) {
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    for (;;) {
        for (std::uint64_t eight = 0; text.size() >= sizeof eight; text.remove_prefix(sizeof eight)) {
            std::memcpy(&eight, text.data(), sizeof eight);
            if ((eight & high_bits) != 0) break;
        }
        if (text.empty()) return true;
        // Up to the next eight that may be ASCII.
        for (std::size_t i = 0; i < 8 && !text.empty();) {
            const auto n = utf8::character(text);
            if (n == 0) return false;
            text.remove_prefix(n);
            i += n;
        }
    }
}

std::string readable(std::string text) {
    if (next_kept(text).at == std::string_view::npos) return text;
    std::string out;
    for (std::string_view rest{text};;) { // a run between two kept bytes a turn
        const auto here = next_kept(rest);
        out += rest.substr(0, here.at);
        if (here.at == std::string_view::npos) return out;
        out += "\xEF\xBF\xBD";
        rest.remove_prefix(here.at + 4);
    }
}

} // namespace vagus::charset
