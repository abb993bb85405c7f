#include "routes/exact.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/hl7/leaves.hpp"
#include "parsers/path/read.hpp"
#include "routes/limits.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <variant>

namespace vagus::routes {
namespace {

// A place in the numbers of one message; 0: every one.
struct covered {
    std::size_t segment = 0; // index
    std::size_t field = 0, repetition = 0, component = 0, subcomponent = 0;

    [[nodiscard]] bool holds(const hl7::leaf& one) const {
        const auto fits = [](std::size_t named, std::size_t is) { return named == 0 || named == is; };
        return segment + 1 == one.segment && fits(field, one.field) && fits(repetition, one.repetition) &&
               fits(component, one.component) && fits(subcomponent, one.subcomponent);
    }
};

void add(std::vector<covered>& to, const named_place& place, std::size_t segment, const path::scope& at) {
    const auto& p = place.at;
    covered one{segment, p.field.value_or(0), 0, p.component.value_or(0), p.subcomponent.value_or(0)};
    // A component is read by its first subcomponent.
    if (one.component != 0 && one.subcomponent == 0 && !place.whole) one.subcomponent = 1;
    const bool all = !p.field || (place.whole && !p.component && std::holds_alternative<path::first>(p.repetition));
    if (all) return to.push_back(one);
    const auto field = at.document.segments[segment].field(*p.field);
    for (const auto n : path::repetitions_of(p, field, segment, at, path::reach::as_written)) {
        one.repetition = n;
        to.push_back(one);
    }
}

std::string place_of(const hl7::leaf& one, const std::string& segment) {
    auto text = segment + "-" + std::to_string(one.field);
    if (one.repetition > 1) text += "[" + std::to_string(one.repetition) + "]";
    if (one.component > 1 || one.subcomponent > 1) text += "." + std::to_string(one.component);
    if (one.subcomponent > 1) text += "." + std::to_string(one.subcomponent);
    return text;
}

void unnamed_in(const bodies::json::value& of, const std::string& at, const std::vector<std::string>& pointers,
                std::vector<std::string>& into) {
    using kind = bodies::json::value::kind;
    if (std::ranges::find(pointers, at) != pointers.end()) return;
    for (const auto& each : of.members) unnamed_in(each.is, at + bodies::json::pointer_step(each.name), pointers, into);
    for (std::size_t i = 0; i < of.items.size(); ++i)
        unnamed_in(of.items[i], at + "/" + std::to_string(i), pointers, into);
    if (!of.members.empty() || !of.items.empty()) return;
    into.push_back(at + " is " + (of.is == kind::text ? "'" + of.text + "'" : bodies::json::write(of)));
}

} // namespace

std::vector<std::string> unnamed(const hl7::message& body, const std::vector<named_place>& places) {
    path::budget cost{limits::elements_per_route};
    const auto document = body.read();
    const path::scope at{document, cost};
    std::vector<covered> named;
    for (const auto& place : places)
        for (const auto segment : path::segments_of(place.at, at, path::reach::as_written))
            add(named, place, segment, at);

    std::vector<std::string> segments;
    std::map<std::string_view, std::size_t> seen;
    for (const auto& each : document.segments) {
        const auto n = ++seen[each.id()];
        segments.push_back(std::string{each.id()} + (n > 1 ? "[" + std::to_string(n) + "]" : ""));
    }
    std::vector<std::string> out;
    hl7::each_leaf(body, [&](const hl7::leaf& one) {
        const auto id = document.segments[one.segment - 1].id();
        if (one.raw.empty() || path::holds_delimiters(id, one.field)) return;
        if (std::ranges::any_of(named, [&](const covered& each) { return each.holds(one); })) return;
        const auto value = one.escaped ? hl7::unescape(one.raw, body.marks()) : std::string{one.raw};
        out.push_back(place_of(one, segments[one.segment - 1]) + " is '" + value + "'");
    });
    return out;
}

std::vector<std::string> unnamed(const bodies::json::value& body, const std::vector<std::string>& pointers) {
    std::vector<std::string> out;
    unnamed_in(body, "", pointers, out);
    return out;
}

} // namespace vagus::routes
