// The bare producer: the same messages, keys and headers straight into librdkafka, with the settings the engine uses.
// Usage: kafka_bare BROKERS TOPIC MESSAGES PATIENTS. Prints one JSON object; exit 0 when all were acknowledged.
#include "drive/messages.hpp"

#include <librdkafka/rdkafka.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

namespace {

std::uint32_t acknowledged = 0;

void count_report(rd_kafka_t* /*producer*/, const rd_kafka_message_t* report, void* /*nothing*/) {
    acknowledged += report->err == RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0;
}

rd_kafka_t* open(const char* brokers) {
    std::array<char, 256> why{};
    auto* how = rd_kafka_conf_new();
    const std::array<std::pair<const char*, const char*>, 6> settings{{{"bootstrap.servers", brokers},
                                                                       {"enable.idempotence", "true"},
                                                                       {"acks", "all"},
                                                                       {"linger.ms", "5"},
                                                                       {"partitioner", "murmur2"},
                                                                       {"message.timeout.ms", "0"}}};
    for (const auto& [name, value] : settings)
        if (rd_kafka_conf_set(how, name, value, why.data(), why.size()) != RD_KAFKA_CONF_OK) return nullptr;
    rd_kafka_conf_set_dr_msg_cb(how, count_report);
    return rd_kafka_new(RD_KAFKA_PRODUCER, how, why.data(), why.size());
}

void send(rd_kafka_t* to, const char* topic, const std::string& frame, std::uint32_t number, std::uint32_t patient) {
    // A frame is VT, the message, FS, CR.
    const auto body = frame.substr(1, frame.size() - 3);
    const auto control = road::control_of(number);
    const auto key = "P" + std::to_string(patient);
    std::array<rd_kafka_vu_t, 5> parts{};
    parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    parts[0].u.cstr = topic;
    parts[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    parts[1].u.i = RD_KAFKA_MSG_F_COPY;
    parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[2].u.mem = {const_cast<char*>(body.data()), body.size()};
    parts[3].vtype = RD_KAFKA_VTYPE_KEY;
    parts[3].u.mem = {const_cast<char*>(key.data()), key.size()};
    parts[4].vtype = RD_KAFKA_VTYPE_HEADER;
    parts[4].u.header = {"MSH-10", control.data(), static_cast<ssize_t>(control.size())};
    while (auto* refused = rd_kafka_produceva(to, parts.data(), parts.size())) { // until the queue has room
        const bool full = rd_kafka_error_code(refused) == RD_KAFKA_RESP_ERR__QUEUE_FULL;
        rd_kafka_error_destroy(refused);
        if (!full) return;
        rd_kafka_poll(to, 10);
    }
}

} // namespace

int main(int count, char** words) {
    if (count != 5) {
        std::fputs("usage: kafka_bare BROKERS TOPIC MESSAGES PATIENTS\n", stderr);
        return 2;
    }
    const auto messages = static_cast<std::uint32_t>(std::strtoul(words[3], nullptr, 10));
    const auto patients = static_cast<std::uint32_t>(std::strtoul(words[4], nullptr, 10));
    auto* producer = open(words[1]);
    if (producer == nullptr) return 1;
    road::messages source{road::mix::both};
    const auto began = std::chrono::steady_clock::now();
    for (std::uint32_t number = 0; number < messages; ++number) {
        const auto patient = number % patients;
        send(producer, words[2], source.frame(number, patient), number, patient);
        rd_kafka_poll(producer, 0);
    }
    rd_kafka_flush(producer, 120'000);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    rd_kafka_destroy(producer);
    std::printf("{\"acknowledged\": %u, \"seconds\": %.3f}\n", acknowledged, took.count());
    return acknowledged == messages ? 0 : 1;
}
