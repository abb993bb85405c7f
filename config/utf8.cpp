#include "config/utf8.hpp"

#include "config/source_text.hpp"

namespace vagus::config {
namespace {

// Bytes of the well-formed character that begins a text; 0 when there is none (Unicode 15, table 3-7).
std::size_t well_formed(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto follows = [&](std::size_t i) { return byte(i) >= 0x80U && byte(i) <= 0xBFU; };
    const auto first = byte(0);
    if (first < 0x80U) return 1;
    if (first >= 0xC2U && first <= 0xDFU) return follows(1) ? 2 : 0;
    if (first >= 0xE0U && first <= 0xEFU) {
        const bool overlong = first == 0xE0U && byte(1) < 0xA0U;
        const bool surrogate = first == 0xEDU && byte(1) > 0x9FU;
        return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0U && first <= 0xF4U) {
        const bool overlong = first == 0xF0U && byte(1) < 0x90U;
        const bool beyond = first == 0xF4U && byte(1) > 0x8FU;
        return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

bool control(std::string_view text) {
    const auto c = static_cast<unsigned char>(text[0]);
    if (c == '\r') return !text.substr(1).starts_with('\n');
    return (c < ' ' && c != '\t' && c != '\n') || c == 0x7FU;
}

} // namespace

std::optional<finding> not_utf8(std::string_view text, std::uint32_t file) {
    for (std::size_t i = 0; i < text.size();) {
        const auto length = well_formed(text.substr(i));
        if (length > 0 && !control(text.substr(i))) {
            i += length;
            continue;
        }
        return finding{.at = source_text{text, file}.at(i),
                       .width = 1,
                       .code = "VG0011",
                       .what = length == 0 ? "this byte is not UTF-8" : "a control character",
                       .fix = length == 0 ? "save the file as UTF-8" : "remove it; line ends are LF or CR LF"};
    }
    return {};
}

} // namespace vagus::config
