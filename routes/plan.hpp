// What the rules make of one message: copies for outputs, failures, drops. Pure and bounded.
#pragma once

#include "parsers/charset/names.hpp"
#include "parsers/hl7/fault.hpp"
#include "parsers/path/missing_code.hpp"
#include "routes/memory.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vagus::routes {

struct output_copy {
    std::uint16_t output = 0;        // index into program::outputs()
    std::uint16_t route = 0;         // index into program::route_names()
    std::optional<std::string> body; // nothing: the bytes as received
    std::vector<std::string> keys; // values of the output's per_key paths, in order, without repeats; empty for strict
    std::string attributes{};      // what goes beside the body: decode_attributes()
    bool hl7 = false;              // the body is the message as the route left it, in UTF-8 as rules see it
    const charset::charset* set = nullptr; // in which such a body leaves; null: in the sender's
    std::size_t lost = 0;                  // characters that this set does not have, replaced
};

// A route that failed for this message. The text is "routes/lab.yaml:22 step 3 \"set OBX-3.4\": reason": paths, never
// field values.
struct failure {
    std::uint16_t route = 0;
    std::string text;
    bool rejects = false;             // the route asks for a negative answer
    std::vector<hl7::fault> faults{}; // what that answer says of the message
};

// A route that went on, and has something to say. The text is like that of a failure.
struct warning {
    std::uint16_t route = 0;
    std::string text;
};

struct dropped {
    std::uint16_t route = 0;
    std::string reason; // as written in the configuration
};

// What a route says of this message, for the log: words of the configuration.
struct note {
    std::uint16_t route = 0;
    std::string text;
};

struct plan {
    std::vector<std::uint16_t> matched; // routes, in file order
    std::vector<output_copy> copies;    // in order of routes and of their `to`
    std::vector<failure> failures;
    std::vector<dropped> drops;
    std::vector<warning> warnings{};
    std::vector<note> notes{};
    std::vector<std::string> tags{};     // labels by which people find the message, each once
    std::vector<remembered> remembers{}; // for later messages; nothing of routes that failed
    path::missing_codes missing{};       // that tables have no row for, of failed routes too
    [[nodiscard]] bool unmatched() const { return matched.empty(); }
};

} // namespace vagus::routes
