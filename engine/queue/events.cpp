#include "engine/queue/events.hpp"

namespace vagus::queue {
namespace {

facts attempt_facts(const std::string& output, const message_id& message, const std::string& result,
                    const std::string& ack, const std::string& error, std::int64_t attempt) {
    facts all{{"output", output}, {"message_id", to_text(message)}, {"result", result}, {"attempt", attempt}};
    if (!ack.empty()) all.push_back({"ack", ack});
    if (!error.empty()) all.push_back({"err_code", error});
    return all;
}

} // namespace

facts output_down::describe() const {
    return {{"output", output}, {"reason", reason}};
}

facts output_up::describe() const {
    return {{"output", output}};
}

facts output_held::describe() const {
    facts all{{"output", output}, {"reason", reason}, {"by", by}};
    if (!message.empty()) all.push_back({"message_id", message});
    if (drains) all.push_back({"drains", "yes"});
    return all;
}

facts output_released::describe() const {
    return {{"output", output}, {"reason", reason}, {"by", by}};
}

facts output_hurried::describe() const {
    return {{"output", output}, {"by", by}};
}

facts output_stopped::describe() const {
    return {{"output", output}};
}

facts output_goes_on::describe() const {
    return {{"output", output}};
}

facts delivery_skipped::describe() const {
    return {{"output", output}, {"message_id", to_text(message)}, {"by", by}};
}

facts delivery_retried::describe() const {
    auto all = attempt_facts(output, message, result, ack, error, attempt);
    all.push_back({"wait_ms", wait_ms});
    all.push_back({"duration_us", took_us});
    return all;
}

facts delivery_dead::describe() const {
    auto all = attempt_facts(output, message, result, ack, error, attempt);
    all.push_back({"duration_us", took_us});
    return all;
}

facts delivery_done::describe() const {
    return {{"output", output}, {"message_id", to_text(message)}, {"attempt", attempt}, {"duration_us", took_us}};
}

} // namespace vagus::queue
