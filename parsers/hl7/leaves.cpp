// The grammar of everything inside a segment: fields, repetitions, components, subcomponents, and the text in them.
#include "parsers/hl7/leaves.hpp"

#include "parsers/hl7/stops.hpp"
#include "parsers/hl7/terminals.hpp"

#include <array>

namespace vagus::hl7 {

namespace {

namespace x3 = boost::spirit::x3;

// What stands behind a delimiter, as numbers to keep and numbers to add: behind a component separator the field and the
// repetition are the same, the component is the next and its first subcomponent begins. Counting without a branch for
// each delimiter makes reading twice as fast.
struct step {
    std::uint32_t field;
    std::uint32_t keep_repetition, repetition;
    std::uint32_t keep_component, component;
    std::uint32_t keep_subcomponent, subcomponent;
};
constexpr std::array<step, 4> steps{{
    {1, 0, 1, 0, 1, 0, 1}, // the next field
    {0, 1, 1, 0, 1, 0, 1}, // repetition
    {0, 1, 0, 1, 1, 0, 1}, // component
    {0, 1, 0, 1, 0, 1, 1}, // subcomponent
}};

// What the grammar counts in and reports to.
class leaves_reading {
  public:
    struct tag {};

    leaves_reading(std::string_view text, std::uint32_t before, const delimiters& marks, void* to, leaf_visitor visit)
        : marks_{marks}
        , ends_{{marks.field, or_field(marks.repetition), or_field(marks.component), or_field(marks.subcomponent)},
                most_stops,
                text}
        , escapes_{marks.escape != '\0' && text.contains(marks.escape)}
        , to_{to}
        , visit_{visit}
        , at_{.field = before} {}

    [[nodiscard]] stops& run_stops() { return ends_; }

    void text(std::string_view raw) {
        at_.raw = raw;
        at_.escaped = escapes_ && raw.contains(marks_.escape);
        visit_(to_, at_);
    }
    void delimiter(char mark) {
        const auto which = std::size_t{mark == marks_.repetition} + 2 * std::size_t{mark == marks_.component} +
                           3 * std::size_t{mark == marks_.subcomponent};
        const auto& next = steps[which];
        at_.field += next.field;
        at_.repetition = at_.repetition * next.keep_repetition + next.repetition;
        at_.component = at_.component * next.keep_component + next.component;
        at_.subcomponent = at_.subcomponent * next.keep_subcomponent + next.subcomponent;
    }

  private:
    [[nodiscard]] char or_field(char mark) const { return mark != '\0' ? mark : marks_.field; }

    const delimiters& marks_;
    stops ends_;
    bool escapes_;
    void* to_;
    leaf_visitor visit_;
    leaf at_;
};

using tag = leaves_reading::tag;

constexpr auto text_found = [](auto& context) {
    const auto& taken = x3::_attr(context);
    x3::get<tag>(context).text({taken.begin(), static_cast<std::size_t>(taken.size())});
};
constexpr auto delimiter_found = [](auto& context) { x3::get<tag>(context).delimiter(x3::_attr(context)); };

// A run of text ends at a delimiter or with the segment, so that every character between two runs is one.
const auto text = x3::raw[terminals::run<tag>{}][text_found];
const auto delimiter = x3::char_[delimiter_found];
const auto fields = *(delimiter >> text);

} // namespace

void visit_leaves(const segment& of, const delimiters& marks, void* to, leaf_visitor visit) {
    std::uint32_t before = 0; // the fields that are read already
    auto rest = of.text.substr(3);
    if (of.is_header() && !rest.empty()) {
        const auto msh_2 = of.field(2);
        visit(to, {.field = 1, .raw = of.field(1)});
        visit(to, {.field = 2, .raw = msh_2});
        rest.remove_prefix(1 + msh_2.size());
        before = 2;
    }
    leaves_reading target{rest, before, marks, to, visit};
    const auto* first = rest.data();
    x3::parse(first, first + rest.size(), x3::with<tag>(target)[fields]);
}

} // namespace vagus::hl7
