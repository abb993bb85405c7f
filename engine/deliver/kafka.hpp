// Kafka output: messages leave as a stream, in queue order, each settled when all replicas have it.
// Topic, key and headers are made when a message is accepted and stored with its delivery.
#pragma once

#include "engine/deliver/kafka/cluster.hpp"
#include "engine/deliver/output.hpp"
#include "routes/written.hpp"

#include <optional>

namespace vagus::deliver {

struct kafka_topic : kafka::cluster {
    using text = routes::written<expr::text_template>;
    enum class acknowledgement : std::uint8_t { all };

    text topic;
    std::optional<text> key;
    std::vector<config::named<text>> headers;
    routes::written<std::string> body;
    acknowledgement acks = acknowledgement::all;
    std::int64_t in_flight = 512;
};

struct kafka_output final : output {
    kafka_topic to;

    [[nodiscard]] queue::opening open(const surroundings& around) const override;
    [[nodiscard]] routes::content wants() const override;
    [[nodiscard]] std::string where() const override;
    [[nodiscard]] std::string shares() const override;
    [[nodiscard]] const tls::output_terms* secured() const override { return to.tls ? &*to.tls : nullptr; }
};

[[nodiscard]] const config::fields<kafka_output>& kafka_output_fields();
[[nodiscard]] const config::fields<kafka_topic>& kafka_topic_fields();

} // namespace vagus::deliver
