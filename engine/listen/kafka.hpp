// Kafka input: a member of a consumer group. An offset is committed only when everything that was made of its record
// has come to its end.
#pragma once

#include "engine/listen/input.hpp"
#include "engine/listen/reading.hpp"
#include "engine/runtime/kafka/access.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vagus::listen {

struct kafka_topics : vagus::kafka::access, reading_terms {
    enum class beginning : std::uint8_t { earliest, latest };
    std::vector<std::string> topics;
    std::string group;
    beginning start = beginning::earliest;
    std::int64_t in_flight = 1000;
    config::duration session{std::chrono::seconds{45}};
    std::uint64_t max_message = 16U << 20U;
};

struct kafka_input final : input {
    kafka_input() { ack.how = intake::ack_policy::mode::none; } // nobody is there to hear an answer

    kafka_topics kafka;

    [[nodiscard]] std::unique_ptr<receiver> open(intake::source from, const surroundings& around) const override;
    [[nodiscard]] std::string_view kind() const override { return "kafka"; }
    [[nodiscard]] std::uint64_t largest_message() const override { return 2 * kafka.max_message; }
    [[nodiscard]] charset::policy reading() const override { return kafka.policy(); }
    [[nodiscard]] hl7::strictness parsing() const override { return kafka.parse; }
    [[nodiscard]] const tls::output_terms* reaches_with() const override { return kafka.tls ? &*kafka.tls : nullptr; }
};

[[nodiscard]] const config::fields<kafka_input>& kafka_input_fields();
[[nodiscard]] const config::fields<kafka_topics>& kafka_topics_fields();

} // namespace vagus::listen
