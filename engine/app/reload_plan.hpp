// What a reload changes, from the configuration that runs to another; and why it cannot be done while the engine runs.
// Pure.
#pragma once

#include "engine/app/configuration.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vagus::app {

struct change {
    enum class kind : std::uint8_t { added, removed, changed, kept };
    kind what = kind::kept;
    std::string part;         // "route", "input", "file", "site"
    std::string name;         // of it: "adt_main", "routes/adt.yaml", "timezone"
    std::string takes_over{}; // of an output that is added: the one whose queue it takes over; empty: none
};
[[nodiscard]] std::string_view to_text(change::kind what); // "added"

struct reload_plan {
    std::vector<change> changes;       // of inputs and outputs also what is kept
    std::vector<std::string> refusals; // sentences for people; none: it can be done

    [[nodiscard]] bool changes_something() const;
    [[nodiscard]] change::kind of(std::string_view part, std::string_view name) const; // kept: nothing is said of it
};
[[nodiscard]] reload_plan plan_reload(const configuration& running, const configuration& wanted);

} // namespace vagus::app
