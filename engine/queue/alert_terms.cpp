#include "engine/queue/alert_terms.hpp"

namespace vagus::queue {

const config::fields<alert_terms>& alert_fields() {
    using namespace std::chrono_literals;
    static const auto stated =
        config::fields<alert_terms>{"alert", "When the queue of an output is an alert."}
            .optional("queue_age", &alert_terms::queue_age, config::time_span_or_never(1s, 24h * 31),
                      "The oldest message has waited for longer than this (`queue_age`).")
            .optional("queue_depth", &alert_terms::queue_depth, config::maybe(config::integer(1, 1'000'000'000)),
                      "More messages than this wait (`queue_depth`). Nothing is said: any number may.");
    return stated;
}

} // namespace vagus::queue
