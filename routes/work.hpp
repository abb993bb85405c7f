// The message a route works on, and what is around it while one step runs.
#pragma once

#include "parsers/hl7/draft.hpp"
#include "parsers/hl7/vocabulary.hpp"
#include "parsers/path/path.hpp"
#include "parsers/path/scope.hpp"
#include "routes/named_values.hpp"
#include "routes/plan.hpp"
#include "routes/turn.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::routes {

// What a condition read: a path, and the values that it found there.
struct read_value {
    path::path where;
    std::vector<std::string> values; // none: nothing is there
};

// What a route did with a message, as it is told to those who listen: paths and words of the configuration. Values are
// in `now` and `asked` alone.
struct trace_line {
    std::uint16_t route = 0;
    std::string step;  // "1 set MSH-3"; "match", "to pas", or "part" where a part of what was split begins
    std::string where; // "routes/adt.yaml:22"
    // "changed MSH-3, PV1-19.1", "no change", "not so: exists(PID-8)", "dropped: ..."
    std::string outcome;
    std::string_view part;                  // of what was split: its name; empty: the message is whole
    hl7::document now;                      // the message as it stands; valid during the call
    bool begins = false;                    // it is not the message that the line before left
    std::vector<read_value> asked{};        // of a condition that does not hold
    std::vector<path::look_up> looked_up{}; // by the step, in code tables
};
using listener = std::function<void(const trace_line&)>; // empty: nobody listens, and nothing is made for it

struct bound_step;

// A path as a step has it, or as it means in a loop. Copied only there: a path is dear beside a step.
class located_path {
  public:
    explicit located_path(const path::path* as_written) // which outlives it
        : as_written_{as_written} {}
    explicit located_path(path::path in_the_loop)
        : in_the_loop_{std::move(in_the_loop)} {}
    operator const path::path&() const { return as_written_ ? *as_written_ : *in_the_loop_; }

  private:
    const path::path* as_written_ = nullptr;
    std::optional<path::path> in_the_loop_;
};

struct work {
    hl7::draft& copy;
    path::budget& cost;
    const hl7::vocabulary& says; // where segments belong
    const path::occasion& when;  // what expressions know besides the message
    plan& made;
    std::uint16_t route;
    named_values& names;
    arrangement& groups;
    const listener& trace;
    const std::function<std::optional<std::string>(std::uint16_t output)>& send; // a copy as it stands; or why not
    std::string_view part{};                     // of what was split: its name; empty: the message is whole
    turn* loop = nullptr;                        // the innermost one; null: none
    std::vector<std::string>* changes = nullptr; // hears the path of every element that changed; null: nobody listens
    const bound_step* step = nullptr;            // that runs

    // Where it stands now: valid until the next edit.
    [[nodiscard]] path::scope here() const {
        path::scope at{copy.read(), cost};
        at.when = &when;
        at.variables = names.innermost();
        // Without its loop a path would mean the whole message.
        if (loop && !loop->place(at)) cost.fail("an earlier step of this turn took away what it stands at");
        return at;
    }
    // What a path means in the loop, for writing.
    [[nodiscard]] located_path located(const path::path& p) const {
        return loop ? located_path{loop->located(p)} : located_path{&p};
    }
    void note(bool changed, const std::string& where) const {
        if (changed && changes) changes->push_back(where);
    }
    void note(bool changed, const path::path& where) const { // its text is made only for those who listen
        if (changed && changes) changes->push_back(path::to_text(where));
    }
    // To the trace, of the step that runs: for steps with others inside, which are told after it.
    void tell(std::string outcome, std::vector<read_value> asked = {}) const;
};

} // namespace vagus::routes
