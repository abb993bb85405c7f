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

struct explained {
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
