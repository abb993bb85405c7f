#include "config/utf8.hpp"

#include "base/utf8.hpp"
#include "config/source_text.hpp"

namespace vagus::config {
namespace {

bool control(std::string_view text) {
    const auto c = static_cast<unsigned char>(text[0]);
    if (c == '\r') return !text.substr(1).starts_with('\n');
    return (c < ' ' && c != '\t' && c != '\n') || c == 0x7FU;
}

} // namespace

std::optional<finding> not_utf8(std::string_view text, std::uint32_t file) {
    for (std::size_t i = 0; i < text.size();) {
        const auto length = utf8::character(text.substr(i));
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
