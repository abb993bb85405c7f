// Steps in a row, bound: those of a route, of a branch, of a loop, of a transform.
#pragma once

#include "routes/step.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::routes {

struct bound_step {
    std::string label;   // "3.2 set OBX-3.4"
    std::string where;   // "routes/lab.yaml:22"
    std::string failing; // "routes/lab.yaml:22 step 3.2 \"set OBX-3.4\"", what a failure begins with
    expr::expression when;
    on_error otherwise = on_error::fail;
    std::unique_ptr<const action> does;
};

class block {
  public:
    block() = default;
    explicit block(std::vector<bound_step> steps)
        : steps_{std::move(steps)} {}

    // From step `first` (0-based) until one ends the route, takes it apart, or takes away what the loop stands at.
    // `why` of an end says which step it was; values that steps named are forgotten afterwards, but for parts.
    [[nodiscard]] verdict run(const work& on, std::size_t first = 0) const;
    [[nodiscard]] bool empty() const { return steps_.empty(); }

  private:
    std::vector<bound_step> steps_;
};

// Numbered within the step around, which counts over all of its blocks. Nothing after findings.
[[nodiscard]] std::optional<block> bind(const written_steps& steps, binding& names);

} // namespace vagus::routes
