#include "engine/deliver/kafka/cluster.hpp"

#include "base/limits.hpp"

#include <utility>

namespace vagus::deliver::kafka {
namespace {

using namespace std::chrono_literals;

// Bounds of one producer's memory. Windows bound it sooner; this is for many outputs on one cluster.
constexpr auto most_messages = "20000";
constexpr auto most_kilobytes = "262144";

const std::vector<std::pair<std::string, compression>>& compressions() {
    static const std::vector<std::pair<std::string, compression>> words{{"none", compression::none},
                                                                        {"gzip", compression::gzip},
                                                                        {"snappy", compression::snappy},
                                                                        {"lz4", compression::lz4},
                                                                        {"zstd", compression::zstd}};
    return words;
}

template <class E> std::string word_for(E value, const std::vector<std::pair<std::string, E>>& words) {
    for (const auto& [word, meaning] : words)
        if (meaning == value) return word;
    return {};
}

} // namespace

const config::fields<cluster>& cluster_fields() {
    static const auto stated =
        config::fields<cluster>{"cluster", "The brokers, and how to talk to them."}
            .include(vagus::kafka::access_fields())
            .optional("linger", &cluster::linger, config::time_span(0ms, 1s),
                      "How long a message may wait for others to share its way.")
            .optional("compression", &cluster::packed, config::choice<compression>(compressions()),
                      "How batches of messages are packed.")
            .optional("max_message", &cluster::max_message, config::size(limits::KiB, 256 * limits::MiB),
                      "Longest body sent; a longer one is a dead letter. Raise `message.max.bytes` of the brokers with "
                      "it.");
    return stated;
}

properties properties_of(const cluster& what, const vagus::tls::profile* files) {
    properties all{
        // Nothing acknowledged is lost, repeated or reordered by the producer itself.
        {"enable.idempotence", "true"},
        {"acks", "all"},
        // The producer never gives up: `retry` says when to.
        {"message.timeout.ms", "0"},
        // One request at a time to a broker: when a leader changes with several under way, one of them may be refused
        // because the one before it was; librdkafka (up to 2.12 at least, its issue 4953) then begins a new epoch and
        // sends again, of other partitions too, what has arrived already.
        {"max.in.flight.requests.per.connection", "1"},
        {"linger.ms", std::to_string(what.linger.count())},
        {"compression.codec", word_for(what.packed, compressions())},
        {"message.max.bytes", std::to_string(what.max_message)},
        {"queue.buffering.max.messages", most_messages},
        {"queue.buffering.max.kbytes", most_kilobytes},
        // As Kafka's own clients choose partitions, so that others can follow; without a key always the same one, so
        // that order is kept.
        {"partitioner", "murmur2"},
    };
    for (auto& each : vagus::kafka::properties_of(static_cast<const vagus::kafka::access&>(what), files))
        all.push_back(std::move(each));
    return all;
}

} // namespace vagus::deliver::kafka
