// X3 terminals for text whose delimiters are known only at run time. Included by .cpp files only. What the context
// holds under Tag knows the delimiters, and finds where a run of text ends.
#pragma once

#include <boost/spirit/home/x3.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

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
        first = x3::get<Tag>(context).run_end(first);
        return true;
    }
};

// Matches nothing and tells what the context holds where the reading stands: Member may refuse it.
template <class Tag, auto Member> struct here : terminal<here<Tag, Member>> {
    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator&, const Context& context, RuleContext&, Attribute&) const {
        return (x3::get<Tag>(context).*Member)(first);
    }
};

// What must come, in words. When something else does, what the context holds is told so, and the whole fails. This is
// x3::expect without an exception: the first who tells is right, and those around it repeat it.
template <class Tag, class Parser> struct required : terminal<required<Tag, Parser>> {
    const char* what;
    Parser parser;

    constexpr required(const char* words, const Parser& what_must_come)
        : what{words}
        , parser{what_must_come} {}
    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext& rule,
               Attribute& attribute) const {
        if (parser.parse(first, last, context, rule, attribute)) return true;
        x3::get<Tag>(context).stopped(first, what);
        return false;
    }
};

// One character of a set that stands somewhere else: parsers are copied. x3::char_ of a set takes several times as
// long.
struct char_set {
    std::array<bool, 256> has{};

    explicit constexpr char_set(std::string_view all) {
        for (char c : all) has[static_cast<unsigned char>(c)] = true;
    }
    explicit constexpr char_set(bool (*of)(char)) {
        for (std::size_t i = 0; i < has.size(); ++i) has[i] = of(static_cast<char>(i));
    }
};
template <const char_set& Set> struct one_of : terminal<one_of<Set>> {
    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator& last, const Context&, RuleContext&, Attribute&) const {
        if (first == last || !Set.has[static_cast<unsigned char>(*first)]) return false;
        ++first;
        return true;
    }
};

// One character: the one that Member of what the context holds gives.
template <class Tag, auto Member> struct given : terminal<given<Tag, Member>> {
    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext&, Attribute&) const {
        if (first == last || *first != (x3::get<Tag>(context).*Member)()) return false;
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
