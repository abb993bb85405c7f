#include "parsers/hl7/continuation.hpp"

#include <algorithm>
#include <utility>

namespace vagus::hl7 {
namespace {

constexpr char segment_end = '\r';

bool said(std::string_view field) {
    return !field.empty() && field != R"("")";
}

// A DSC that says where the rest of the message is.
bool points_on(const segment& each) {
    return each.is("DSC") && said(each.field(1)) && each.field(2) != "I";
}

class joining {
  public:
    result<void, parse_error> add(const std::string& fragment) {
        ++number_;
        const auto read = message::parse(fragment);
        if (!read) return refuse(read.error());
        const auto segments = read->segments();
        const auto& header = segments.front();
        if (number_ == 1) {
            marks_ = header.text.substr(0, header.text.find(header.text[3], 4));
            whole_ = header.text;
        } else if (!header.text.starts_with(marks_) || header.field(2) != marks_.substr(4)) {
            return refuse({0, "MSH-2", "the delimiters of the first fragment"});
        }
        for (const auto& each : segments.subspan(1)) {
            if (&each == &segments.back() && points_on(each)) continue;
            if (!each.is("ADD")) {
                (whole_ += segment_end) += each.text;
                anchored_ = true;
                continue;
            }
            if (!anchored_)
                return refuse({static_cast<std::size_t>(each.text.data() - read->bytes().data()), "ADD",
                               "a segment before it that it continues"});
            whole_ += each.text.substr(std::min<std::size_t>(each.text.size(), behind_add));
        }
        return {};
    }

    std::string whole() && { return std::move(whole_) + segment_end; }

  private:
    static constexpr std::size_t behind_add =
        4; // the id and a field separator; an ADD without one only marks its place

    result<void, parse_error> refuse(parse_error why) const {
        why.where = "fragment " + std::to_string(number_) + ", " + why.where;
        return fail(std::move(why));
    }

    std::size_t number_ = 0;
    std::string marks_; // "MSH|^~\&"
    std::string whole_;
    bool anchored_ = false; // a segment other than MSH has come
};

} // namespace

continuation continuation_of(const document& message) {
    continuation found;
    if (const auto of = message.field("MSH", 14); said(of)) found.of = of;
    if (const auto& last = message.segments.back(); points_on(last)) found.to = last.field(1);
    for (const auto& each : message.segments) found.addenda = found.addenda || each.is("ADD");
    return found;
}

result<std::string, parse_error> join(std::span<const std::string> fragments) {
    if (fragments.empty()) return fail(parse_error{0, "fragment 1, its start", "a fragment"});
    joining made;
    for (const auto& each : fragments)
        if (auto added = made.add(each); !added) return fail(std::move(added.error()));
    return std::move(made).whole();
}

} // namespace vagus::hl7
