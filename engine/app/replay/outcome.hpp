// What one configuration makes of a message, as two of them are compared.
#pragma once

#include "routes/attributes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vagus::app {

struct made_copy {
    std::string output;
    std::optional<std::string> body{}; // nothing: the bytes as received
    bool hl7 = true;                   // the body is a message, in UTF-8
    std::vector<std::string> keys{};
    routes::attributes beside{};
};
struct made_failure {
    std::string route;
    std::string text; // paths and words of the configuration
};
struct made_drop {
    std::string route;
    std::string reason;
};

struct outcome {
    std::string received{};          // as rules saw it, in UTF-8
    std::vector<std::string> routes; // that took it
    std::string ack;                 // "AA", "CA AA"; empty: none
    std::vector<made_copy> copies;   // in the order of the plan
    std::vector<made_failure> failures;
    std::vector<made_drop> drops;
    std::vector<std::string> tags;
    bool rests_on_memory = false;          // rules asked what routes had remembered, which is not known of then
    std::optional<std::string> unreadable; // why the bytes are no message to this configuration: nothing else is said
};

} // namespace vagus::app
