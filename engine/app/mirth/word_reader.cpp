#include "engine/app/mirth/word_reader.hpp"

#include <charconv>

namespace vagus::mirth {

using what = token::what;

bool word_reader::take_if(std::string_view text) {
    if (!sign(text)) return false;
    ++at_;
    return true;
}

void word_reader::expect(std::string_view text) {
    if (!take_if(text)) throw unknown{};
}

bool word_reader::word(std::string_view text) {
    if (now().is != what::name || now().text != text) return false;
    ++at_;
    return true;
}

std::string word_reader::text() {
    if (now().is != what::text) throw unknown{};
    return words_[at_++].text;
}

std::size_t word_reader::number() {
    std::size_t out = 0;
    const auto& digits = now().text;
    if (now().is != what::number || digits.size() > 6) throw unknown{};
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    ++at_;
    return out;
}

bool word_reader::method(std::string_view name) {
    if (!sign(".") || now(1).is != what::name || now(1).text != name || !sign("(", 2)) return false;
    if (!sign(")", 3)) return false;
    at_ += 4;
    return true;
}

bool word_reader::method_with(std::string_view name) {
    if (!sign(".") || now(1).is != what::name || now(1).text != name || !sign("(", 2)) return false;
    at_ += 3;
    return true;
}

std::string word_reader::field() {
    if (!word("msg") && !word("tmp")) throw unknown{};
    const auto named = segment();
    auto path = named + place();
    auto before = named;
    for (const auto* between : {"-", ".", "."}) {
        if (!sign("[") || now(1).is != what::text) break;
        const auto name = key();
        const auto last = name.rfind('.');
        if (last == std::string::npos || name.substr(0, last) != before) throw unknown{};
        const auto digits = name.substr(last + 1);
        if (digits.empty() || digits.size() > 3 || digits[0] == '0' ||
            digits.find_first_not_of("0123456789") != std::string::npos)
            throw unknown{};
        path += between + digits;
        before = name;
        const auto which = place();
        if (*between == '-')
            path += which;
        else if (!which.empty() && which != "[1]")
            throw unknown{}; // components do not repeat
    }
    if (before == named) throw unknown{};
    return path;
}

std::string word_reader::segment() {
    auto name = key();
    if (name.size() != 3 || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != std::string::npos)
        throw unknown{};
    return name;
}

std::string word_reader::key() {
    expect("[");
    auto name = text();
    expect("]");
    return name;
}

std::string word_reader::place() {
    if (!sign("[") || now(1).is != what::number) return {};
    ++at_;
    const auto made = "[" + std::to_string(number() + 1) + "]";
    expect("]");
    return made;
}

} // namespace vagus::mirth
