#include "engine/listen/kafka.hpp"

#include "base/limits.hpp"
#include "engine/listen/kafka/reader.hpp"

#include <algorithm>
#include <utility>

namespace vagus::listen {
namespace {

class kafka_receiver final : public receiver {
  public:
    kafka_receiver(intake::source from, const kafka_topics& how, const surroundings& around)
        : where_{vagus::kafka::brokers_of(how) + " " + how.group}
        , reader_{std::move(from), how, around} {}

    // Brokers that are away must not keep the other inputs from starting.
    result<void, std::string> bind() override { return {}; }
    void start() override { reader_.start(); }
    void stop(std::function<void()> then) override { reader_.stop(std::move(then)); }
    receiver_status status() const override { return {reader_.partitions(), reader_.messages()}; }
    std::string where() const override { return where_; }

  private:
    std::string where_;
    kafka::reader reader_;
};

void check_topics(const kafka_topics& read, const config::node& map, config::reading& context) {
    const auto legal = [](const std::string& name) {
        return !name.empty() && std::ranges::all_of(name, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                   c == '-';
        });
    };
    if (!read.topics.empty() && std::ranges::all_of(read.topics, legal)) return;
    context.found.error(map.find("topics")->value, "VG1303",
                        "the name of a topic has letters, digits, '.', '_' and '-' only",
                        "try: topics: [hospital.adt]");
}

} // namespace

const config::fields<kafka_topics>& kafka_topics_fields() {
    using namespace std::chrono_literals;
    using beginning = kafka_topics::beginning;
    static const auto stated =
        config::fields<kafka_topics>{"kafka", "Reads messages from Kafka topics, as a member of a consumer group."}
            .include(vagus::kafka::access_fields())
            .required("topics", &kafka_topics::topics, config::list_or_one(config::text()), "What is read.")
            .required("group", &kafka_topics::group, config::text(),
                      "Name of the consumer group: its members share the partitions.")
            .optional("start", &kafka_topics::start,
                      config::choice<beginning>({{"earliest", beginning::earliest}, {"latest", beginning::latest}}),
                      "Where a group begins that has never committed.")
            .optional("in_flight", &kafka_topics::in_flight, config::integer(1, 100'000),
                      "Messages that may be on their way to receivers; with so many no more is read.")
            .optional("session", &kafka_topics::session, config::time_span(6s, 30min),
                      "After so much silence the group takes a member for dead. Brokers have bounds of their own for "
                      "it.")
            .optional("max_message", &kafka_topics::max_message, config::size(limits::KiB, 256 * limits::MiB),
                      "Longest record taken as a message; a longer one is kept as refused, its head alone.")
            .include(reading_fields())
            .check(check_topics);
    return stated;
}

std::unique_ptr<receiver> kafka_input::open(intake::source from, const surroundings& around) const {
    return std::make_unique<kafka_receiver>(std::move(from), kafka, around);
}

const config::fields<kafka_input>& kafka_input_fields() {
    static const auto stated =
        config::fields<kafka_input>{"kafka input", "Reads messages from Kafka topics, as a member of a consumer group."}
            .required("kafka", &kafka_input::kafka, config::object(kafka_topics_fields),
                      "Reads messages from Kafka topics, as a member of a consumer group.")
            .include(input_fields());
    return stated;
}

} // namespace vagus::listen
