#include "engine/deliver/output.hpp"

namespace vagus::deliver {

const config::fields<output>& output_fields() {
    static const auto stated =
        config::fields<output>{"output", "What every output has, whatever its kind."}
            .optional("order", &output::how, queue::order_type(),
                      "`strict`: one in flight. `per_key`: order within each key only.")
            .optional("retry", &output::retry, config::object(queue::retry_fields), "When a delivery is tried again.");
    return stated;
}

const config::fields<output>& acknowledged_fields() {
    static const auto stated =
        config::fields<output>{"acknowledged", "What outputs have whose receivers acknowledge in HL7."}.optional(
            "on_ack", &output::on_ack, config::list(config::object(queue::ack_rule_fields)),
            "What the receiver's answers mean; the first rule that fits counts, then the defaults.");
    return stated;
}

} // namespace vagus::deliver
