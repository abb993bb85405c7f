#include "parsers/charset/declared.hpp"

#include "parsers/charset/convert.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace vagus::charset {
namespace {

constexpr int separators_before = 17; // the first of them is MSH-1
// Longer headers are read in no set to find out which it is: nobody writes 17 fields of such a length.
constexpr std::size_t header_bound = 4096;

// Sets with bytes of ASCII's punctuation inside of characters.
constexpr std::array<std::string_view, 4> in_doubt{"Shift_JIS", "GB18030", "Big5", "ISO-2022-JP"};

// The MSH, without its end and what lenient reading passes over before it (bytes up to the blank); empty when the bytes
// do not begin with one.
std::string_view header_of(std::string_view bytes) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    if (bytes.starts_with(mark)) bytes.remove_prefix(mark.size());
    const auto* begins = std::ranges::find_if(bytes, [](char c) { return static_cast<unsigned char>(c) > ' '; });
    bytes.remove_prefix(static_cast<std::size_t>(begins - bytes.begin()));
    if (!bytes.starts_with("MSH") || bytes.size() < 8) return {};
    return bytes.substr(0, bytes.find_first_of("\r\n"));
}

const charset* counted_in(std::string_view header) {
    const char separator = header[3];
    const char repetition = header[5] == separator ? '~' : header[5];
    for (int i = 0; i < separators_before; ++i) {
        const auto at = header.find(separator);
        if (at == std::string_view::npos) return nullptr;
        header.remove_prefix(at + 1);
    }
    return declared(header.substr(0, header.find(separator)), repetition);
}

bool leaves_no_doubt(std::string_view header) {
    constexpr char escape = '\x1B'; // ISO 2022
    return std::ranges::all_of(header, [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != escape; });
}

bool names_itself(const charset& set, std::string_view header) {
    const auto text = to_utf8(header, set).text;
    return text.size() >= 8 && counted_in(text) == &set;
}

} // namespace

const charset* declared_in(std::string_view bytes) {
    const auto header = header_of(bytes);
    if (header.empty()) return nullptr;
    const auto* counted = counted_in(header);
    if (header.size() > header_bound || leaves_no_doubt(header)) return counted;
    if (counted != nullptr && names_itself(*counted, header)) return counted;
    for (const auto name : in_doubt)
        if (const auto* set = find(name); names_itself(*set, header)) return set;
    return counted;
}

} // namespace vagus::charset
