// Transforms: steps with a name and parameters, which several routes use.
#pragma once

#include "routes/block.hpp"
#include "routes/step.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::routes {

// What a parameter is given: a text with ${...} holes, a path, or a list of texts; or, where parameters are declared,
// that it must be given.
struct argument {
    enum class what : std::uint8_t { text, path, list } is = what::text;
    bool needed = false;
    config::node source;
    expr::text_template text;
    path::path where;
    std::vector<std::string> list;
};
using arguments = std::vector<config::named<argument>>;

struct transform {
    std::string doc;
    arguments params;
    written_steps steps;
};
[[nodiscard]] const config::fields<transform>& transform_fields();

// A place that uses one.
struct usage {
    written<std::string> name; // empty: none
    arguments with;
};
// Its two members stand beside each other, as `use` and `with`.
[[nodiscard]] config::type<usage> usage_name();
[[nodiscard]] config::type<usage> usage_with();
[[nodiscard]] std::vector<const written_steps*> steps_of(const usage& of, const rules& all);

// Its steps, ready to run where it stands; null after findings, which name the place of the step and that of the usage.
[[nodiscard]] std::unique_ptr<const action> bind(const usage& from, binding& names);
// The same as a block of its own, called `number` in failures; an empty one where nothing is used.
[[nodiscard]] std::optional<block> bind_alone(const usage& from, const std::string& number, binding& names);

} // namespace vagus::routes
