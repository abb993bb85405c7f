// A step twice: as it was written (step), and bound to the names around it, ready to run (action).
#pragma once

#include "config/fields.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/hl7/draft.hpp"
#include "parsers/hl7/fault.hpp"
#include "parsers/hl7/vocabulary.hpp"
#include "parsers/path/scope.hpp"
#include "routes/written.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace vagus::routes {

class binding;

// The message a route works on.
struct work {
    hl7::draft& copy;
    path::budget& cost;
    std::vector<std::string>* changes;    // hears the path of every element that changed; null when nobody listens
    const hl7::vocabulary& says;          // where segments belong
    const path::occasion* when = nullptr; // what expressions know besides the message

    [[nodiscard]] path::scope here() const {
        path::scope at{copy.read(), cost};
        at.when = when;
        return at;
    }
    void note(bool changed, const std::string& where) const {
        if (changed && changes) changes->push_back(where);
    }
};

struct verdict {
    enum class way : std::uint8_t { on, drop, fail, reject } go = way::on;
    // Of a drop, failure or rejection, or a word for the trace: paths and words of the configuration, never a field
    // value.
    std::string why;
    std::vector<hl7::fault> faults{}; // of a rejection; what each diagnostic says follows the place of the step
    std::string warning{};            // for people, wherever the route goes
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

// Every kind adds its own fields to these.
struct step {
    std::string name;
    written<expr::expression> when; // no root: always

    step() = default;
    step(const step&) = default;
    step& operator=(const step&) = default;
    virtual ~step() = default;
    // What it does, in a line: "set MSH-3, PV1-19.1".
    [[nodiscard]] virtual std::string title() const = 0;
    // Null after findings.
    [[nodiscard]] virtual std::unique_ptr<const action> bind(binding& names) const = 0;
    // It may ask for a negative answer, and inputs that answer before their routes count cannot give one.
    [[nodiscard]] virtual bool may_reject() const { return false; }
};

// The keys that every step has: `name` and `when`.
[[nodiscard]] const config::fields<step>& step_fields();
// The kinds, in the order of the reference.
[[nodiscard]] const std::vector<config::kind<step>>& step_kinds();

} // namespace vagus::routes
