// An account of a message, for people and for scripts.
#pragma once

#include "engine/app/account/account.hpp"
#include "engine/intake/replies.hpp"
#include "routes/plan.hpp"
#include "routes/program.hpp"

#include <boost/json/object.hpp>

#include <cstddef>

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

void print(const explained& what, const explain_wishes& how);
[[nodiscard]] boost::json::object as_json(const explained& what, const explain_wishes& how);

} // namespace vagus::app
