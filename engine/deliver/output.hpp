// An output as configuration states it. A kind of output is one file that states its fields and makes its senders, plus
// one line in kinds.cpp. Kafka, FHIR, HTTP and file outputs join here.
#pragma once

#include "config/fields.hpp"
#include "engine/queue/judge.hpp"
#include "engine/queue/order.hpp"
#include "engine/queue/retry.hpp"
#include "engine/queue/sender.hpp"
#include "routes/content.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <vector>

namespace vagus::deliver {

struct output {
    queue::order how;
    queue::retry_policy retry;
    std::vector<queue::ack_rule> on_ack;

    virtual ~output() = default;
    // One sender a lane. Lives on the given context's thread.
    [[nodiscard]] virtual std::unique_ptr<queue::sender> open(boost::asio::io_context& context) const = 0;
    // What is made of a message for it when the message is accepted; its senders find it in the delivery.
    [[nodiscard]] virtual routes::content wants() const { return {}; }
    [[nodiscard]] virtual std::string where() const = 0; // "pas.internal:6661", for status and logs
};

// What every kind has: order, retry, on_ack.
[[nodiscard]] const config::fields<output>& output_fields();
// All kinds, by hand: self-registering globals vanish from static libraries.
[[nodiscard]] const std::vector<config::kind<output>>& output_kinds();

} // namespace vagus::deliver
