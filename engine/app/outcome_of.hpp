// A message through the rules of a configuration, outside of the engine.
#pragma once

#include "base/clock.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/replay/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace vagus::app {

struct arrived {
    std::string input; // that the configuration has
    std::string raw;
    wall_us received = 0;
    std::optional<std::string> request{}; // of an answer: what had been sent
    std::string answers{};                // of other systems about it, as they lie with it
};

// As intake plans it: of a message that is refused no copy is made.
[[nodiscard]] outcome outcome_of(const configuration& what, const arrived& message);

[[nodiscard]] const listen::input* input_named(const configuration& what, std::string_view name); // null: none

} // namespace vagus::app
