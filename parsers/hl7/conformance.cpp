#include "parsers/hl7/conformance.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/hl7/versions.hpp"

#include <string>

namespace vagus::hl7 {
namespace {

// Of the first component of MSH's field n.
std::string_view header(const document& message, std::size_t field, std::size_t component) {
    const auto once = part(message.field("MSH", field), message.marks.repetition, 1);
    return part(once, message.marks.component, component);
}

const structure* structure_in(const dictionary& by, const document& message) {
    if (const auto* named = by.structure(header(message, 9, 3))) return named;
    return by.structure(by.structure_of(header(message, 9, 1), header(message, 9, 2)));
}

void unknown_version(deviations& to) {
    to.add(rule::structure, [] {
        return fault{.code = condition::unsupported_version,
                     .at = {.segment = "MSH", .field = 12},
                     .words = "MSH-12: no version of HL7 that is known"};
    });
}

void unknown_message(const dictionary& by, deviations& to) {
    to.add(rule::structure, [&] {
        return fault{.code = condition::unsupported_type,
                     .at = {.segment = "MSH", .field = 9},
                     .words = "MSH-9: no message that version " + std::string{by.version()} + " has"};
    });
}

} // namespace

void check_conformance(const document& message, deviations& to, const vocabulary& says) {
    const auto* by = says.of(header(message, 12, 1));
    if (by == nullptr) return unknown_version(to);
    check_conformance(message, *by, to);
}

void check_conformance(const document& message, const dictionary& by, deviations& to) {
    if (to.wants(rule::structure)) {
        const auto* along = structure_in(by, message);
        along != nullptr ? check_order(message, *along, to) : unknown_message(by, to);
    }
    check_fields(message, by, to);
}

} // namespace vagus::hl7
