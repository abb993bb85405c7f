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

    fields_reading(std::string_view text, std::uint32_t* to)
        : separators_{{text[3]}, 1, text}
        , begin_{text.data()}
        , to_{to} {}

    [[nodiscard]] stops& run_stops() { return separators_; }
    [[nodiscard]] std::size_t count() const { return count_; }
    void field(const char* at) { to_[count_++] = static_cast<std::uint32_t>(at - begin_); }

  private:
    stops separators_;
    const char* begin_;
    std::uint32_t* to_;
    std::size_t count_ = 0;
};

constexpr auto field_found = [](auto& context) {
    x3::get<fields_reading::tag>(context).field(x3::_attr(context).begin());
};

} // namespace

std::size_t read_fields(std::string_view segment_text, std::uint32_t* to) {
    fields_reading target{segment_text, to};
    const auto text = terminals::run<fields_reading::tag>{};
    const auto field = x3::raw[text][field_found];
    const auto id = x3::repeat(3)[x3::char_];
    const auto segment = x3::omit[id] >> *(x3::lit(segment_text[3]) >> field);
    const auto* first = segment_text.data();
    x3::parse(first, first + segment_text.size(), x3::with<fields_reading::tag>(target)[segment]);
    return target.count();
}

} // namespace vagus::hl7
