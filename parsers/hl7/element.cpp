// The grammars inside a field: parts between separators, and escape sequences in text.
#include "parsers/hl7/element.hpp"

#include "parsers/charset/convert.hpp"
#include "parsers/hl7/terminals.hpp"

#include <algorithm>
#include <utility>

namespace vagus::hl7 {

namespace {

namespace x3 = boost::spirit::x3;
using terminals::until;
using taken = boost::iterator_range<const char*>;

std::string_view view(const taken& characters) {
    return {characters.begin(), static_cast<std::size_t>(characters.size())};
}

// The delimiter a named sequence stands for; '\0' when the message has none such.
char named_mark(char name, const delimiters& marks) {
    switch (name) {
    case 'F': return marks.field;
    case 'S': return marks.component;
    case 'T': return marks.subcomponent;
    case 'R': return marks.repetition;
    case 'E': return marks.escape;
    case 'P': return marks.truncation;
    default: return '\0';
    }
}

char name_of(char c, const delimiters& marks) {
    constexpr std::string_view names = "FSTRE";
    const auto* found = std::ranges::find_if(names, [&](char name) { return named_mark(name, marks) == c; });
    return found != names.end() ? *found : '\0';
}

unsigned nibble(char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

} // namespace

std::string_view part(std::string_view text, char separator, std::size_t n) {
    if (n == 0 || text.data() == nullptr) return {};
    if (separator == '\0') return n == 1 ? text : std::string_view{};
    const until piece{separator};
    taken found;
    const auto* first = text.data();
    const auto grammar = x3::omit[x3::repeat(n - 1)[piece >> x3::lit(separator)]] >> x3::raw[piece];
    return x3::parse(first, first + text.size(), grammar, found) ? view(found) : std::string_view{};
}

std::size_t parts(std::string_view text, char separator) {
    return separator == '\0' ? 1 : 1 + static_cast<std::size_t>(std::ranges::count(text, separator));
}

std::string with_part(std::string_view text, char separator, std::size_t n, std::string_view raw) {
    if (n == 0 || separator == '\0') return std::string{n == 1 ? raw : text};
    std::string changed;
    const auto old = part(text, separator, n);
    if (old.data() != nullptr) {
        const auto begin = static_cast<std::size_t>(old.data() - text.data());
        changed.reserve(text.size() - old.size() + raw.size());
        changed.append(text.substr(0, begin)).append(raw).append(text.substr(begin + old.size()));
        return changed;
    }
    const auto missing = n - parts(text, separator);
    changed.reserve(text.size() + missing + raw.size());
    changed.append(text).append(missing, separator).append(raw);
    return changed;
}

std::string unescape(std::string_view raw, const delimiters& marks) {
    if (marks.escape == '\0' || !raw.contains(marks.escape)) return std::string{raw};
    std::string value;
    value.reserve(raw.size());
    std::string hidden; // bytes of hexadecimal sequences in a row: a character may be in two of them
    auto show = [&] {
        if (!hidden.empty()) value += charset::to_utf8(std::exchange(hidden, {}), *marks.hex).text;
    };
    auto keep = [&](auto& context) {
        show();
        value += view(x3::_attr(context));
    };
    auto delimiter = [&](auto& context) {
        const char mark = named_mark(x3::_attr(context), marks);
        x3::_pass(context) = mark != '\0';
        if (mark == '\0') return;
        show();
        value += mark;
    };
    auto bytes = [&](auto& context) {
        const auto digits = view(x3::_attr(context));
        auto& to = marks.hex == nullptr ? value : hidden;
        for (std::size_t i = 0; i < digits.size(); i += 2)
            to += static_cast<char>(nibble(digits[i]) << 4U | nibble(digits[i + 1]));
    };

    const auto mark = x3::omit[x3::char_(marks.escape)];
    const auto named = (mark >> x3::char_("FSTREP") >> mark)[delimiter];
    const auto hex = (mark >> 'X' >> x3::raw[+(x3::xdigit >> x3::xdigit)] >> mark)[bytes];
    const auto body = x3::char_("A-Za-z0-9.+-") - mark;
    const auto other = x3::raw[mark >> (x3::char_("HNFSTREP") | (x3::char_(".CMXZ") >> *body)) >> mark][keep];
    const auto text = x3::raw[x3::char_ >> until{marks.escape}][keep];
    const auto* first = raw.data();
    x3::parse(first, first + raw.size(), *(named | hex | other | text));
    show();
    return value;
}

std::string escape(std::string_view value, const delimiters& marks) {
    auto special = [&](char c) { return c == '\r' || c == '\n' || (c != '\0' && name_of(c, marks) != '\0'); };
    std::string raw;
    raw.reserve(value.size());
    for (char c : value) {
        if (!special(c)) {
            raw += c;
        } else if (marks.escape == '\0') {
            raw += ' ';
        } else {
            raw += marks.escape;
            if (c == '\r')
                raw += "X0D";
            else if (c == '\n')
                raw += "X0A";
            else
                raw += name_of(c, marks);
            raw += marks.escape;
        }
    }
    return raw;
}

} // namespace vagus::hl7
