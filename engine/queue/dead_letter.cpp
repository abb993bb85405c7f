#include "engine/queue/dead_letter.hpp"

namespace vagus::queue {

const config::fields<dead_letter_policy>& dead_letter_fields() {
    using enum dead_letter_policy::effect;
    static const auto stated =
        config::fields<dead_letter_policy>{"dead_letter", "What a dead letter means for the messages behind it."}
            .optional("then", &dead_letter_policy::then,
                      config::choice<dead_letter_policy::effect>(
                          {{"continue", go_on}, {"hold_key", hold_key}, {"stop", stop}}),
                      "`continue`: they are delivered. `hold_key`: those that share a key with it wait; needs `order: "
                      "per_key`. `stop`: all wait. Both until a person retries or discards the dead letter.");
    return stated;
}

} // namespace vagus::queue
