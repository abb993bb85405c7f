// What a delivery report of librdkafka means for its message. Pure.
#pragma once

#include "engine/queue/judge.hpp"

#include <librdkafka/rdkafka.h>

#include <string>

namespace vagus::deliver::kafka {

struct delivery_report {
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_msg_status_t status = RD_KAFKA_MSG_STATUS_NOT_PERSISTED;
    std::int32_t partition = -1;
    std::int64_t offset = -1;
};

// `trouble`: what was last wrong with the brokers, for words. Words hold no field values: no topic, no key.
[[nodiscard]] queue::attempt_result verdict_of(const delivery_report& what, const std::string& trouble);
// The message itself is at fault: tried again it would fail again.
[[nodiscard]] queue::attempt_result refusal(std::string words);

} // namespace vagus::deliver::kafka
