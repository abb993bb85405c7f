#include "engine/deliver/kafka/verdict.hpp"

#include <utility>

namespace vagus::deliver::kafka {
namespace {

using queue::attempt_result;
using kind = attempt_result::kind;

attempt_result made(kind what, std::string words) {
    attempt_result result;
    result.what = what;
    result.bytes = std::move(words);
    return result;
}

bool messages_own_fault(rd_kafka_resp_err_t error) {
    switch (error) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION: return true;
    default: return false;
    }
}

bool taken_back(rd_kafka_resp_err_t error) {
    return error == RD_KAFKA_RESP_ERR__PURGE_QUEUE || error == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
}

std::string with(std::string words, const std::string& trouble) {
    return trouble.empty() ? words : std::move(words) + "; last seen: " + trouble;
}

} // namespace

attempt_result refusal(std::string words) {
    auto result = made(kind::answered, std::move(words));
    result.verdict = queue::judgement::dead_letter;
    return result;
}

attempt_result verdict_of(const delivery_report& what, const std::string& trouble) {
    if (what.error == RD_KAFKA_RESP_ERR_NO_ERROR) {
        auto result = made(kind::answered,
                           "partition " + std::to_string(what.partition) + ", offset " + std::to_string(what.offset));
        result.verdict = queue::judgement::delivered;
        return result;
    }
    if (taken_back(what.error)) {
        if (what.status == RD_KAFKA_MSG_STATUS_NOT_PERSISTED)
            return made(kind::stopped, with("it was not sent", trouble));
        return made(kind::timeout, with("the brokers did not acknowledge it; it may have arrived", trouble));
    }
    if (what.error == RD_KAFKA_RESP_ERR__FATAL) return made(kind::connection, trouble);
    const std::string words = rd_kafka_err2str(what.error);
    if (messages_own_fault(what.error)) return refusal("the broker refused it: " + words);
    return made(kind::connection, with(words, trouble));
}

} // namespace vagus::deliver::kafka
