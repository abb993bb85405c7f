// A Kafka cluster as configuration states it, and the librdkafka settings it becomes.
// Source: librdkafka CONFIGURATION.md.
#pragma once

#include "config/fields.hpp"
#include "engine/runtime/tls/terms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vagus::deliver::kafka {

enum class mechanism : std::uint8_t { plain, scram_sha_256, scram_sha_512 };
enum class compression : std::uint8_t { none, gzip, snappy, lz4, zstd };

struct login {
    mechanism how = mechanism::plain;
    std::string user;
    std::string password;
};

struct cluster {
    std::vector<config::endpoint> brokers;
    compression packed = compression::none;
    config::duration linger{5};
    std::uint64_t max_message = 1'000'000; // what brokers take when nothing was configured there
    std::optional<vagus::tls::output_terms> tls;
    std::optional<login> sasl;
};
[[nodiscard]] const config::fields<cluster>& cluster_fields();
[[nodiscard]] const config::fields<login>& login_fields();

// Names and values for librdkafka. Outputs whose properties are equal share a producer.
using properties = std::vector<std::pair<std::string, std::string>>;
// `files`: the profile that `tls` names; null for none.
[[nodiscard]] properties properties_of(const cluster& what, const vagus::tls::profile* files);
[[nodiscard]] std::string brokers_of(const cluster& what); // "kafka-1:9092,kafka-2:9092"

} // namespace vagus::deliver::kafka
