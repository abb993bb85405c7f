// A step twice: as it was written (step), and bound to the names around it, ready to run (action).
#pragma once

#include "config/fields.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/hl7/fault.hpp"
#include "routes/work.hpp"
#include "routes/written.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace vagus::routes {

class binding;

struct verdict {
    enum class way : std::uint8_t { on, drop, fail, reject } go = way::on;
    // Of a drop, failure or rejection, or a word for the trace: paths and words of the configuration, never a field
    // value.
    std::string why;
    std::vector<hl7::fault> faults{}; // of a rejection; what each diagnostic says follows the place of the step
    std::string warning{};            // for people, wherever the route goes
    bool placed = false;              // by a step inside: `why` says already which one
    bool told = false;                // to the trace, by the step itself
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
    // It may ask for a negative answer, and inputs that answer before their routes count cannot give one.
    // `all` has the transforms; those inside each other count down `levels`.
    [[nodiscard]] virtual bool may_reject(const rules& /*all*/, unsigned /*levels*/) const { return false; }
};

// As they stand in a list; null where one had findings.
using written_steps = std::vector<config::located<std::shared_ptr<const step>>>;
[[nodiscard]] config::type<written_steps> steps_type();
[[nodiscard]] bool may_reject(const written_steps& steps, const rules& all, unsigned levels);

// The keys that every step has: `name`, `when` and `on_error`.
[[nodiscard]] const config::fields<step>& step_fields();
// The kinds, in the order of the reference.
[[nodiscard]] const std::vector<config::kind<step>>& step_kinds();

} // namespace vagus::routes
