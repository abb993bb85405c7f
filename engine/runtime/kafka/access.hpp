// How the brokers of a Kafka cluster are reached, for those who send to it and those who read from it, and the
// librdkafka settings that becomes. Source: librdkafka CONFIGURATION.md.
#pragma once

#include "config/fields.hpp"
#include "engine/runtime/tls/terms.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vagus::tls {
struct profile;
} // namespace vagus::tls

namespace vagus::kafka {

enum class mechanism : std::uint8_t { plain, scram_sha_256, scram_sha_512 };

struct login {
    mechanism how = mechanism::plain;
    std::string user;
    std::string password;
};

struct access {
    std::vector<config::endpoint> brokers;
    std::optional<vagus::tls::output_terms> tls;
    std::optional<login> sasl;
};
[[nodiscard]] const config::fields<access>& access_fields();
[[nodiscard]] const config::fields<login>& login_fields();

// Names and values for librdkafka.
using properties = std::vector<std::pair<std::string, std::string>>;
// `files`: the profile that `tls` names; null for none.
[[nodiscard]] properties properties_of(const access& what, const vagus::tls::profile* files);
[[nodiscard]] std::string brokers_of(const access& what); // "kafka-1:9092,kafka-2:9092"

} // namespace vagus::kafka
