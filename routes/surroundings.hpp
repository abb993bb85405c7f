// What all routes know of a message besides what it says. Private to compiled.
#pragma once

#include "parsers/path/scope.hpp"
#include "routes/notebook.hpp"
#include "routes/program.hpp"

#include <chrono>
#include <optional>

namespace vagus::routes {

// It lives where it was made.
struct surroundings {
    hl7::document arrived;
    std::optional<hl7::document> request;
    notebook remembers;
    path::occasion when;

    surroundings(const hl7::message& message, const circumstances& at, const zones::zone* local, plan& made)
        : arrived{message.read()}
        , remembers{at.before, made} {
        if (at.request != nullptr) request = at.request->read();
        when = {.now = std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{at.received}},
                .local = local,
                .arrived = &arrived,
                .request = request ? &*request : nullptr,
                .input = at.input,
                .attempt = at.attempt,
                .remembers = &remembers,
                .missed = &made.missing};
    }
    surroundings(const surroundings&) = delete;
    surroundings& operator=(const surroundings&) = delete;
};

} // namespace vagus::routes
