// The grammar of a segment: its id, and fields between separators. Which byte separates stands behind the id.
#include "parsers/hl7/index.hpp"
#include "parsers/hl7/stops.hpp"
#include "parsers/hl7/terminals.hpp"

namespace vagus::hl7 {

namespace {

namespace x3 = boost::spirit::x3;

// What the grammar writes to.
class fields_reading {
  public:
    struct tag {};

    fields_reading(std::string_view text, stops::positions& room, std::uint32_t* to)
        : separators_{{text[3]}, 1, text, room}
        , begin_{text.data()}
        , next_{to} {}

    [[nodiscard]] const char* run_end(const char*) { return separators_.next(); }
    bool field(const char* at) {
        *++next_ = static_cast<std::uint32_t>(at - begin_);
        return true;
    }
    [[nodiscard]] std::uint32_t* last() const { return next_; }

  private:
    stops separators_;
    const char* begin_;
    std::uint32_t* next_;
};

} // namespace

std::size_t read_fields(std::string_view segment_text, std::uint32_t* to) {
    using reader = fields_reading::tag;
    stops::positions room;
    fields_reading target{segment_text, room, to};
    const auto text = terminals::run<reader>{};
    const auto field = terminals::here<reader, &fields_reading::field>{} >> text;
    const auto segment = text >> *(x3::char_ >> field);
    const auto* first = segment_text.data();
    x3::parse(first, first + segment_text.size(), x3::with<reader>(target)[segment]);
    const auto count = static_cast<std::uint32_t>(target.last() - to);
    to[0] = count;
    to[count + 1] = static_cast<std::uint32_t>(segment_text.size() + 1);
    return count + 2;
}

} // namespace vagus::hl7
