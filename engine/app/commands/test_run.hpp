// One test of a configuration: its messages through the rules in turn, and what of it is not as expected.
#pragma once

#include "engine/app/commands/expected_files.hpp"
#include "engine/app/configuration.hpp"

#include <string>
#include <vector>

namespace vagus::app {

// What would make tests pass that failed.
struct corrections {
    std::vector<routes::correction> texts;
    std::vector<new_content> files;
};

// The sentences that say what differs; empty when the test passes.
[[nodiscard]] std::vector<std::string> run_test(const configuration& what, const routes::test_case& test,
                                                const routes::listener& trace, corrections& better);

} // namespace vagus::app
