#include "parsers/expr/outline.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vagus::expr {
namespace {

outline all_of_it(std::string text) {
    return {text, text, true};
}

outline joined(const std::vector<outline>& pieces) {
    outline made{{}, {}, true};
    for (const auto& piece : pieces) {
        if (made.whole) made.begins += piece.begins;
        made.whole = made.whole && piece.whole;
    }
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
        made.ends.insert(0, piece->ends);
        if (!piece->whole) break;
    }
    return made;
}

bool one_begins_the_other(std::string_view a, std::string_view b) {
    return a.starts_with(b) || b.starts_with(a);
}
bool one_ends_the_other(std::string_view a, std::string_view b) {
    return a.ends_with(b) || b.ends_with(a);
}
bool fits(std::string_view text, const outline& into) {
    return text.size() >= into.begins.size() + into.ends.size() && text.starts_with(into.begins) &&
           text.ends_with(into.ends);
}

} // namespace

outline outline_of(const node& value) {
    if (const auto* literal = std::get_if<text>(&value.what)) return all_of_it(literal->value);
    const auto* does = std::get_if<call>(&value.what);
    if (!does || does->name != "concat") return {};
    std::vector<outline> pieces;
    for (const auto& each : does->arguments) pieces.push_back(outline_of(*each));
    return joined(pieces);
}

outline outline_of(const text_template& text) {
    std::vector<outline> pieces;
    for (const auto& part : text.parts) pieces.push_back(part.hole ? outline_of(*part.hole) : all_of_it(part.literal));
    return joined(pieces);
}

bool may_be_equal(const outline& one, const outline& other) {
    if (one.whole && other.whole) return one.begins == other.begins;
    if (one.whole) return fits(one.begins, other);
    if (other.whole) return fits(other.begins, one);
    return one_begins_the_other(one.begins, other.begins) && one_ends_the_other(one.ends, other.ends);
}

} // namespace vagus::expr
