// An account of a message as JSON, for scripts and for the API; and what a command needs to print one.
#pragma once

#include "engine/app/account/account.hpp"
#include "engine/app/peers/leaves.hpp"
#include "engine/intake/replies.hpp"
#include "routes/plan.hpp"
#include "routes/program.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <string>

namespace vagus::app {

// What is said of a message before anything else.
struct heading {
    std::string input;
    std::string type; // "ADT^A01"
    std::string control;
    std::string version;
    std::size_t segments = 0;
    std::string ack_after;      // storing, processing, delivery
    std::string application_by; // the output that the application's acknowledgement leaves through; empty: none does
};
struct explained {
    const heading& head;
    const routes::program& rules;
    const account& told;
    const routes::plan& made;
    const intake::decision& end;
    std::size_t received = 0; // bytes
};
struct explain_wishes {
    bool values = false; // as they are; otherwise masked
    bool bodies = false; // what each output gets, which is nothing but values
};

// Of a key or an attribute: of no segment and field, so that nothing of it stays.
inline const peers::place of_no_segment{.segment = {}, .field = 0};

[[nodiscard]] boost::json::object as_json(const explained& what, const explain_wishes& how);
// A message of an account: as it is, or masked.
[[nodiscard]] std::string message_as_wished(const std::string& text, const explain_wishes& how);

} // namespace vagus::app
