#include "engine/listen/kafka/consumer.hpp"

#include "engine/runtime/kafka/client.hpp"

#include <librdkafka/rdkafka.h>

#include <utility>

namespace vagus::listen::kafka {
namespace {

constexpr int ask_within_ms = 5000; // where the group is

struct destroy {
    void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
    void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
using list = std::unique_ptr<rd_kafka_topic_partition_list_t, destroy>;

list list_of(const std::vector<partition>& which) {
    list made{rd_kafka_topic_partition_list_new(static_cast<int>(which.size()))};
    for (const auto& each : which) rd_kafka_topic_partition_list_add(made.get(), each.topic.c_str(), each.number);
    return made;
}

std::vector<partition> in(const rd_kafka_topic_partition_list_t* from) {
    std::vector<partition> found;
    for (int i = 0; from != nullptr && i < from->cnt; ++i)
        found.push_back({from->elems[i].topic, from->elems[i].partition});
    return found;
}

} // namespace

struct consumer::handles {
    rd_kafka_t* member = nullptr;
    rd_kafka_queue_t* events = nullptr;

    ~handles() {
        if (events != nullptr) rd_kafka_queue_destroy(events);
        if (member != nullptr) rd_kafka_destroy_flags(member, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    }
};

consumer::consumer(std::unique_ptr<handles> made)
    : do_{std::move(made)} {}

consumer::~consumer() = default;

result<std::unique_ptr<consumer>, std::string> consumer::open(const vagus::kafka::properties& how,
                                                              const std::vector<std::string>& topics) {
    auto member = vagus::kafka::make_client(RD_KAFKA_CONSUMER, how,
                                            RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR);
    if (!member) return fail(std::move(member.error()));
    auto made = std::make_unique<handles>();
    made->member = *member;
    rd_kafka_poll_set_consumer(made->member);
    made->events = rd_kafka_queue_get_consumer(made->member);
    std::vector<partition> all;
    for (const auto& topic : topics) all.push_back({topic, RD_KAFKA_PARTITION_UA});
    if (const auto error = rd_kafka_subscribe(made->member, list_of(all).get()); error != RD_KAFKA_RESP_ERR_NO_ERROR)
        return fail(std::string{rd_kafka_err2str(error)});
    return std::unique_ptr<consumer>{new consumer{std::move(made)}};
}

happening consumer::poll() {
    const std::unique_ptr<rd_kafka_event_t, destroy> event{rd_kafka_queue_poll(do_->events, 0)};
    if (!event) return {};
    const auto error = rd_kafka_event_error(event.get());
    switch (rd_kafka_event_type(event.get())) {
    case RD_KAFKA_EVENT_FETCH: {
        const auto* message = rd_kafka_event_message_next(event.get());
        if (message == nullptr) return {};
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return trouble{rd_kafka_message_errstr(message)};
        return record{{rd_kafka_topic_name(message->rkt), message->partition},
                      message->offset,
                      {static_cast<const char*>(message->payload), message->payload == nullptr ? 0 : message->len}};
    }
    case RD_KAFKA_EVENT_REBALANCE: {
        auto which = in(rd_kafka_event_topic_partition_list(event.get()));
        if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) return assigned{std::move(which)};
        return revoked{std::move(which)};
    }
    case RD_KAFKA_EVENT_ERROR:
        return trouble{rd_kafka_event_error_string(event.get()), error == RD_KAFKA_RESP_ERR__FATAL};
    default: return {};
    }
}

void consumer::assign(const std::map<partition, std::optional<std::int64_t>>& from) {
    const list all{rd_kafka_topic_partition_list_new(static_cast<int>(from.size()))};
    for (const auto& [each, offset] : from)
        rd_kafka_topic_partition_list_add(all.get(), each.topic.c_str(), each.number)->offset =
            offset.value_or(RD_KAFKA_OFFSET_INVALID);
    rd_kafka_assign(do_->member, all.get());
}

void consumer::unassign() {
    rd_kafka_assign(do_->member, nullptr);
}

std::map<partition, std::optional<std::int64_t>> consumer::committed(const std::vector<partition>& which) {
    std::map<partition, std::optional<std::int64_t>> found;
    if (which.empty()) return found;
    const auto asked = list_of(which);
    const bool told = rd_kafka_committed(do_->member, asked.get(), ask_within_ms) == RD_KAFKA_RESP_ERR_NO_ERROR;
    for (int i = 0; i < asked->cnt; ++i) {
        const auto& each = asked->elems[i];
        auto& offset = found[{each.topic, each.partition}];
        if (told && each.err == RD_KAFKA_RESP_ERR_NO_ERROR && each.offset >= 0) offset = each.offset;
    }
    return found;
}

void consumer::settled_up_to(const partition& which, std::int64_t next) {
    const auto one = list_of({which});
    one->elems[0].offset = next;
    // Of a partition that was lost meanwhile nothing can be said any more: whoever has it reads it again.
    (void)rd_kafka_offsets_store(do_->member, one.get());
}

void consumer::pause(const std::vector<partition>& which, bool paused) {
    const auto all = list_of(which);
    (void)(paused ? rd_kafka_pause_partitions(do_->member, all.get())
                  : rd_kafka_resume_partitions(do_->member, all.get()));
}

void consumer::begin_close() {
    auto* refused = rd_kafka_consumer_close_queue(do_->member, do_->events);
    if (refused != nullptr) rd_kafka_error_destroy(refused); // it is closing already
}

bool consumer::closed() const {
    return rd_kafka_consumer_closed(do_->member) != 0;
}

} // namespace vagus::listen::kafka
