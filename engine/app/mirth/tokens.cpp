#include "engine/app/mirth/tokens.hpp"

#include "engine/app/mirth/channel.hpp"

#include <array>

namespace vagus::mirth {
namespace {

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
bool digit(char c) {
    return c >= '0' && c <= '9';
}

// From behind the opening quote; `i` is left behind the closing one.
std::optional<std::string> text_at(std::string_view script, std::size_t& i) {
    const char quote = script[i++];
    std::string out;
    for (; i < script.size() && script[i] != quote; ++i) {
        if (static_cast<unsigned char>(script[i]) < ' ') return std::nullopt;
        if (script[i] != '\\') {
            out += script[i];
            continue;
        }
        if (++i == script.size() || (script[i] != '\\' && script[i] != '\'' && script[i] != '"')) return std::nullopt;
        out += script[i];
    }
    if (i == script.size()) return std::nullopt;
    ++i;
    return out;
}

} // namespace

std::optional<std::vector<token>> tokens_of(std::string_view written) {
    constexpr std::array<std::string_view, 26> signs{"===", "!==", "==", "!=", "<=", ">=", "&&", "||", "!",
                                                     "<",   ">",   "(",  ")",  "[",  "]",  "{",  "}",  ".",
                                                     ",",   ";",   "=",  "+",  "-",  "?",  ":",  "*"};
    const auto script = without_comments(written);
    std::vector<token> out;
    bool first = true;
    const auto add = [&](token::what is, std::string text) {
        out.push_back({is, std::move(text), first});
        first = false;
    };
    for (std::size_t i = 0; i < script.size();) {
        const char c = script[i];
        const auto rest = std::string_view{script}.substr(i);
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            first = first || c == '\n';
            ++i;
        } else if (c == '\'' || c == '"') {
            auto text = text_at(script, i);
            if (!text) return std::nullopt;
            add(token::what::text, std::move(*text));
        } else if (letter(c) || digit(c)) {
            const auto begin = i;
            while (i < script.size() && (letter(script[i]) || digit(script[i]))) ++i;
            const auto word = script.substr(begin, i - begin);
            if (digit(c) && word.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
            add(digit(c) ? token::what::number : token::what::name, word);
        } else {
            std::string_view longest;
            for (const auto sign : signs)
                if (rest.starts_with(sign) && sign.size() > longest.size()) longest = sign;
            if (longest.empty()) return std::nullopt;
            add(token::what::sign, std::string{longest});
            i += longest.size();
        }
    }
    add(token::what::end, {});
    return out;
}

} // namespace vagus::mirth
