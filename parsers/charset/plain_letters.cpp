#include "parsers/charset/plain_letters.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace vagus::charset {
namespace {

// Strokes are part of the letter for Unicode, and accents for everybody else.
UChar32 without_stroke(UChar32 c) {
    switch (c) {
    case U'Ø': return U'O';
    case U'ø': return U'o';
    case U'Ł': return U'L';
    case U'ł': return U'l';
    case U'Đ': return U'D';
    case U'đ': return U'd';
    case U'ı': return U'i';
    default: return c;
    }
}

} // namespace

std::string without_accents(std::string_view text) {
    auto status = U_ZERO_ERROR;
    const auto* apart = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status)) return std::string{text};
    const auto whole = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    const auto letters_and_marks = apart->normalize(whole, status);
    if (U_FAILURE(status)) return std::string{text};
    icu::UnicodeString letters;
    for (std::int32_t i = 0; i < letters_and_marks.length();) {
        const auto c = letters_and_marks.char32At(i);
        const bool accent = c >= 0x300 && c <= 0x36F; // other scripts have marks that are no accents
        if (!accent) letters.append(without_stroke(c));
        i += U16_LENGTH(c);
    }
    const auto* together = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status)) return std::string{text};
    std::string out;
    together->normalize(letters, status).toUTF8String(out);
    return out;
}

} // namespace vagus::charset
