// A step twice: as it was written (step), and bound to the names around it, ready to run (action).
#pragma once

#include "config/fields.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/hl7/fault.hpp"
#include "routes/work.hpp"
#include "routes/written.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace vagus::routes {

class binding;

// A message that `split` makes of another, which goes the rest of the way alone.
struct part {
    std::string text;
    std::string control_id;
    std::string name; // "ORDER_OBSERVATION[2]", for people
};

struct verdict {
    enum class way : std::uint8_t { on, drop, fail, reject, apart } go = way::on;
    // Of a drop, failure or rejection, or a word for the trace: paths and words of the configuration, never a field
    // value.
    std::string why;
    std::vector<hl7::fault> faults{}; // of a rejection; what each diagnostic says follows the place of the step
    std::string warning{};            // for people, wherever the route goes
    bool placed = false;              // by a step inside: `why` says already which one
    bool told = false;                // to the trace, by the step itself
    std::vector<part> parts{};        // of `apart`
    std::size_t rest = 0;             // of `apart`: the step behind the one that split
};
[[nodiscard]] inline verdict failed(std::string why) {
    return {verdict::way::fail, std::move(why)};
}

class action {
  public:
    action() = default;
    action(const action&) = delete;
    action& operator=(const action&) = delete;
    virtual ~action() = default;
    [[nodiscard]] virtual verdict run(const work& on) const = 0;
};

// What becomes of the route when a step fails. All that the step had done is taken back.
enum class on_error : std::uint8_t { fail, skip, warn };

struct rules;
struct step;
// As they stand in a list; null where one had findings.
using written_steps = std::vector<config::located<std::shared_ptr<const step>>>;

// Every kind adds its own fields to these.
struct step {
    std::string name;
    written<expr::expression> when; // no root: always
    on_error if_failed = on_error::fail;

    step() = default;
    step(const step&) = default;
    step& operator=(const step&) = default;
    virtual ~step() = default;
    // What it does, in a line: "set MSH-3, PV1-19.1".
    [[nodiscard]] virtual std::string title() const = 0;
    // Null after findings.
    [[nodiscard]] virtual std::unique_ptr<const action> bind(binding& names) const = 0;
    // The step itself may ask for a negative answer, and inputs that answer before their routes count cannot give one.
    [[nodiscard]] virtual bool may_reject() const { return false; }
    // Outputs that it sends to itself; valid as long as the step.
    [[nodiscard]] virtual std::span<const written<std::string>> outputs() const { return {}; }
    // Lists of steps that stand in it; `all` has the transforms.
    [[nodiscard]] virtual std::vector<const written_steps*> inside(const rules& /*all*/) const { return {}; }
};

[[nodiscard]] config::type<written_steps> steps_type();

// The keys that every step has: `name`, `when` and `on_error`.
[[nodiscard]] const config::fields<step>& step_fields();
// The kinds, in the order of the reference.
[[nodiscard]] const std::vector<config::kind<step>>& step_kinds();

} // namespace vagus::routes
