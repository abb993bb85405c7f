#include "engine/app/project/corrected.hpp"

#include "config/source_text.hpp"

#include <algorithm>
#include <optional>

namespace vagus::app {
namespace {

// As YAML reads it back to the letter.
std::string as_scalar(std::string_view text) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+";
    const bool word = text == "absent" || text == "present" || text == "null" || text == "Null" || text == "NULL";
    if (!text.empty() && !word && text.find_first_not_of(plain) == std::string_view::npos) return std::string{text};
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string{c};
    return out + "'";
}

// The bytes of a scalar in one line; nothing for others.
std::optional<std::string_view> scalar_at(std::string_view rest, const config::node& scalar) {
    if (scalar.written == config::node::style::plain)
        return rest.starts_with(scalar.text) ? std::optional{rest.substr(0, scalar.text.size())} : std::nullopt;
    if (scalar.written == config::node::style::block || rest.empty()) return std::nullopt;
    const char quote = rest.front();
    if (quote != '\'' && quote != '"') return std::nullopt;
    for (std::size_t i = 1; i < rest.size() && rest[i] != '\n'; ++i) {
        if (quote == '"' && rest[i] == '\\') {
            ++i;
        } else if (rest[i] == quote) {
            if (quote == '"' || !rest.substr(i + 1).starts_with('\'')) return rest.substr(0, i + 1);
            ++i;
        }
    }
    return std::nullopt;
}

std::size_t byte_of(std::string_view text, const config::place& at) {
    const config::source_text source{text, at.file};
    auto byte = source.line_start(at.line - 1);
    for (auto left = at.column - 1; left > 0 && byte < text.size(); ++byte)
        if (byte + 1 == text.size() || (static_cast<unsigned char>(text[byte + 1]) & 0xC0U) != 0x80U) --left;
    return byte;
}

bool writable(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; });
}

} // namespace

corrected_text corrected(std::string_view text, std::vector<routes::correction> corrections) {
    corrected_text made{std::string{text}};
    // From the end, so that what stands before keeps its place. One expectation may be met by several messages.
    std::ranges::sort(corrections, std::greater{}, [](const auto& each) { return each.expected.at; });
    const auto again = std::ranges::unique(corrections, {}, [](const auto& each) { return each.expected.at; });
    corrections.erase(again.begin(), again.end());
    for (const auto& [expected, got] : corrections) {
        const auto start = byte_of(text, expected.at);
        const auto scalar = scalar_at(text.substr(start), expected);
        if (!scalar || !writable(got)) continue;
        made.text.replace(start, scalar->size(), as_scalar(got));
        ++made.written;
    }
    return made;
}

} // namespace vagus::app
