// X3 terminals for text whose delimiters are known only at run time. Included by .cpp files only. What the context
// holds under Tag knows the delimiters, and finds where a run of text ends.
#pragma once

#include <boost/spirit/home/x3.hpp>

#include <cstddef>
#include <cstring>

namespace vagus::hl7::terminals {

namespace x3 = boost::spirit::x3;

template <class Derived> struct terminal : x3::parser<Derived> {
    using attribute_type = x3::unused_type;
    static constexpr bool has_attribute = false;
};

// Text up to the next stop; may be empty.
template <class Tag> struct run : terminal<run<Tag>> {
    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator&, const Context& context, RuleContext&, Attribute&) const {
        first = x3::get<Tag>(context).run_stops().find(first);
        return true;
    }
};

// One delimiter: what Mark of the message's delimiters is. '\0' is none, and never there.
template <class Tag, auto Mark> struct delimiter : terminal<delimiter<Tag, Mark>> {
    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext&, Attribute&) const {
        const char mark = x3::get<Tag>(context).marks().*Mark;
        if (first == last || *first != mark || mark == '\0') return false;
        ++first;
        return true;
    }
};

// Text up to one character; may be empty.
struct until : terminal<until> {
    char stop;

    explicit until(char c)
        : stop{c} {}
    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator& last, const Context&, RuleContext&, Attribute&) const {
        const auto* at = first == last ? nullptr : std::memchr(first, stop, static_cast<std::size_t>(last - first));
        first = at != nullptr ? static_cast<const char*>(at) : last;
        return true;
    }
};

} // namespace vagus::hl7::terminals
