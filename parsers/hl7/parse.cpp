// The grammar of a message, over its bytes: the delimiters, then one line after the other. It builds the table of
// segments and copies nothing. Inside a segment the grammars of fields.cpp and element.cpp go on, when somebody asks.
// Nothing here recurses, so no input can exhaust the stack.
#include "parsers/hl7/reading.hpp"
#include "parsers/hl7/terminals.hpp"

#include <algorithm>
#include <array>

namespace vagus::hl7 {

namespace {

namespace x3 = boost::spirit::x3;

// An expectation that is not met becomes the error, in the words of the rule's name.
struct message_rule {
    template <class Iterator, class Exception, class Context>
    x3::error_handler_result on_error(Iterator&, const Iterator&, const Exception& why, const Context& context) {
        x3::get<reading::tag>(context).stopped(why.where(), why.which());
        return x3::error_handler_result::fail;
    }
};

struct strict_rule : message_rule {};

// A semantic action that calls a member of reading with the characters its parser took; false refuses them.
template <auto Member>
constexpr auto call = [](auto& context) {
    auto& target = x3::get<reading::tag>(context);
    const auto& taken = x3::_attr(context);
    const std::string_view text{taken.begin(), static_cast<std::size_t>(taken.end() - taken.begin())};
    x3::_pass(context) = (target.*Member)(text);
};

template <class Id> constexpr auto named(const char* name) {
    return x3::rule<Id>{name};
}

using x3::char_;
using x3::eoi;
using x3::expect;
using x3::lit;
using x3::raw;

using reader = reading::tag;
const auto text = terminals::run<reader>{};
const auto separator = terminals::delimiter<reader, &delimiters::field>{};
const auto line_end = char_("\r\n");

const auto id = named<struct id_rule>("a segment id: a capital letter and two capital letters or digits") =
    char_('A', 'Z') >> char_("A-Z0-9") >> char_("A-Z0-9");
const auto not_header = named<struct one_rule>("one message only: a second MSH begins here") = !lit("MSH");
const auto begin = raw[x3::eps][call<&reading::begin_segment>];

// The fields of a line are not looked at here: that waits until somebody asks for one.
const auto segment_line =
    begin >> expect[raw[expect[not_header] >> expect[id] >> -(separator >> text)][call<&reading::segment>]];

const auto msh = named<struct msh_rule>("MSH, the segment that begins a message") = lit("MSH");
const auto msh_1 = named<struct msh_1_rule>("a field separator: a punctuation character, usually |") =
    raw[char_][call<&reading::separator>];
const auto encoding = raw[*(char_ - separator - line_end)][call<&reading::encoding>];
const auto lenient_msh_2 = named<struct msh_2_rule>(R"(one to five different punctuation characters, usually ^~\&)") =
    encoding;
const auto strict_msh_2 =
    named<struct strict_2_rule>(R"(four or five different punctuation characters, usually ^~\&)") = encoding;
auto header(const auto& msh_2) {
    return begin >> expect[raw[expect[msh] >> expect[msh_1] >> expect[msh_2] >> text][call<&reading::segment>]];
}

// Leniently CR, LF, CRLF, and the blank lines and indentation that follow: all of it is the segment's end.
const auto lenient_end = named<struct end_rule>("the field separator or the end of the segment (CR) after its id") =
    raw[line_end >> *char_(" \t\r\n") | eoi][call<&reading::end>];
const auto strict_end = named<struct strict_end_rule>("the field separator, or CR, which strictly ends every segment") =
    raw[lit('\r')][call<&reading::end>];
// A byte order mark and blank lines belong to no segment.
const auto before = -lit("\xEF\xBB\xBF") >> *char_(" \t\r\n");

const auto
    lenient_message = named<message_rule>("a message") = before >> header(lenient_msh_2) >> expect[lenient_end] >>
                                                         *(!eoi >> segment_line >> expect[lenient_end]) >> expect[eoi];
const auto
    strict_message = named<strict_rule>("a message") = header(strict_msh_2) >> expect[strict_end] >>
                                                       *(!eoi >> segment_line >> expect[strict_end]) >> expect[eoi];

} // namespace

std::optional<parse_error> read_message(std::string_view bytes, strictness how, field_starts& fields, index& to) {
    if (bytes.size() > limits::message_bytes)
        return parse_error{limits::message_bytes, "the whole", "fewer bytes: this is the most a message may have"};
    const auto* first = bytes.data();
    const auto* last = first + bytes.size();
    reading target{to, bytes, how, fields};
    const auto in = [&](const auto& grammar) { return x3::parse(first, last, x3::with<reader>(target)[grammar]); };
    if (how == strictness::strict ? in(strict_message) : in(lenient_message)) return std::nullopt;
    return target.error();
}

bool is_segment(std::string_view alone, const delimiters& marks) {
    const auto* first = alone.data();
    const auto* last = first + alone.size();
    const auto inside = char_ - line_end;
    const auto grammar = not_header >> id >> -(lit(marks.field) >> *inside) >> eoi;
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
