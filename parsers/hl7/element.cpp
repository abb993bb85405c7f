// The grammars inside a field: parts between separators, and escape sequences in text.
#include "parsers/hl7/element.hpp"

#include "parsers/charset/convert.hpp"
#include "parsers/hl7/formatting.hpp"
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

// Control characters that text is made of: tabs, and what shifts between the sets of ISO 2022, which nobody may have
// declared. The others are no content of a frame, and some end it.
bool is_control(char c) {
    constexpr std::string_view of_text = "\t\x0E\x0F\x1B";
    return c >= '\0' && c < ' ' && !of_text.contains(c);
}

void add_hex(std::string& to, char c) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    (to += digits[byte >> 4U]) += digits[byte & 15U];
}

unsigned nibble(char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

// Calls text(characters), named(delimiter, as written) and hex(bytes, as written) for all of raw, from left to right.
// Hexadecimal sequences in a row are one: a character may be in two of them.
template <class Text, class Named, class Hex>
void each_sequence(std::string_view raw, const delimiters& marks, Text text, Named named, Hex hex) {
    if (marks.escape == '\0' || !raw.contains(marks.escape)) return text(raw);
    std::string bytes;
    const char* began = nullptr; // where the hexadecimal sequences did
    const auto end_hex = [&](const char* at) {
        if (!bytes.empty()) hex(std::exchange(bytes, {}), {began, static_cast<std::size_t>(at - began)});
    };
    const auto text_found = [&](auto& context) {
        const auto characters = view(x3::_attr(context));
        end_hex(characters.data());
        text(characters);
    };
    const auto named_found = [&](auto& context) {
        const auto sequence = view(x3::_attr(context));
        const char which = named_mark(sequence[1], marks);
        x3::_pass(context) = which != '\0';
        if (which == '\0') return;
        end_hex(sequence.data());
        named(which, sequence);
    };
    const auto hex_found = [&](auto& context) {
        const auto sequence = view(x3::_attr(context));
        if (bytes.empty()) began = sequence.data();
        for (std::size_t i = 2; i + 1 < sequence.size(); i += 2)
            bytes += static_cast<char>(nibble(sequence[i]) << 4U | nibble(sequence[i + 1]));
    };

    const auto mark = x3::char_(marks.escape);
    const auto delimiter = x3::raw[mark >> x3::char_("FSTREP") >> mark][named_found];
    const auto hexadecimal = x3::raw[mark >> 'X' >> +(x3::xdigit >> x3::xdigit) >> mark][hex_found];
    const auto body = x3::char_("A-Za-z0-9.+-") - mark;
    const auto other = x3::raw[mark >> (x3::char_("HNFSTREP") | (x3::char_(".CMXZ") >> *body)) >> mark][text_found];
    const auto plain = x3::raw[x3::char_ >> until{marks.escape}][text_found];
    const auto* first = raw.data();
    const auto* last = first + raw.size();
    x3::parse(first, last, x3::omit[*(delimiter | hexadecimal | other | plain)]);
    end_hex(last);
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
    std::string value;
    value.reserve(raw.size());
    each_sequence(
        raw, marks, [&](std::string_view text) { value += text; }, [&](char mark, std::string_view) { value += mark; },
        [&](std::string_view bytes, std::string_view) {
            if (marks.hex == nullptr)
                value += bytes;
            else
                value += charset::to_utf8(bytes, *marks.hex).text;
        });
    return value;
}

std::string with_hex(std::string_view raw, const delimiters& marks, const hex_changer& change) {
    std::string written;
    written.reserve(raw.size());
    const auto keep = [&](std::string_view text) { written += text; };
    each_sequence(
        raw, marks, keep, [&](char, std::string_view sequence) { keep(sequence); },
        [&](std::string_view bytes, std::string_view sequences) {
            const auto other = change(bytes);
            if (!other || *other == bytes) return keep(sequences);
            (written += marks.escape) += 'X';
            for (const char c : *other) add_hex(written, c);
            written += marks.escape;
        });
    return written;
}

std::string escape(std::string_view value, const delimiters& marks) {
    std::string raw;
    raw.reserve(value.size());
    while (!value.empty()) {
        const char c = value.front();
        const auto formatting = c == marks.escape ? formatting_at(value, marks) : 0;
        const auto taken_now = std::max<std::size_t>(formatting, 1);
        const bool control = is_control(c);
        const char name = control ? '\0' : name_of(c, marks);
        if (formatting > 0 || (!control && name == '\0')) {
            raw += value.substr(0, taken_now);
        } else if (marks.escape == '\0') {
            raw += ' ';
        } else {
            raw += marks.escape;
            if (control)
                add_hex(raw += 'X', c);
            else
                raw += name;
            raw += marks.escape;
        }
        value.remove_prefix(taken_now);
    }
    return raw;
}

} // namespace vagus::hl7
