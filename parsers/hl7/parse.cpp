// The grammar of a message, over its bytes: delimiters, segments, fields. It builds the index and copies nothing.
// Inside a field the grammars of element.cpp go on. Nothing here recurses, so no input can exhaust the stack.
#include "parsers/hl7/reading.hpp"

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

const auto text = terminals::run<reading::tag>{};
const auto separator = terminals::separator<reading::tag>{};

const auto field = raw[text][call<&reading::field>];
const auto more_fields = *(separator >> field);

// Leniently CR, LF, CRLF, and the blank lines and indentation that follow: all of it is the segment's end.
const auto end = named<struct end_rule>("the field separator or the end of the segment (CR) after its id") =
    raw[char_("\r\n") >> *char_(" \t\r\n") | eoi][call<&reading::end>];
const auto id = named<struct id_rule>("a segment id: a capital letter and two capital letters or digits") =
    char_('A', 'Z') >> char_("A-Z0-9") >> char_("A-Z0-9");
const auto not_header = named<struct one_rule>("one message only: a second MSH begins here") = !lit("MSH");
const auto begin = raw[x3::eps][call<&reading::begin_segment>];

const auto segment_line =
    begin >> raw[expect[not_header] >> expect[id] >> more_fields][call<&reading::segment>] >> expect[end];

const auto msh = named<struct msh_rule>("MSH, the segment that begins a message") = lit("MSH");
const auto msh_1 = named<struct msh_1_rule>("a field separator: a punctuation character, usually |") =
    raw[char_][call<&reading::separator>];
const auto msh_2 = named<struct msh_2_rule>(R"(one to five different punctuation characters, usually ^~\&)") =
    raw[text][call<&reading::encoding>];
const auto header =
    begin >> raw[expect[msh] >> expect[msh_1] >> expect[msh_2] >> more_fields][call<&reading::segment>] >> expect[end];

const auto before = -lit("\xEF\xBB\xBF") >> *char_(" \t\r\n"); // a byte order mark and blank lines belong to no segment

const auto whole = named<message_rule>("a message") = before >> header >> *(!eoi >> segment_line) >> expect[eoi];

} // namespace

result<index, parse_error> read_message(std::string_view bytes) {
    const auto* first = bytes.data();
    const auto* last = first + bytes.size();
    index found;
    if (bytes.size() > limits::message_bytes)
        return fail(
            parse_error{limits::message_bytes, "the whole", "fewer bytes: this is the most a message may have"});
    reading target{found, bytes};
    if (!x3::parse(first, last, x3::with<reading::tag>(target)[whole])) return fail(target.error());
    target.connect();
    return found;
}

bool read_segment(std::string_view text_alone, const delimiters& marks, std::vector<std::uint32_t>& starts) {
    index found;
    reading target{found, text_alone};
    target.separate_by(marks.field, text_alone.data());
    const auto* first = text_alone.data();
    const auto grammar = begin >> not_header >> id >> more_fields >> eoi;
    if (!x3::parse(first, first + text_alone.size(), x3::with<reading::tag>(target)[grammar])) return false;
    starts = std::move(found.starts);
    return true;
}

bool is_mark(char c) {
    return c > ' ' && c < '\x7F' && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z');
}

bool read_marks(std::string_view msh2, delimiters& marks) {
    if (msh2.empty() || msh2.size() > 5 || !std::ranges::all_of(msh2, is_mark)) return false;
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
