#include "engine/runtime/kafka/client.hpp"

#include <array>

namespace vagus::kafka {

result<rd_kafka_t*, std::string> make_client(rd_kafka_type_t kind, const properties& how, int events) {
    std::array<char, 512> why{};
    auto* settings = rd_kafka_conf_new();
    for (const auto& [name, value] : how) {
        if (rd_kafka_conf_set(settings, name.c_str(), value.c_str(), why.data(), why.size()) == RD_KAFKA_CONF_OK)
            continue;
        rd_kafka_conf_destroy(settings);
        return fail(std::string{why.data()});
    }
    rd_kafka_conf_set_log_cb(settings, nullptr);
    rd_kafka_conf_set_events(settings, events);
    if (auto* made = rd_kafka_new(kind, settings, why.data(), why.size())) return made; // and the settings are its own
    rd_kafka_conf_destroy(settings);
    return fail(std::string{why.data()});
}

} // namespace vagus::kafka
