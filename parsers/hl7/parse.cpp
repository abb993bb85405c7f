// The grammar of a message, over its bytes: the delimiters, then one line after the other. It builds the table of
// segments and copies nothing. Inside a segment the grammars of fields.cpp and element.cpp go on, when somebody asks.
// Nothing here recurses, so no input can exhaust the stack.
#include "parsers/hl7/blanks.hpp"
#include "parsers/hl7/reading.hpp"
#include "parsers/hl7/terminals.hpp"

#include <algorithm>
#include <array>

namespace vagus::hl7 {

namespace {

namespace x3 = boost::spirit::x3;

constexpr terminals::char_set capitals{"ABCDEFGHIJKLMNOPQRSTUVWXYZ"};
constexpr terminals::char_set capitals_and_digits{"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"};
constexpr terminals::char_set line_ends{"\r\n"};
constexpr terminals::char_set blanks{is_blank};

using x3::char_;
using x3::eoi;
using x3::lit;

using reader = reading::tag;
template <auto Member> constexpr terminals::here<reader, Member> here{};
template <class Parser> constexpr auto must_be(const char* what, const Parser& parser) {
    return terminals::required<reader, Parser>{what, parser};
}
const auto text = terminals::run<reader>{};
const auto separator = terminals::given<reader, &reading::separator>{};
const auto line_end = terminals::one_of<line_ends>{};
const auto blank = terminals::one_of<blanks>{};
const auto capital = terminals::one_of<capitals>{};
const auto capital_or_digit = terminals::one_of<capitals_and_digits>{};
const auto msh = lit('M') >> 'S' >> 'H';

auto counted(const auto& line) {
    return must_be("fewer segments or fields: this is the most a message may have",
                   here<&reading::begin> >> line >> here<&reading::text>);
}

const auto id = must_be("one message only: a second MSH begins here", !msh) >>
                must_be("a segment id: a capital letter and two capital letters or digits",
                        capital >> capital_or_digit >> capital_or_digit);
// The fields of a line are not looked at here: that waits until somebody asks for one.
const auto segment_line = counted(id >> -(separator >> text));

const auto msh_1 = must_be("a field separator: a punctuation character, usually |", char_ >> here<&reading::msh_1>);
const auto encoding = *(char_ - separator - line_end) >> here<&reading::msh_2>;
const auto lenient_msh_2 = must_be(R"(one to five different punctuation characters, usually ^~\&)", encoding);
const auto strict_msh_2 = must_be(R"(four or five different punctuation characters, usually ^~\&)", encoding);
auto header(const auto& msh_2) {
    return counted(must_be("MSH, the segment that begins a message", msh) >> msh_1 >> msh_2 >> text);
}

// Leniently CR, LF, CRLF, and the blanks that follow (blanks.hpp), so also blank lines and indentation: all of it is
// the segment's end.
const auto lenient_end = must_be("the field separator or the end of the segment (CR) after its id",
                                 (line_end >> *blank | eoi) >> here<&reading::end>);
const auto strict_end =
    must_be("the field separator, or CR, which strictly ends every segment", lit('\r') >> here<&reading::end>);
// A byte order mark and blanks belong to no segment.
const auto before = -lit("\xEF\xBB\xBF") >> *blank;

const auto message_end = must_be("the end of the message", eoi);

const auto lenient_message = before >> header(lenient_msh_2) >> lenient_end >>
                             *(!eoi >> segment_line >> lenient_end) >> message_end;
const auto strict_message = header(strict_msh_2) >> strict_end >> *(!eoi >> segment_line >> strict_end) >> message_end;

// Every failure has told why.
template <class Grammar>
std::optional<parse_error> read_by(const Grammar& grammar, std::string_view bytes, strictness how, field_starts& fields,
                                   index& to) {
    std::optional<parse_error> error;
    stops::positions room;
    reading target{to, bytes, how, fields, room, error};
    const auto* first = bytes.data();
    x3::parse(first, first + bytes.size(), x3::with<reader>(target)[grammar]);
    return error;
}

} // namespace

std::optional<parse_error> read_message(std::string_view bytes, strictness how, field_starts& fields, index& to) {
    if (bytes.size() > limits::message_bytes)
        return parse_error{limits::message_bytes, "the whole", "fewer bytes: this is the most a message may have"};
    return how == strictness::strict ? read_by(strict_message, bytes, how, fields, to)
                                     : read_by(lenient_message, bytes, how, fields, to);
}

bool is_segment(std::string_view alone, const delimiters& marks) {
    const auto* first = alone.data();
    const auto* last = first + alone.size();
    const auto inside = char_ - line_end;
    const auto grammar =
        !msh >> capital >> capital_or_digit >> capital_or_digit >> -(lit(marks.field) >> *inside) >> eoi;
    return x3::parse(first, last, grammar);
}

bool is_mark(char c) {
    return c > ' ' && c < '\x7F' && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z');
}

bool read_marks(std::string_view msh2, strictness how, delimiters& marks) {
    const std::size_t least = how == strictness::strict ? 4 : 1;
    if (msh2.size() < least || msh2.size() > 5 || !std::ranges::all_of(msh2, is_mark)) return false;
    for (std::size_t i = 0; i < msh2.size(); ++i)
        if (msh2[i] == marks.field || msh2.find(msh2[i], i + 1) != std::string_view::npos) return false;
    auto at = [&](std::size_t i) { return i < msh2.size() ? msh2[i] : '\0'; };
    marks.component = at(0);
    marks.repetition = at(1);
    marks.escape = at(2);
    marks.subcomponent = at(3);
    marks.truncation = at(4);
    // By position "^~&" would make & the escape character. Who writes it means subcomponents, and no escapes.
    if (msh2.size() == 3 && msh2[2] == '&') std::swap(marks.escape, marks.subcomponent);
    return true;
}

} // namespace vagus::hl7
