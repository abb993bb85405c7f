// One message on its way through one route, and through those that the route hands it on to. Each route works on a copy
// of its own; a failure ends its route, not the others.
#pragma once

#include "parsers/hl7/draft.hpp"
#include "parsers/hl7/message.hpp"
#include "parsers/path/scope.hpp"
#include "routes/compiled.hpp"
#include "routes/had.hpp"
#include "routes/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::routes {

// What a route shares with those inside it, and with the parts of what it splits.
struct crossing {
    const std::vector<bound_route>& routes;
    const std::vector<bound_output>& outputs;
    const listener& trace;
    plan& made;
    const answers* answered = nullptr; // null: nobody asked
    path::budget cost{limits::elements_per_route};
    std::size_t sends = 0;
    std::size_t parts = 0; // also those of parts
};

class passage {
  public:
    // All of them outlive it. `when` knows everything but the route.
    passage(crossing& of, std::uint16_t route, const hl7::message& message, const path::occasion& when);

    // All the copies that the route makes, or none and a failure.
    void run();

  private:
    void follow();
    // What was asked of other systems is at hand. False: the route fails without.
    bool met();
    bool run_steps();
    bool run(const block& steps, named_values& names, std::size_t first = 0);
    void go_apart(verdict&& end, named_values& names);
    void go_on_as(const part& what, std::size_t first, named_values& names);
    void hand_over();
    void hand_over_failed();
    void hand_to(const bound_destination& to);
    void hand_on(const bound_destination& to);
    void hand_to_route(std::uint16_t route);
    void follow_inside(std::uint16_t route, const hl7::message& message, bool as_received);
    void copy_for(std::uint16_t output);
    std::optional<std::string> sent(std::uint16_t output);
    std::optional<std::string> made_for(std::uint16_t output, const path::scope& at);
    std::vector<std::string> keys_of(std::uint16_t output, const path::scope& at) const;

    [[nodiscard]] hl7::document as_it_is() const { return copy_ ? copy_->read() : message_.read(); }
    [[nodiscard]] bool as_received() const { return as_received_ && !(copy_ && copy_->changed()); }
    [[nodiscard]] path::scope scope_of(const hl7::document& read);
    // What the expressions said may not be trusted.
    [[nodiscard]] bool in_trouble() const { return of_.cost.spent() || of_.cost.failed(); }
    [[nodiscard]] std::string trouble() const;
    void fail(const std::string& where);
    // To the trace, where somebody listens: what is no step.
    void tell(std::string step, std::string outcome, std::vector<read_value> asked = {}) const;
    void tell(std::string step, bool holds, const expr::expression& condition) const;
    void tell(const bound_destination& to, bool wanted) const;

    crossing& of_;
    const bound_route& route_;
    std::uint16_t number_;
    const hl7::message& message_;
    path::occasion when_;
    std::optional<had> asked_;       // of the route that the message came in by
    std::size_t remembered_;         // words in the plan when it began
    std::string_view part_{};        // its name, where the message was split
    bool as_received_ = true;        // message_ is, byte by byte
    std::optional<hl7::draft> copy_; // when there are steps
};

} // namespace vagus::routes
