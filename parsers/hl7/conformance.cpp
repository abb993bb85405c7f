#include "parsers/hl7/conformance.hpp"

#include "parsers/hl7/element.hpp"
#include "parsers/hl7/versions.hpp"

#include <string>

namespace vagus::hl7 {
namespace {

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
    const auto version = part(message.field("MSH", 12), message.marks.repetition, 1);
    const auto* by = says.of(part(version, message.marks.component, 1));
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
