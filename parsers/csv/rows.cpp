#include "parsers/csv/rows.hpp"

#include <boost/algorithm/string/replace.hpp>
#include <boost/spirit/home/x3.hpp>

#include <algorithm>
#include <array>

namespace vagus::csv {
namespace {

namespace x3 = boost::spirit::x3;

} // namespace

result<bool, syntax_error> rows::next(row& into) {
    const auto between = x3::char_(separator_);
    const auto quoted = '"' >> x3::raw[*(~x3::char_('"') | "\"\"")] >> '"';
    const auto bare = x3::raw[*(~x3::char_("\"\r\n") - between)];

    into.clear();
    if (at_ == text_.size()) return false;
    const char* here = text_.data() + at_;
    const char* const end = text_.data() + text_.size();
    const auto offset = [&] { return static_cast<std::size_t>(here - text_.data()); };
    do {
        auto& made = into.emplace_back(std::string{}, offset());
        boost::iterator_range<const char*> inside;
        if (here != end && *here == '"') {
            if (!x3::parse(here, end, quoted, inside))
                return fail(
                    syntax_error{offset(), "the quote that closes this cell", "write \"\" for a quote in a cell"});
            made.text.assign(inside.begin(), inside.end());
            boost::replace_all(made.text, "\"\"", "\"");
        } else {
            x3::parse(here, end, bare, inside);
            made.text.assign(inside.begin(), inside.end());
        }
    } while (x3::parse(here, end, x3::omit[between]));
    if (!x3::parse(here, end, x3::eol | x3::eoi))
        return fail(syntax_error{offset(), "the end of this cell",
                                 "a cell with quotes in it stands in quotes, and has each of them twice"});
    at_ = offset();
    return true;
}

char separator_of(std::string_view text) {
    constexpr std::array known{',', ';', '\t', '|'};
    std::array<std::size_t, known.size()> seen{};
    bool inside = false;
    for (const char c : text) {
        if (c == '"') inside = !inside;
        if (inside) continue;
        if (c == '\n') break;
        if (const auto which = std::ranges::find(known, c); which != known.end())
            ++seen[static_cast<std::size_t>(which - known.begin())];
    }
    return known[static_cast<std::size_t>(std::ranges::max_element(seen) - seen.begin())];
}

} // namespace vagus::csv
