// X3 terminals for text whose delimiters are known only at run time. Included by .cpp files only.
#pragma once

#include <boost/spirit/home/x3.hpp>

#include <array>
#include <cstring>
#include <initializer_list>

namespace vagus::hl7::terminals {

namespace x3 = boost::spirit::x3;

// The bytes that end a run of text.
class stops {
  public:
    stops() = default;
    stops(std::initializer_list<char> bytes) {
        for (char c : bytes) table_[static_cast<unsigned char>(c)] = true;
    }
    [[nodiscard]] const char* find(const char* first, const char* last) const {
        while (first != last && !table_[static_cast<unsigned char>(*first)]) ++first;
        return first;
    }

  private:
    std::array<bool, 256> table_{};
};

// Text up to one of the stops that the context holds under Tag; may be empty. One table look-up a byte: fields are
// short, and a loop that starts at once beats wider ones that must be set up.
template <class Tag> struct run : x3::parser<run<Tag>> {
    using attribute_type = x3::unused_type;
    static constexpr bool has_attribute = false;

    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext&, Attribute&) const {
        first = x3::get<Tag>(context).run_stops().find(first, last);
        return true;
    }
};

// The field separator that the context holds under Tag.
template <class Tag> struct separator : x3::parser<separator<Tag>> {
    using attribute_type = x3::unused_type;
    static constexpr bool has_attribute = false;

    template <class Iterator, class Context, class RuleContext, class Attribute>
    bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext&, Attribute&) const {
        if (first == last || *first != x3::get<Tag>(context).marks().field) return false;
        ++first;
        return true;
    }
};

// Text up to one character; may be empty.
struct until : x3::parser<until> {
    using attribute_type = x3::unused_type;
    static constexpr bool has_attribute = false;
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
