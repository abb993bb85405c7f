#include "engine/intake/promises.hpp"

#include "parsers/expr/evaluate.hpp"
#include "routes/limits.hpp"

namespace vagus::intake {

const promise& promises::of(const hl7::document& arrived) const {
    for (const auto& [match, is] : of_some) {
        path::budget cost{routes::limits::elements_per_route};
        const bool fits = expr::holds(*match.root, {arrived, cost});
        if (fits && !cost.spent() && !cost.failed()) return is;
    }
    return of_input;
}

} // namespace vagus::intake
