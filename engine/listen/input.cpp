#include "engine/listen/input.hpp"

namespace vagus::listen {

const config::fields<input>& input_fields() {
    static const auto stated =
        config::fields<input>{"input", "What every input has, whatever its kind."}
            .optional("ack", &input::ack, config::object(intake::ack_policy_fields),
                      "What the sender is promised, and when.")
            .optional("continuation", &input::continuation, config::maybe(config::object(intake::continuation_fields)),
                      "Messages that their sender cut (MSH-14, DSC, ADD) are joined. Without it each fragment is a "
                      "message like any other.");
    return stated;
}

} // namespace vagus::listen
