#include "parsers/hl7/formatting.hpp"

#include <boost/spirit/home/x3.hpp>

#include <algorithm>
#include <array>

namespace vagus::hl7 {

namespace {

namespace x3 = boost::spirit::x3;

bool cuts(std::string_view text, const delimiters& marks) {
    const std::array all{marks.field, marks.component, marks.repetition, marks.escape, marks.subcomponent};
    return std::ranges::find_first_of(text, all) != text.end();
}

} // namespace

std::size_t formatting_at(std::string_view text, const delimiters& marks) {
    if (marks.escape == '\0' || !text.starts_with(marks.escape)) return 0;
    const auto mark = x3::lit(marks.escape);
    const auto number = -x3::char_("+-") >> +x3::digit;
    const auto plain = x3::lit("br") | "fi" | "nf" | "ce";
    const auto numbered = (x3::lit("sp") | "in" | "ti" | "sk") >> -number;
    const auto set =
        ('C' >> x3::repeat(4)[x3::xdigit]) | ('M' >> x3::repeat(4)[x3::xdigit] >> -x3::repeat(2)[x3::xdigit]);
    const auto local = 'Z' >> +(x3::char_("A-Za-z0-9.+-") - mark);
    const auto sequence = mark >> (x3::char_("HN") | ('.' >> (plain | numbered)) | set | local) >> mark;
    const auto* at = text.data();
    if (!x3::parse(at, at + text.size(), x3::omit[sequence])) return 0;
    const auto length = static_cast<std::size_t>(at - text.data());
    return cuts(text.substr(1, length - 2), marks) ? 0 : length;
}

} // namespace vagus::hl7
