#include "routes/why_not.hpp"

#include "parsers/expr/unmet.hpp"
#include "parsers/path/read.hpp"
#include "routes/limits.hpp"

#include <utility>

namespace vagus::routes {

not_so why_not(const expr::expression& condition, const path::scope& at) {
    path::budget own{limits::elements_per_route};
    const auto silent = [&] {
        auto copy = at.when ? *at.when : path::occasion{};
        copy.heard = nullptr;
        copy.missed = nullptr;
        return copy;
    }();
    path::scope here{at.document, own, at.segment, at.repetition, at.inside, at.variables, at.entries, &silent};
    const auto& part = expr::unmet(*condition.root, here);
    const bool whole = &part == condition.root.get();
    not_so why{"not so: " + (whole ? condition.source : expr::to_text(part)), {}};
    for (auto& each : expr::paths_in(part)) {
        if (!each.field && !each.component) continue;
        auto values = path::read_all(each, here, path::reach::as_written);
        std::erase(values, std::string{});
        why.asked.push_back({std::move(each), std::move(values)});
    }
    return why;
}

} // namespace vagus::routes
