// The grammar of everything inside a segment: fields, repetitions, components, subcomponents, and the text in them.
#include "parsers/hl7/leaves.hpp"

#include "parsers/hl7/stops.hpp"
#include "parsers/hl7/terminals.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace vagus::hl7 {

namespace {

namespace x3 = boost::spirit::x3;

// A place's four numbers at once.
using place_numbers [[gnu::vector_size(sizeof(place))]] = std::uint32_t;

// What stands behind a delimiter, as bits to keep and numbers to add: behind a component separator the field and the
// repetition are the same, the component is the next and its first subcomponent begins. Counting without a branch for
// each delimiter makes reading several times as fast.
struct step {
    place_numbers keep, add;
};
constexpr auto same = ~std::uint32_t{0};
constexpr step steps[] = {
    {{same, 0, 0, 0}, {1, 1, 1, 1}},          // the next field
    {{same, same, 0, 0}, {0, 1, 1, 1}},       // repetition
    {{same, same, same, 0}, {0, 0, 1, 1}},    // component
    {{same, same, same, same}, {0, 0, 0, 1}}, // subcomponent
};

// By delimiter, which step it is.
class step_table {
  public:
    explicit step_table(const delimiters& marks) {
        which(marks.subcomponent) = 3;
        which(marks.component) = 2;
        which(marks.repetition) = 1;
        which(marks.field) = 0;
    }
    [[nodiscard]] const step& behind(char mark) const { return steps[which_[static_cast<unsigned char>(mark)]]; }

  private:
    std::uint8_t& which(char mark) { return which_[static_cast<unsigned char>(mark)]; }

    std::array<std::uint8_t, 256> which_{};
};

// Leaves, until there are enough for a call.
class batch {
  public:
    batch(void* to, leaves_visitor visit)
        : to_{to}
        , visit_{visit} {}

    [[nodiscard]] leaf* begin() { return some_.data(); }
    [[nodiscard]] leaf* end() { return some_.data() + some_.size(); }
    leaf* hand_over(const leaf* until) {
        visit_(to_, {begin(), until});
        return begin();
    }

  private:
    void* to_;
    leaves_visitor visit_;
    std::array<leaf, 64> some_;
};

// Where the next escape character is: almost no value has one, so that looking into each would be waste.
class escapes {
  public:
    escapes(char mark, std::string_view text)
        : mark_{mark}
        , last_{text.data() + text.size()}
        , next_{mark != '\0' ? find(text.data()) : last_} {}

    // Goes on to `end`; says whether there was one on the way.
    bool any_until(const char* end) {
        if (next_ >= end) [[likely]]
            return false;
        next_ = find(end);
        return true;
    }

  private:
    [[nodiscard]] const char* find(const char* from) const {
        const auto* at = std::memchr(from, mark_, static_cast<std::size_t>(last_ - from));
        return at != nullptr ? static_cast<const char*>(at) : last_;
    }

    char mark_;
    const char* last_;
    const char* next_;
};

stop_bytes stops_of(const delimiters& marks) {
    const auto or_field = [&](char mark) { return mark != '\0' ? mark : marks.field; };
    return {marks.field, or_field(marks.repetition), or_field(marks.component), or_field(marks.subcomponent), '\r',
            '\n'};
}

// What the grammar counts in and reports to. Nothing in it needs an address, so that it can stay in registers.
class leaves_reading {
  public:
    struct tag {};

    leaves_reading(const message& of, stops::positions& room, const step_table& table, batch& to)
        : stops_{stops_of(of.marks()), most_stops, of.bytes(), room}
        , escapes_{of.marks().escape, of.bytes()}
        , table_{table}
        , to_{to}
        , next_{to.begin()}
        , full_{to.end()} {}

    // Returns where to read on.
    const char* begin(const segment& one) {
        ++segment_;
        at_ = place_numbers{0, 1, 1, 1};
        const auto* first = one.is_header() && one.text.size() > 3 ? marks_read(one) : one.text.data();
        stops_.pass(first);
        return first;
    }
    [[nodiscard]] const char* run_end(const char*) { return stops_.next(); }
    bool delimiter(const char* behind) {
        const auto& next = table_.behind(behind[-1]);
        at_ = (at_ & next.keep) + next.add;
        begin_ = behind;
        return true;
    }
    bool text(const char* end) {
        add({std::bit_cast<place>(at_), {begin_, end}, segment_, escapes_.any_until(end)});
        return true;
    }
    void add(const leaf& one) {
        *next_++ = one;
        if (next_ == full_) [[unlikely]]
            end();
    }
    void end() { next_ = to_.hand_over(next_); }

  private:
    // Nothing in MSH-1 and MSH-2 separates or escapes.
    const char* marks_read(const segment& header) {
        const auto msh_2 = header.text.substr(4, header.text.find(header.text[3], 4) - 4);
        add({{1, 1, 1, 1}, header.text.substr(3, 1), segment_, false});
        add({{2, 1, 1, 1}, msh_2, segment_, false});
        at_ = place_numbers{2, 1, 1, 1};
        const auto* behind = msh_2.data() + msh_2.size();
        escapes_.any_until(behind);
        return behind;
    }

    stops stops_;
    escapes escapes_;
    const step_table& table_;
    batch& to_;
    leaf* next_;
    leaf* full_;
    std::uint32_t segment_ = 0;
    place_numbers at_{};
    const char* begin_ = nullptr; // of a text
};

using reader = leaves_reading::tag;
template <auto Member> constexpr terminals::here<reader, Member> here{};

// A run of text ends at a delimiter or with the segment, so that every character between two runs is one.
const auto run = terminals::run<reader>{};
const auto value = x3::char_ >> here<&leaves_reading::delimiter> >> run >> here<&leaves_reading::text>;
const auto line = run >> *value;

} // namespace

// Flat: what is counted stays in registers only when the whole grammar is one function.
[[gnu::flatten]] void visit_leaves(const message& of, void* to, leaves_visitor visit) {
    if (of.segments().empty()) return;
    stops::positions room;
    const step_table table{of.marks()};
    batch some{to, visit};
    leaves_reading target{of, room, table, some};
    for (const auto& one : of.segments()) {
        const auto* first = target.begin(one);
        x3::parse(first, one.text.data() + one.text.size(), x3::with<reader>(target)[line]);
    }
    target.end();
}

} // namespace vagus::hl7
