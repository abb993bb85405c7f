// What intake works with, made of a checked configuration and the numbers that the store has for its names.
#pragma once

#include "engine/app/configuration.hpp"
#include "engine/deliver/calls.hpp"
#include "engine/intake/in_force.hpp"
#include "engine/intake/intake.hpp"
#include "engine/observe/books.hpp"
#include "engine/store/store.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {

// Gives numbers to names that are new, and the number of their old name to outputs that were renamed. Durable when it
// returns; throws where the store cannot keep them.
void learn_names(const configuration& what, store::store& where);
void learn_inputs(const configuration& what, store::store& where); // of inputs only
// After learn_names(). The rules live as long as what is made, and `what` with them.
[[nodiscard]] std::shared_ptr<const intake::in_force> in_force_of(const std::shared_ptr<const configuration>& what,
                                                                  std::uint32_t revision, const store::store& where,
                                                                  observe::books& counted);
// How much is kept of each memory, by its name.
[[nodiscard]] std::map<std::string, store::memory_bounds> memory_bounds_of(const document& written);
// The calls of the configuration, each with its counters.
[[nodiscard]] std::vector<deliver::calls::stated> calls_of(const std::shared_ptr<const configuration>& what,
                                                           observe::books& counted);

// Nothing: it has no application acknowledgements that go by an output.
[[nodiscard]] std::optional<intake::ack_output> ack_output_of(const configuration& what, const listen::input& input,
                                                              const store::store& where);

} // namespace vagus::app
