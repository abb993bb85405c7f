// A client of librdkafka, producer or consumer, made of names and values. What happens to it comes as events alone: its
// log lines go nowhere, since what matters in them is an error event too.
#pragma once

#include "base/result.hpp"
#include "engine/runtime/kafka/access.hpp"

#include <librdkafka/rdkafka.h>

#include <string>

namespace vagus::kafka {

// The caller's, to destroy as its kind wants it. `events`: RD_KAFKA_EVENT_...; the error is librdkafka's words.
[[nodiscard]] result<rd_kafka_t*, std::string> make_client(rd_kafka_type_t kind, const properties& how, int events);

} // namespace vagus::kafka
