#include "routes/steps/spots.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/path/read.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

using found_spots = result<std::vector<spot>, std::string>;

std::string numbered(std::size_t n) {
    return "[" + std::to_string(n) + "]";
}

found_spots groups(const path::path& over, const work& on) {
    const auto* all = on.groups.now(on.cost);
    if (all == nullptr)
        return fail(std::string{"the groups of this type of message are not known; loop over segments instead"});
    std::vector<spot> found;
    const auto wanted = path::groups_of(over, *all, on.here());
    const auto count = on.copy.read().segments.size();
    if (wanted.empty() || !on.cost.spend(count)) return found;
    hl7::draft::serial newest = 0;
    for (std::size_t i = 0; i < count; ++i) newest = std::max(newest, on.copy.serial_of(i));
    for (const auto group : wanted) {
        const auto& one = all->all()[group];
        if (!on.cost.spend(one.end - one.begin)) break;
        spot made{.segments = {},
                  .group = one.shape,
                  .newest = newest,
                  .text = std::string{one.shape->name} + numbered(found.size() + 1)};
        for (auto i = one.begin; i < one.end; ++i) made.segments.push_back(on.copy.serial_of(i));
        found.push_back(std::move(made));
    }
    return found;
}

found_spots elements(const path::path& over, const work& on) {
    std::vector<spot> found;
    const auto at = on.here();
    for (const auto segment : path::segments_of(over, at, path::reach::every_match)) {
        const auto& one = at.document.segments[segment];
        if (!over.field) {
            found.push_back(
                {.segments = {on.copy.serial_of(segment)}, .text = std::string{one.id()} + numbered(found.size() + 1)});
            continue;
        }
        const auto field = one.field(*over.field);
        const auto name = std::string{one.id()} + "-" + std::to_string(*over.field);
        for (const auto n : path::repetitions_of(over, field, segment, at, path::reach::every_match))
            if (!hl7::part(field, at.document.marks.repetition, n).empty())
                found.push_back({.segments = {on.copy.serial_of(segment)},
                                 .field = *over.field,
                                 .repetition = n,
                                 .text = name + numbered(n)});
        if (std::holds_alternative<path::first>(over.occurrence)) break; // PID-3: of the first PID
    }
    return found;
}

} // namespace

result<std::vector<spot>, std::string> find_spots(const path::path& over, const work& on) {
    return path::is_group(over) ? groups(over, on) : elements(over, on);
}

config::type<path::path> loop_type() {
    static constexpr auto words = "a segment (OBX), a field for its repetitions (PID-3), or a group (OBSERVATION)";
    return {
        .read =
            [](const config::node& value, config::reading& context, path::path& into) {
                if (!config::is_scalar(value, context, words)) return false;
                auto made = expr::parse_loop(value.text, context.around);
                context.inside = {.loop = true, .segment = true, .repetition = true};
                if (!made) return context.found.add(value, "VG2001", made.error()), false;
                context.inside.segment = !path::is_group(*made);
                context.inside.repetition = made->field.has_value();
                into = std::move(*made);
                return true;
            },
        .show = [](const path::path& value) { return path::to_text(value); },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

} // namespace vagus::routes
