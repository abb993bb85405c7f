// on_fail of `validate`: what each rule does with a message that deviates from it.
#pragma once

#include "config/fields.hpp"
#include "parsers/hl7/deviations.hpp"
#include "routes/step.hpp"

#include <array>

namespace vagus::routes {

struct on_fail {
    enum class way : std::uint8_t { fail, reject, warn, ignore };
    std::array<way, hl7::rule_count> by_rule{}; // in the order of hl7::rule

    [[nodiscard]] way of(hl7::rule one) const { return by_rule[static_cast<std::size_t>(one)]; }
    [[nodiscard]] bool has(way one) const;
    // The rules that are not ignored.
    [[nodiscard]] hl7::deviations::rules looked_at() const;
};
// One word for all rules, or a map of rules; those it does not name fail.
[[nodiscard]] config::type<on_fail> on_fail_type();

// The gravest of what the rules ask for: rejected before failed, and both before a warning.
[[nodiscard]] verdict judge(const hl7::deviations& found, const on_fail& otherwise);

} // namespace vagus::routes
