// A Kafka output at work: deliveries to records, delivery reports to results.
#pragma once

#include "engine/deliver/kafka/cluster.hpp"
#include "engine/queue/pipeline.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>

namespace vagus::deliver::kafka {

// How topic, key and headers are called among the attributes of a delivery.
inline constexpr std::string_view topic_attribute = "topic";
inline constexpr std::string_view key_attribute = "key";
inline constexpr std::string_view header_prefix = "header.";

// `remark` hears what is wrong with the brokers, and nothing (empty) when a message arrived.
[[nodiscard]] std::unique_ptr<queue::pipeline> make_pipeline(properties how, boost::asio::io_context& context,
                                                             queue::pipeline::owner& to,
                                                             std::function<void(const std::string&)> remark);

} // namespace vagus::deliver::kafka
