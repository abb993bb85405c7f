#include "routes/memory.hpp"

#include "routes/limits.hpp"

namespace vagus::routes {

using namespace std::chrono_literals;

const config::fields<memory>& memory_fields() {
    static const auto stated =
        config::fields<memory>{"memory", "Values that routes remember of messages, over restarts, for later ones."}
            .optional("key", &memory::key, config::list_or_one(as_written(config::hl7_path())),
                      "What values belong to: a path or several, such as PID-3.1. `unchanged` needs it; `remember` may "
                      "say another.")
            .optional("keep", &memory::keep, config::time_span(1min, 366 * 24h),
                      "How long a value is known after it was written, at least.")
            .optional("max_values", &memory::max_values, config::integer(1, limits::values_per_memory),
                      "How many values are kept; the one that was written first goes. They are in the engine's memory: "
                      "some 200 bytes each beside their text.");
    return stated;
}

} // namespace vagus::routes
