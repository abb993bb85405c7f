#include "parsers/expr/hints.hpp"

#include <array>
#include <cctype>
#include <string>
#include <utility>

namespace vagus::expr {
namespace {

// Longest first: && before &.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> habits{{
    {"===", "write =="},
    {"=~", "write matches 'regex'"},
    {"&&", "write and"},
    {"||", "write or"},
    {"<>", "write !="},
    {"=", "write == to compare"},
    {"!", "write not"},
    {"\"", "put text in single quotes: 'text'"},
}};

bool letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool wordy(char c) {
    return letter(c) || digit(c) || c == '_';
}

std::string upper(std::string_view text) {
    std::string out{text};
    for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

std::string_view word_at(std::string_view text) {
    std::size_t n = 0;
    while (n < text.size() && wordy(text[n])) ++n;
    return text.substr(0, n);
}

// Words between a path and what it is asked for that others have.
std::string of_operator(std::string_view word, std::string_view before, std::string_view behind) {
    const auto blank = before.find_last_of(" (,");
    const std::string subject{blank == std::string_view::npos ? before : before.substr(blank + 1)};
    if (subject.empty()) return {};
    if (word == "is")
        return "write " + subject + " == '' (nothing is there), or is_null(" + subject + ") (the sender says \"\")";
    if (word != "contains" && word != "like" && word != "has") return {};
    const auto from = behind.find('\'');
    const auto to = from == std::string_view::npos ? from : behind.find('\'', from + 1);
    const std::string asked{to == std::string_view::npos ? "'text'" : behind.substr(from, to + 1 - from)};
    return "write " + subject + " matches " + asked + ": found anywhere in the text (a regular expression)";
}

std::string hint(std::string_view text, std::size_t offset) {
    auto rest = text.substr(std::min(offset, text.size()));
    auto before = text.substr(0, std::min(offset, text.size()));
    while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
    if (rest.starts_with("AND") || rest.starts_with("OR") || rest.starts_with("NOT") || rest.starts_with("IN "))
        return "the words and or not in else are written small";
    if (before.ends_with(" in") && rest.starts_with("'"))
        return "in takes a list: in [" + std::string{rest.substr(0, rest.find('\'', 1) + 1)} + "]";
    bool at_quote = offset > 0 && offset <= text.size() && text[offset - 1] == '\'';
    if (rest.starts_with("'") || (at_quote && !rest.empty() && wordy(rest.front())))
        return "a quote inside a 'text' is written twice: 'O''Brien'";
    for (const auto& [wrong, right] : habits)
        if (rest.starts_with(wrong)) return std::string{right};
    if (!before.empty() && rest.starts_with("-") &&
        (before.ends_with('\'') || digit(before.back()) || before.ends_with(')')))
        return "-3.1 is a relative path; a minus has a blank on both sides: 5 - 3";
    if (rest.starts_with(".") && before.size() >= 3 && letter(before.back()))
        return "a field follows the segment after a dash: PID-3.1; or by its name, in small letters: PID.patient_name";
    if (rest.starts_with("(") && before.size() >= 3)
        return "repetitions are written in brackets and count from 1: PID-3[2].1";
    auto word = word_at(rest);
    if (before.ends_with("-") && before.size() >= 4 && !word.empty() && letter(word.front()))
        return "a name follows a dot, a number a dash: PID.patient_name, PID-5";
    if (word.empty() || !letter(word.front())) return {};
    if ((word == "env" || word == "file") && rest.substr(word.size()).starts_with(":"))
        return "${env:NAME} and ${file:NAME} are for settings; a rule cannot read them";
    if (auto meant = of_operator(word, before, rest.substr(word.size())); !meant.empty()) return meant;
    if (word == "exists" || word == "is_null")
        return "a function takes its path in parentheses: " + std::string{word} + "(PID-8)";
    if (word.size() == 3 && rest.substr(3).starts_with("-") && upper(word) != word)
        return "segments are written in capitals: " + upper(word);
    if (word.size() == 3 && rest.substr(3).starts_with("-")) return "two conditions are joined by and or or";
    if (word.size() > 4 && word[3] == '_') return "a field follows the segment after a dash: PID-3.1";
    return "text is written in single quotes: '" + std::string{word} + "'";
}

} // namespace

syntax_error with_hint(syntax_error error, std::string_view text) {
    if (error.hint.empty()) error.hint = hint(text, error.offset);
    return error;
}

} // namespace vagus::expr
