#include "engine/listen/input.hpp"

namespace vagus::listen {

const config::fields<input>& input_fields() {
    static const auto stated = config::fields<input>{"input", "What every input has, whatever its kind."}.optional(
        "ack", &input::ack, config::object(intake::ack_policy_fields), "What the sender is promised, and when.");
    return stated;
}

} // namespace vagus::listen
