// librdkafka's mock cluster, and a consumer that reads what arrived. It drops old messages: for hundreds, not
// thousands.
#pragma once

#include "tests/support/catch.hpp"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <chrono>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace vagus::tests {

struct kafka_record {
    std::string key;
    std::string value;
    std::map<std::string, std::string> headers;
    std::int32_t partition = 0;
};

// One client of librdkafka with these settings.
inline rd_kafka_t* kafka_client(rd_kafka_type_t what,
                                std::initializer_list<std::pair<std::string, std::string>> settings) {
    char why[256];
    auto* how = rd_kafka_conf_new();
    for (const auto& [name, value] : settings)
        REQUIRE(rd_kafka_conf_set(how, name.c_str(), value.c_str(), why, sizeof why) == RD_KAFKA_CONF_OK);
    rd_kafka_conf_set_log_cb(how, nullptr);
    auto* made = rd_kafka_new(what, how, why, sizeof why);
    REQUIRE(made != nullptr);
    return made;
}

class mock_kafka {
  public:
    static constexpr std::int16_t produce = 0;        // request of Kafka's protocol
    static constexpr std::int16_t init_producer = 22; // likewise
    static constexpr int partitions = 4;

    mock_kafka()
        : owner_{kafka_client(RD_KAFKA_PRODUCER, {})}
        , cluster_{rd_kafka_mock_cluster_new(owner_, 1)} {
        REQUIRE(cluster_ != nullptr);
    }
    ~mock_kafka() {
        rd_kafka_mock_cluster_destroy(cluster_);
        rd_kafka_destroy(owner_);
    }
    mock_kafka(const mock_kafka&) = delete;
    mock_kafka& operator=(const mock_kafka&) = delete;

    std::string brokers() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }
    void create(const std::string& topic) {
        REQUIRE(rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, 1) == RD_KAFKA_RESP_ERR_NO_ERROR);
    }
    // The next requests of this kind get these errors, one each.
    void refuse(std::int16_t request, std::vector<rd_kafka_resp_err_t> errors) {
        (void)rd_kafka_mock_push_request_errors_array(cluster_, request, errors.size(), errors.data());
    }
    void down() { REQUIRE(rd_kafka_mock_broker_set_down(cluster_, 1) == RD_KAFKA_RESP_ERR_NO_ERROR); }
    void up() { REQUIRE(rd_kafka_mock_broker_set_up(cluster_, 1) == RD_KAFKA_RESP_ERR_NO_ERROR); }

    // A record in this partition of the topic, durable when it returns.
    void put(const std::string& topic, std::int32_t partition, const std::string& value) const {
        auto* writer = kafka_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers()}});
        auto* to = rd_kafka_topic_new(writer, topic.c_str(), nullptr);
        CHECK(rd_kafka_produce(to, partition, RD_KAFKA_MSG_F_COPY, const_cast<char*>(value.data()), value.size(),
                               nullptr, 0, nullptr) == 0);
        CHECK(rd_kafka_flush(writer, 60'000) == RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_destroy(to);
        rd_kafka_destroy(writer);
    }
    // Where the group would go on; negative: it has never committed.
    std::int64_t committed(const std::string& group, const std::string& topic, std::int32_t partition) const {
        auto* asker = kafka_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers()}, {"group.id", group}});
        auto* one = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(one, topic.c_str(), partition);
        CHECK(rd_kafka_committed(asker, one, 60'000) == RD_KAFKA_RESP_ERR_NO_ERROR);
        const auto offset = one->elems[0].offset;
        rd_kafka_topic_partition_list_destroy(one);
        rd_kafka_destroy(asker);
        return offset;
    }
    // Waits until it would go on there.
    bool commits(const std::string& group, const std::string& topic, std::int32_t partition, std::int64_t next) const {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (std::chrono::steady_clock::now() < until)
            if (committed(group, topic, partition) == next) return true;
        return false;
    }

    // Everything in the topic, partition by partition in order, once `least` are there and nothing more comes.
    std::vector<kafka_record> records(const std::string& topic, std::size_t least) const {
        auto* reader = kafka_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers()}, {"group.id", "test"}});
        rd_kafka_poll_set_consumer(reader);
        auto* all = rd_kafka_topic_partition_list_new(partitions);
        for (int i = 0; i < partitions; ++i)
            rd_kafka_topic_partition_list_add(all, topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
        REQUIRE(rd_kafka_assign(reader, all) == RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(all);
        std::vector<kafka_record> found;
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (std::chrono::steady_clock::now() < until) {
            auto* message = rd_kafka_consumer_poll(reader, found.size() < least ? 500 : 300);
            if (message == nullptr && found.size() >= least) break;
            if (message != nullptr && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) found.push_back(read(message));
            if (message != nullptr) rd_kafka_message_destroy(message);
        }
        rd_kafka_consumer_close(reader);
        rd_kafka_destroy(reader);
        return found;
    }

  private:
    static kafka_record read(const rd_kafka_message_t* from) {
        kafka_record made;
        made.key.assign(static_cast<const char*>(from->key), from->key_len);
        made.value.assign(static_cast<const char*>(from->payload), from->len);
        made.partition = from->partition;
        rd_kafka_headers_t* headers = nullptr;
        if (rd_kafka_message_headers(from, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return made;
        const char* name = nullptr;
        const void* value = nullptr;
        std::size_t size = 0;
        for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
             ++i)
            made.headers[name] = std::string{static_cast<const char*>(value), size};
        return made;
    }

    rd_kafka_t* owner_;
    rd_kafka_mock_cluster_t* cluster_;
};

} // namespace vagus::tests
