#include "routes/step.hpp"

namespace vagus::routes {

const config::fields<step>& step_fields() {
    static const auto stated =
        config::fields<step>{"step", "What every step may say."}
            .optional("name", &step::name, config::text(), "What traces and failures call this step.")
            .optional("when", &step::when, as_written(config::condition()), "The step is left out unless this holds.")
            .optional("on_error", &step::if_failed,
                      config::choice<on_error>(
                          {{"fail", on_error::fail}, {"skip", on_error::skip}, {"warn", on_error::warn}}),
                      "When the step fails: `fail` the route, or take back what the step did and go on, with a "
                      "warning or without.");
    return stated;
}

config::type<written_steps> steps_type() {
    return config::list(config::with_place(config::one_of_kinds<step>("step", step_kinds)));
}

} // namespace vagus::routes
