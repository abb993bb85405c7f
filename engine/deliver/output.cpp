#include "engine/deliver/output.hpp"

namespace vagus::deliver {

const config::fields<output>& output_fields() {
    static const auto stated =
        config::fields<output>{"output", "What every output has, whatever its kind."}
            .optional("order", &output::how, queue::order_type(),
                      "`strict`: one in flight. `per_key`: order within each key only. `none`: any order.")
            .optional("retry", &output::retry, config::object(queue::retry_fields), "When a delivery is tried again.")
            .optional("dead_letter", &output::dead_letter, config::object(queue::dead_letter_fields),
                      "What a dead letter means for the messages behind it.")
            .optional("open", &output::open_hours, config::maybe(queue::hours_type()),
                      "When it sends, such as 05:00-23:00 by clocks where `site.timezone` is; otherwise messages wait.")
            .optional("alert", &output::alert, config::object(queue::alert_fields), "When its queue is an alert.")
            .optional("about", &output::about, config::map_of(config::text(), config::name()),
                      "Whom to call, in words of your own (`owner`, `call`, `ticket`): shown with the output and with "
                      "its alerts.")
            .optional("renamed_from", &output::renamed_from, config::with_place(config::name()),
                      "What this output was called before: it takes over the queue, and the dead letters.")
            .check([](const output& read, const config::node& map, config::reading& context) {
                using effect = queue::dead_letter_policy::effect;
                if (read.dead_letter.then != effect::hold_key || read.how.kept == queue::order::promise::per_key)
                    return;
                const auto* entry = map.find("dead_letter");
                context.found.add({entry != nullptr ? entry->key_at : map.at, 11, config::level::error, "VG1203",
                                   "`hold_key` holds keys, and this order has none",
                                   "try: order: { per_key: [PATH], lanes: N }, or then: stop"});
            });
    return stated;
}

const config::fields<output>& acknowledged_fields() {
    static const auto stated =
        config::fields<output>{"acknowledged", "What outputs have whose receivers acknowledge in HL7."}.optional(
            "on_ack", &output::on_ack, queue::ack_rules(),
            "What the receiver's answers mean; the first rule that fits counts, then the defaults.");
    return stated;
}

} // namespace vagus::deliver
