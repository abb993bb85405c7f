#include "config/source_text.hpp"

#include <algorithm>

namespace vagus::config {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Bytes of an escape in double quotes, from its backslash on: \n, \x41, \u00e9, \U0001F600.
std::size_t escape_length(char kind) {
    return kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
}

// Bytes of the UTF-8 character that begins with this byte.
std::size_t character_length(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80U ? 1 : byte < 0xE0U ? 2 : byte < 0xF0U ? 3 : 4;
}

} // namespace

source_text::source_text(std::string_view text, std::uint32_t file)
    : text_{text}
    , file_{file}
    , starts_{0}
    , last_{file, 1, 1} {
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1))
        starts_.push_back(end + 1);
}

std::size_t source_text::byte_of(int line, int column) const {
    if (line < 0 || static_cast<std::size_t>(line) >= starts_.size()) return text_.size();
    return std::min(starts_[static_cast<std::size_t>(line)] + static_cast<std::size_t>(std::max(column, 0)),
                    text_.size());
}

std::size_t source_text::line_of(std::size_t byte) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(starts_, byte) - starts_.begin()) - 1;
}

std::string_view source_text::line(std::size_t index) const {
    auto line = text_.substr(starts_[index]);
    line = line.substr(0, line.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

place source_text::at(std::size_t byte) {
    byte = std::min(byte, text_.size());
    const auto line = line_of(byte);
    // A file may be one line of megabytes: count on from the last place instead of from the line's start.
    if (last_.line != line + 1 || byte < last_byte_) {
        last_byte_ = starts_[line];
        last_ = {file_, static_cast<std::uint32_t>(line + 1), 1};
    }
    last_.column += characters(text_.substr(last_byte_, byte - last_byte_));
    last_byte_ = byte;
    return last_;
}

// Walks source and text side by side. Where they differ, the source holds quoting, indentation or a folded line end: it
// is passed over and a new run begins.
std::vector<node::run> align(source_text& source, std::size_t start, std::string_view text, std::size_t& end) {
    const auto bytes = source.text();
    const char style = start < bytes.size() ? bytes[start] : '\0';
    const bool block = style == '|' || style == '>';
    const bool quoted = style == '\'' || style == '"';
    std::vector<node::run> runs;
    std::size_t i = start;
    if (block) i = std::min(bytes.find('\n', start), bytes.size() - 1) + 1;
    if (quoted) ++i;
    bool broken = block || quoted;
    std::size_t j = 0;
    while (i < bytes.size() && j < text.size()) {
        const bool escape = style == '"' && bytes[i] == '\\';
        if (!escape && bytes[i] == text[j]) {
            if (broken) runs.push_back({j, source.at(i)});
            broken = bytes[i] == '\n' || (style == '\'' && bytes[i] == '\'');
            i += style == '\'' && bytes[i] == '\'' ? 2 : 1;
            ++j;
            continue;
        }
        broken = true;
        if (escape && i + 1 < bytes.size() && !is_blank(bytes[i + 1])) {
            runs.push_back({j, source.at(i)});
            i += escape_length(bytes[i + 1]);
            j += character_length(text[j]);
        } else if (escape || is_blank(bytes[i])) {
            ++i;
        } else if (is_blank(text[j])) {
            ++j;
        } else {
            break;
        }
    }
    end = std::min(i, bytes.size());
    if (runs.empty() && quoted) runs.push_back({0, source.at(start + 1)});
    return runs;
}

} // namespace vagus::config
