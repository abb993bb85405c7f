// A Kafka cluster as configuration states it, and the librdkafka settings it becomes.
// Source: librdkafka CONFIGURATION.md.
#pragma once

#include "config/fields.hpp"
#include "engine/runtime/kafka/access.hpp"
#include "engine/runtime/tls/terms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vagus::deliver::kafka {

enum class compression : std::uint8_t { none, gzip, snappy, lz4, zstd };

using vagus::kafka::brokers_of;
using vagus::kafka::properties;

struct cluster : vagus::kafka::access {
    compression packed = compression::none;
    config::duration linger{5};
    std::uint64_t max_message = 1'000'000; // what brokers take when nothing was configured there
};
[[nodiscard]] const config::fields<cluster>& cluster_fields();

// Outputs whose properties are equal share a producer.
// `files`: the profile that `tls` names; null for none.
[[nodiscard]] properties properties_of(const cluster& what, const vagus::tls::profile* files);

} // namespace vagus::deliver::kafka
