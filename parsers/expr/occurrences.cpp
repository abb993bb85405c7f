#include "parsers/expr/occurrences.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/path/read.hpp"

#include <algorithm>

namespace vagus::expr {
namespace {

bool each_repetition(const path::path& of, std::size_t segment, const path::scope& at,
                     const std::function<bool(const path::scope&)>& visit) {
    const auto field = at.document.segments[segment].field(*of.field);
    if (field.empty()) return true;
    const auto wanted = path::repetitions_of(of, field, segment, at, path::reach::every_match);
    bool go_on = true;
    hl7::each_part(field, at.document.marks.repetition, [&](std::size_t n, std::string_view one) {
        if (std::ranges::binary_search(wanted, n)) go_on = visit(at.at(segment, one));
        return go_on;
    });
    return go_on;
}

} // namespace

void each_occurrence(const node& what, const path::scope& at, const std::function<bool(const path::scope&)>& visit) {
    const auto* of = std::get_if<element>(&what.what);
    if (of == nullptr) return;
    for (const auto segment : path::segments_of(of->what, at, path::reach::every_match)) {
        const bool go_on = of->what.field ? each_repetition(of->what, segment, at, visit) : visit(at.at(segment, {}));
        if (!go_on) return;
    }
}

} // namespace vagus::expr
