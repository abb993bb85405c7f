// Functions on texts. Characters are counted, not bytes; bytes that are none count as characters.
#include "parsers/expr/functions/arguments.hpp"

#include "parsers/charset/plain_letters.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/formatting.hpp"

#include <re2/re2.h>

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

// ASCII: codes, not names. Formatting in the text is no part of it: \.BR\ breaks no line.
template <char From, char To, int Shift> made_value shifted(const call& of, const scope& at) {
    auto text = argument(of, 0, at).take();
    for (std::size_t i = 0; i < text.size(); ++i) {
        char& c = text[i];
        if (c >= From && c <= To)
            c = static_cast<char>(c + Shift);
        else if (const auto length = hl7::formatting_at(std::string_view{text}.substr(i), at.document.marks);
                 length > 0)
            i += length - 1;
    }
    return value{std::move(text)};
}

made_value trim(const call& of, const scope& at) {
    auto text = argument(of, 0, at).take();
    constexpr std::string_view blanks = " \t\r\n";
    text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
    text.erase(text.find_last_not_of(blanks) + 1);
    return value{std::move(text)};
}

bool begins_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

// Where character n (from 0) of UTF-8 begins.
std::size_t byte_of(std::string_view text, std::size_t n) {
    std::size_t at = 0;
    for (; at < text.size() && n > 0; --n) {
        ++at;
        while (at < text.size() && !begins_character(text[at])) ++at;
    }
    return at;
}

std::size_t characters(std::string_view text) {
    std::size_t n = 0;
    for (std::size_t at = 0; at < text.size(); ++n) at += byte_of(text.substr(at), 1);
    return n;
}

made_value substr(const call& of, const scope& at) {
    const auto text = argument(of, 0, at).take();
    const auto from = whole_number(argument(of, 1, at).view());
    if (!from) return fail(from.error());
    if (*from == 0) return because("characters count from 1");
    const auto rest = std::string_view{text}.substr(byte_of(text, *from - 1));
    if (of.arguments.size() == 2) return value{std::string{rest}};
    const auto length = whole_number(argument(of, 2, at).view());
    if (!length) return fail(length.error());
    return value{std::string{rest.substr(0, byte_of(rest, *length))}};
}

made_value left(const call& of, const scope& at) {
    auto text = argument(of, 0, at).take();
    const auto length = whole_number(argument(of, 1, at).view());
    if (!length) return fail(length.error());
    text.erase(byte_of(text, *length));
    return value{std::move(text)};
}

made_value right(const call& of, const scope& at) {
    auto text = argument(of, 0, at).take();
    const auto length = whole_number(argument(of, 1, at).view());
    if (!length) return fail(length.error());
    const auto all = characters(text);
    text.erase(0, byte_of(text, all - std::min(all, *length)));
    return value{std::move(text)};
}

made_value length(const call& of, const scope& at) {
    return value{std::to_string(characters(argument(of, 0, at).view()))};
}

// On the left, as numbers are filled; '' stays '', and what is longer stays whole.
made_value pad(const call& of, const scope& at) {
    auto text = argument(of, 0, at).take();
    if (text.empty() || text == hl7_null) return value{std::move(text)};
    const auto wanted = whole_number(argument(of, 1, at).view());
    if (!wanted) return fail(wanted.error());
    const auto with = argument(of, 2, at).take();
    if (characters(with) != 1) return because("a text is filled with one character");
    const auto has = characters(text);
    if (*wanted <= has) return value{std::move(text)};
    if (*wanted - has > made_text_limit / with.size()) return because(too_much_text);
    std::string filling;
    for (std::size_t n = has; n < *wanted; ++n) filling += with;
    const bool on_the_right = of.arguments.size() == 4 && argument(of, 3, at).view() == "right";
    return value{on_the_right ? text + filling : filling + text};
}

made_value concat(const call& of, const scope& at) {
    std::string out;
    for (const auto& each : arguments(of, at)) out += each;
    return value{std::move(out)};
}

made_value replace(const call& of, const scope& at) {
    const auto text = argument(of, 0, at).take();
    const auto what = argument(of, 1, at).take();
    const auto with = argument(of, 2, at).take();
    if (what.empty()) return because("what is to be replaced is empty");
    std::string out;
    for (std::size_t from = 0;;) {
        const auto found = text.find(what, from);
        out += text.substr(from, found - from);
        if (found == std::string::npos) return value{std::move(out)};
        out += with;
        if (out.size() > made_text_limit) return because(too_much_text);
        from = found + what.size();
    }
}

// The first match anywhere: of the whole pattern, or of the group that is asked for.
made_value extract(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    std::size_t group = of.pattern->NumberOfCapturingGroups() > 0 ? 1 : 0;
    if (of.arguments.size() == 3) {
        const auto wanted = whole_number(argument(of, 2, at).view());
        if (!wanted) return fail(wanted.error());
        group = *wanted;
    }
    if (group > static_cast<std::size_t>(of.pattern->NumberOfCapturingGroups()))
        return because("the pattern has fewer groups");
    std::vector<re2::StringPiece> found(group + 1);
    const re2::StringPiece subject{text.view().data(), text.view().size()};
    const bool there =
        of.pattern->Match(subject, 0, subject.size(), RE2::UNANCHORED, found.data(), static_cast<int>(found.size()));
    return there ? value{std::string{found[group].data(), found[group].size()}} : value{};
}

// Formatting commands (2.5.1 chapter 2.7): line breaks become line breaks, the rest of them nothing.
made_value plain(const call& of, const scope& at) {
    const auto text = argument(of, 0, at);
    const char mark = at.document.marks.escape;
    std::string out;
    for (auto rest = text.view(); !rest.empty();) {
        const auto begin = mark == '\0' ? std::string_view::npos : rest.find(mark);
        out += rest.substr(0, begin);
        if (begin == std::string_view::npos) break;
        const auto end = rest.find(mark, begin + 1);
        const auto command =
            end == std::string_view::npos ? std::string_view{} : rest.substr(begin + 1, end - begin - 1);
        const bool known = command == "H" || command == "N" || command.starts_with('.');
        if (command.starts_with(".br") || command.starts_with(".sp") || command.starts_with(".ce")) out += '\n';
        if (!known) out += mark;
        rest.remove_prefix(known ? end + 1 : begin + 1);
    }
    return value{std::move(out)};
}

made_value strip_accents(const call& of, const scope& at) {
    return value{charset::without_accents(argument(of, 0, at).view())};
}
made_value escape(const call& of, const scope& at) {
    return value{hl7::escape(argument(of, 0, at).view(), at.document.marks)};
}
made_value unescape(const call& of, const scope& at) {
    return value{hl7::unescape(argument(of, 0, at).view(), at.document.marks)};
}

constexpr std::size_t many = 64;

constexpr std::array all{
    function{.name = "upper", .form = "upper(TEXT)", .least = 1, .most = 1, .apply = shifted<'a', 'z', 'A' - 'a'>},
    function{.name = "lower", .form = "lower(TEXT)", .least = 1, .most = 1, .apply = shifted<'A', 'Z', 'a' - 'A'>},
    function{.name = "trim", .form = "trim(TEXT)", .least = 1, .most = 1, .apply = trim},
    function{.name = "substr",
             .form = "substr(TEXT, FROM, LENGTH)",
             .least = 2,
             .most = 3,
             .arguments = {takes::text, takes::number, takes::number},
             .apply = substr},
    function{.name = "left",
             .form = "left(TEXT, LENGTH)",
             .least = 2,
             .most = 2,
             .arguments = {takes::text, takes::number},
             .apply = left},
    function{.name = "right",
             .form = "right(TEXT, LENGTH)",
             .least = 2,
             .most = 2,
             .arguments = {takes::text, takes::number},
             .apply = right},
    function{.name = "length", .form = "length(TEXT)", .least = 1, .most = 1, .gives = kind::number, .apply = length},
    function{.name = "pad",
             .form = "pad(TEXT, 8, '0'), or pad(TEXT, 8, ' ', 'right')",
             .least = 3,
             .most = 4,
             .arguments = {takes::text, takes::number, takes::text, takes::name},
             .apply = pad},
    function{.name = "concat", .form = "concat(TEXT, TEXT, ...)", .least = 2, .most = many, .apply = concat},
    function{.name = "replace", .form = "replace(TEXT, 'WHAT', 'WITH')", .least = 3, .most = 3, .apply = replace},
    function{.name = "extract",
             .form = "extract(TEXT, 'REGEX', GROUP)",
             .least = 2,
             .most = 3,
             .arguments = {takes::text, takes::pattern, takes::number},
             .apply = extract},
    function{.name = "strip_accents", .form = "strip_accents(TEXT)", .least = 1, .most = 1, .apply = strip_accents},
    function{.name = "plain", .form = "plain(TEXT)", .least = 1, .most = 1, .apply = plain},
    function{.name = "escape", .form = "escape(TEXT)", .least = 1, .most = 1, .apply = escape},
    function{.name = "unescape", .form = "unescape(TEXT)", .least = 1, .most = 1, .apply = unescape},
};

} // namespace

std::span<const function> text_functions() {
    return all;
}

} // namespace vagus::expr
