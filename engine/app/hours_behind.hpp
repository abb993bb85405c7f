// The last hour of everything that has a name, sampled from what was counted. Pure.
#pragma once

#include "engine/observe/books.hpp"
#include "engine/observe/history.hpp"
#include "engine/observe/readings.hpp"

#include <map>
#include <set>
#include <string>

namespace vagus::app {

// By name; each counts as its member says.
struct hours_behind {
    struct of_each : std::map<std::string, observe::history> {
        std::set<std::string> known; // names that have had an hour; most_names at most
    };

    of_each inputs;                                     // messages
    of_each answers;                                    // attempts: answers to senders; failures: negative ones
    of_each unmatched;                                  // messages
    of_each outputs;                                    // messages: deliveries; attempts
    of_each rejected;                                   // attempts; failures: rejected ones
    of_each dead;                                       // messages
    of_each routes;                                     // messages: failed ones
    std::map<std::string, observe::spans_history> took; // attempts of outputs
    of_each reloads;                                    // messages: refused ones; of one name
};

inline constexpr const char* of_configuration = "configuration";

// Those that are seen have an hour from now on, those that are not have none. What was counted before the first look at
// a name is of its hour: nobody else would hear of what fails while the engine starts.
void note(hours_behind& into, observe::books& counted, const observe::readings& seen, observe::history::instant now);

} // namespace vagus::app
