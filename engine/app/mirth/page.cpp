#include "engine/app/mirth/page.hpp"

#include "base/utf8.hpp"
#include "engine/app/mirth/limits.hpp"

#include <algorithm>

namespace vagus::mirth {
namespace {

// What YAML, or a terminal, would not take for a letter.
bool printable(std::string_view character) {
    if (character.size() == 1) return character[0] >= ' ' && character[0] != '\x7F';
    const bool control = character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0U;
    return !control && character != "\xE2\x80\xA8" && character != "\xE2\x80\xA9" && character != "\xEF\xBB\xBF";
}

} // namespace

std::string one_line(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto length = utf8::character(text);
        const auto letter = text.substr(0, std::max<std::size_t>(length, 1));
        const bool blank = letter == "\n" || letter == "\r" || letter == "\t";
        out += blank ? " " : length > 0 && printable(letter) ? letter : "?";
        text.remove_prefix(letter.size());
    }
    return out.substr(0, out.find_last_not_of(' ') + 1);
}

void page::line(std::size_t level, std::string_view text) {
    out_.append(2 * level, ' ');
    (out_ += text) += '\n';
}

void page::remark(std::size_t level, std::string_view text) {
    line(level, std::string{mark} + one_line(text));
}

void page::shown(std::size_t level, std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto each = one_line(text.substr(0, end));
        if (!each.empty()) line(level, "#   " + each);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

std::string scalar(std::string_view text) {
    constexpr std::string_view safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./";
    constexpr std::string_view words[] = {"null", "Null", "NULL", "yes", "no", "true", "false"};
    const bool bare = !text.empty() && text.find_first_not_of(safe) == std::string_view::npos &&
                      std::ranges::find(words, text) == std::end(words);
    if (bare) return std::string{text};
    std::string out = "\"";
    for (const char c : one_line(text)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string plain_name(std::string_view text, std::string_view otherwise) {
    std::string out;
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out += c;
        else if (c >= 'A' && c <= 'Z')
            out += static_cast<char>(c - 'A' + 'a');
        else if (!out.empty() && out.back() != '_')
            out += '_';
    }
    out = out.substr(0, limits::name);
    while (out.ends_with('_')) out.pop_back();
    return out.empty() ? std::string{otherwise} : out;
}

} // namespace vagus::mirth
