#include "config/yaml_hints.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace vagus::config {
namespace {

constexpr auto npos = std::string_view::npos;

bool letter_or_digit(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

finding made(source_text& source, std::size_t byte, std::string code, std::string what, std::string fix) {
    return {.at = source.at(byte), .code = std::move(code), .what = std::move(what), .fix = std::move(fix)};
}

finding made_one(source_text& source, std::size_t byte, std::string code, std::string what, std::string fix) {
    auto f = made(source, byte, std::move(code), std::move(what), std::move(fix));
    f.width = 1;
    return f;
}

// The byte in a line where '[' or '{' belongs to a path or a ${hole}, inside { } or [ ] that YAML is reading.
std::size_t bracket_in_flow(std::string_view line) {
    int open = 0;
    char quote = '\0';
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
            continue;
        }
        const char before = i > 0 ? line[i - 1] : ' ';
        if ((c == '\'' || c == '"') && !letter_or_digit(before)) quote = c;
        if (c == '[' || c == '{') {
            if (open > 0 && (letter_or_digit(before) || before == '$' || before == ']')) return i;
            ++open;
        }
        if (c == ']' || c == '}') --open;
    }
    return npos;
}

// The byte of a ' #' inside a text of an expression that YAML does not see as quoted, because more stands before the
// quote.
std::size_t comment_in_text(std::string_view line) {
    for (auto hash = line.find(" #"); hash != npos; hash = line.find(" #", hash + 1)) {
        const auto opened = line.rfind('\'', hash);
        const auto before = opened == npos || opened == 0 ? npos : line.find_last_not_of(" \t", opened - 1);
        const auto others = std::ranges::count(line.substr(0, hash), '\'');
        if (before != npos && others % 2 == 1 && !std::string_view{":,[{-"}.contains(line[before])) return hash + 1;
    }
    return npos;
}

// Where the value of a line begins: after its dash or its key.
std::size_t value_of(std::string_view line) {
    auto at = line.find_first_not_of(" \t");
    while (at != npos && line.substr(at).starts_with("- ")) at = line.find_first_not_of(" \t", at + 1);
    if (at == npos) return npos;
    if (line[at] == '\'' || line[at] == '"') return at;
    const auto colon = line.find(": ", at);
    return colon == npos ? at : line.find_first_not_of(" \t", colon + 1);
}

// A value that begins with a quoted text and goes on after it.
bool goes_on_after_quote(std::string_view line, std::size_t value) {
    if (value == npos || (line[value] != '\'' && line[value] != '"')) return false;
    const auto end = line.find(line[value], value + 1);
    const auto next = end == npos ? npos : line.find_first_not_of(" \t", end + 1);
    return next != npos && line[next] != '#' && line[next] != ':';
}

std::optional<finding> from_line(source_text& source, std::size_t index) {
    const auto line = source.line(index);
    const auto start = source.line_start(index);
    if (const auto content = line.find_first_not_of(" \t"); content != npos) {
        if (const auto tab = tab_before(source, start + content); tab != npos) return tab_finding(source, tab);
    }
    if (const auto hash = comment_in_text(line); hash != npos)
        return made_one(source, start + hash, "VG0004", "YAML cuts this value at ' #' (comment)",
                        "try: put the whole value in double quotes");
    if (const auto bracket = bracket_in_flow(line); bracket != npos)
        return made_one(source, start + bracket, "VG0001",
                        std::string{"YAML takes this '"} + line[bracket] + "' inside { } or [ ] for one of its own",
                        "try: put the value in double quotes, or write the map in lines of its own");
    if (const auto value = value_of(line); goes_on_after_quote(line, value))
        return made(source, start + value, "VG0001", "YAML ends this value at its closing quote, and more follows",
                    "try: put the whole value in the other kind of quotes");
    return {};
}

// A ':' where no key can stand: the second of its line, or below a line that cannot hold a map.
finding from_colon(source_text& source, std::size_t byte) {
    const auto index = source.line_of(byte);
    const auto before = source.text().substr(source.line_start(index), byte - source.line_start(index));
    if (before.contains(": "))
        return made_one(source, byte, "VG0001", "a second ': ' in one line",
                        "try: put the value in quotes, or the key in a line of its own");
    auto above = index;
    while (above > 0 && source.line(--above).find_first_not_of(" \t") == npos) {
    }
    const auto line = source.line(above);
    const auto content = line.find_first_not_of(" \t-");
    if (above == index || content == npos) return made_one(source, byte, "VG0001", "no key can stand here", "");
    if (line.contains(": "))
        return made(source, source.line_start(index) + before.find_first_not_of(" \t-"), "VG0001",
                    "this line is indented below a key that has its value already", "check its indentation");
    return made(source, source.line_start(above) + content, "VG0001", "this line lacks its ':'", "a key ends with ':'");
}

// A quote that took whole lines until the next one like it: the mistake is where it began.
std::optional<finding> from_long_quote(source_text& source, std::size_t byte) {
    if (byte < 2) return {};
    const char quote = source.text()[byte - 1];
    if (quote != '\'' && quote != '"') return {};
    const auto opened = source.text().rfind(quote, byte - 2);
    if (opened == npos || source.line_of(opened) == source.line_of(byte)) return {};
    return made_one(source, opened, "VG0001",
                    "this quote is closed only in line " + std::to_string(source.line_of(byte) + 1),
                    "close it where the value ends");
}

finding from_message(std::string_view message, source_text& source, std::size_t byte) {
    const char here = byte < source.text().size() ? source.text()[byte] : '\0';
    if (message.starts_with("unknown token"))
        return made(source, byte, "VG0001", std::string{"a value cannot begin with '"} + here + "'",
                    "try: put the value in quotes");
    if (message.contains("anchor") || message.contains("alias") || message.contains("tag"))
        return property_finding(source, here != '*' && here != '&' && here != '!' && byte > 0 ? byte - 1 : byte);
    if (message.starts_with("illegal map value")) return from_colon(source, byte);
    if (message.contains("EOF in scalar") || message.contains("illegal document indicator"))
        return made(source, byte, "VG0001", "a quote was opened and not closed before this place", "");
    if (message.contains("flow not found"))
        return made(source, byte, "VG0001", "a '{' or '[' was opened and not closed before this place", "");
    if (message.contains("not found"))
        return made(source, byte, "VG0001", "this line fits into no list or map above it",
                    "check its indentation, and that a key ends with ':'");
    return made(source, byte, "VG0001", "this is not YAML: " + std::string{message}, "");
}

} // namespace

std::size_t tab_before(const source_text& source, std::size_t byte) {
    const auto start = source.line_start(source.line_of(byte));
    const auto before = source.text().substr(start, byte - start);
    if (before.find_first_not_of(" \t") != npos) return npos; // the line had begun before
    const auto tab = before.find('\t');
    return tab == npos ? npos : start + tab;
}

finding tab_finding(source_text& source, std::size_t byte) {
    return made_one(source, byte, "VG0002", "a tab where YAML counts spaces", "indent with spaces");
}

finding property_finding(source_text& source, std::size_t byte) {
    const char sign = source.text()[byte];
    const std::string role = sign == '!' ? "a tag" : sign == '&' ? "an anchor" : "an alias";
    return made(source, byte, "VG0005", std::string{"YAML takes a value that begins with '"} + sign + "' for " + role,
                sign == '!' ? "try: 'not ...' for an expression, or put the value in quotes"
                            : "try: put the value in quotes");
}

finding explain_yaml(std::string_view message, source_text& source, std::size_t byte) {
    if (auto hint = from_long_quote(source, byte)) return *hint;
    const auto index = source.line_of(byte);
    if (auto hint = from_line(source, index)) return *hint;
    // yaml-cpp often notices a mistake only at what comes after it.
    auto before = index;
    while (before > 0 && index - before < 3 && source.line(--before).find_first_not_of(" \t") == npos) {
    }
    if (before < index) {
        if (auto hint = from_line(source, before)) return *hint;
    }
    return from_message(message, source, byte);
}

} // namespace vagus::config
