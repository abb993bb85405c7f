// What plans messages from now on: the rules of one revision of the configuration, with the store's numbers for its
// names. Replaced as a whole by a reload; a message is planned by one from its first step to its last.
#pragma once

#include "config/types.hpp"
#include "engine/intake/lookup_misses.hpp"
#include "engine/intake/meters.hpp"
#include "engine/intake/promises.hpp"
#include "engine/intake/sought.hpp"
#include "parsers/charset/reading.hpp"
#include "parsers/hl7/acknowledge.hpp"
#include "parsers/path/path.hpp"
#include "routes/program.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vagus::intake {

// Of an input whose application acknowledgements are answers of a receiver.
struct application_terms {
    config::duration within{};
    hl7::ack_code otherwise = hl7::ack_code::AE;
    bool answered = true; // as of ack_output
};

// Numbers of the program's outputs, routes and memories in the store, by their index in the program.
struct numbers {
    std::vector<std::uint32_t> outputs;
    std::vector<std::uint32_t> routes;
    std::vector<std::uint32_t> memories{};
    std::uint32_t revision = 0;
    std::map<std::uint32_t, charset::policy> readings{};       // of inputs, by their number
    std::map<std::uint32_t, std::string> answers_of{};         // the output of a `response:` input, by its number
    std::map<std::uint32_t, application_terms> applications{}; // by the number of the input
};

// What an input asks of its messages in the words of the rules: their aliases and tables are bound in it.
struct bound_terms {
    promises given;
    std::vector<path::path> key; // what makes a message a repeat, as key_of takes it
};

// Immutable; any thread.
struct in_force {
    std::shared_ptr<const routes::program> rules;
    numbers known;
    std::map<std::uint32_t, bound_terms> inputs;          // by their number
    std::vector<std::shared_ptr<route_meters>> counted{}; // of the routes, by their index in the program; or empty
    sought_terms sought{};
    std::shared_ptr<lookup_misses> misses{}; // null: nobody counts them

    // Throws where it is not known: a session that nobody has promises for ends, and its sender hears nothing.
    [[nodiscard]] const bound_terms& of(std::uint32_t input) const { return inputs.at(input); }
};

} // namespace vagus::intake
