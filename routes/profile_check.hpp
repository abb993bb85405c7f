// A profile with its names bound, ready to judge messages.
#pragma once

#include "parsers/expr/expression.hpp"
#include "parsers/hl7/deviations.hpp"
#include "parsers/path/scope.hpp"
#include "routes/binding.hpp"
#include "routes/profile.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace vagus::routes {

class profile_check {
  public:
    // Nothing after findings: an unknown alias or table, a rule that does not fit its path.
    [[nodiscard]] static std::optional<profile_check> bind(const profile& written, binding& names);

    // Deviations from rule::profile. What the looking costs is taken from the scope's budget.
    void check(const path::scope& at, hl7::deviations& to) const;

  private:
    struct bound_rule {
        path::path where;
        site_rule asks;
        std::shared_ptr<const expr::table> table; // null: none
        expr::expression when;
    };
    std::vector<bound_rule> rules_;

    class judgement;
};

} // namespace vagus::routes
