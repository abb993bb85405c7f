#include "engine/deliver/kafka.hpp"

#include "engine/deliver/kafka/pipeline.hpp"
#include "parsers/expr/ast.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vagus::deliver {
namespace {

constexpr std::int64_t most_in_flight = 1024; // half of what a queue holds in memory

// What every record carries beside the message id and the revision: enough to route it without reading the body.
constexpr std::array<std::string_view, 7> header_fields{"MSH-3", "MSH-4",  "MSH-5", "MSH-6",
                                                        "MSH-9", "MSH-10", "MSH-12"};
constexpr std::string_view revision_header = "vagus-revision";

bool legal_in_topic(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

std::string as_topic_part(std::string_view value) {
    std::string out{value};
    std::ranges::replace_if(out, [](char c) { return !legal_in_topic(c); }, '_');
    return out;
}

expr::text_template only(const path::path& what) {
    auto read = std::make_shared<expr::node>(expr::node{expr::element{what}, 0});
    return {{{{}, std::move(read), 0}}, path::to_text(what)};
}

// A bare path, kept as the text it stands for.
config::type<kafka_topic::text> key_path() {
    auto inner = config::hl7_path();
    return {
        .read =
            [read = inner.read](const config::node& value, config::reading& context, kafka_topic::text& into) {
                path::path what;
                into.source = value;
                if (!read(value, context, what)) return false;
                into.value = only(what);
                return true;
            },
        .show = [](const kafka_topic::text& value) { return value.value.source; },
        .schema = inner.schema,
        .words = inner.words,
    };
}

// A topic made of values alone could be any topic there is.
void check_topic(const kafka_topic& what, const config::node& map, config::reading& context) {
    const auto& parts = what.topic.value.parts;
    const auto& at = map.find("topic")->value;
    if (parts.empty() || parts.front().hole)
        context.found.error(at, "VG1302", "a topic begins with letters of its own, before any ${...}",
                            "try: hospital.adt, or hospital.${MSH-9.1}");
    const bool legal =
        std::ranges::all_of(parts, [](const auto& part) { return std::ranges::all_of(part.literal, legal_in_topic); });
    if (!legal) context.found.error(at, "VG1303", "the name of a topic has letters, digits, '.', '_' and '-' only");
}

void add(routes::content& into, std::string name, kafka_topic::text value, bool needed = false,
         routes::escape holes_as = nullptr) {
    into.attributes.push_back({std::move(name), std::move(value), needed, holes_as});
}

bool stated(const std::vector<config::named<kafka_topic::text>>& headers, std::string_view name) {
    return std::ranges::any_of(headers, [&](const auto& each) { return each.name == name; });
}

} // namespace

queue::opening kafka_output::open(const surroundings& around) const {
    const auto* files = to.tls ? around.certificates.files(to.tls->use.value) : nullptr;
    auto make = [how = kafka::properties_of(to, files), &state = around.state](boost::asio::io_context& context,
                                                                               queue::pipeline::owner& owner) {
        return kafka::make_pipeline(how, context, owner, [&state](const std::string& words) { state.set(words); });
    };
    return queue::windowed{static_cast<std::size_t>(to.in_flight), std::move(make)};
}

routes::content kafka_output::wants() const {
    routes::content all;
    all.body = to.body;
    add(all, std::string{kafka::topic_attribute}, to.topic, true, as_topic_part);
    if (to.key) {
        add(all, std::string{kafka::key_attribute}, *to.key, true);
    } else if (!how.per_key.empty()) {
        const auto& first = how.per_key.front();
        config::node source;
        source.at = first.at;
        add(all, std::string{kafka::key_attribute}, {only(first.value), std::move(source)});
    }
    const std::string prefix{kafka::header_prefix};
    for (const auto field : header_fields) {
        const std::string name{field};
        if (stated(to.headers, name)) continue;
        add(all, prefix + name, {*expr::parse_template("${" + name + "}"), {}});
    }
    for (const auto& each : to.headers) add(all, prefix + each.name, each.value);
    all.revision = prefix + std::string{revision_header};
    return all;
}

std::string kafka_output::where() const {
    return kafka::brokers_of(to) + " " + to.topic.value.source;
}

std::string kafka_output::shares() const {
    std::string all = "kafka" + (to.tls ? " " + to.tls->use.value : std::string{});
    for (const auto& [name, value] : kafka::properties_of(to, nullptr)) all += "\n" + name + "=" + value;
    return all;
}

const config::fields<kafka_topic>& kafka_topic_fields() {
    using ack = kafka_topic::acknowledgement;
    static const auto stated =
        config::fields<kafka_topic>{"kafka", "Sends messages to a Kafka topic, in order, each acknowledged by all of "
                                             "its replicas."}
            .include(kafka::cluster_fields())
            .required(
                "topic", &kafka_topic::topic, routes::as_written(config::templated()),
                "The topic. May hold ${...} after its first letters; what a topic's name cannot hold becomes `_`.")
            .optional(
                "key", &kafka_topic::key, config::maybe(key_path()),
                "Path of the record's key, which must have a value: messages of one key stay in order. Without it "
                "the first path of `order: per_key` is the key; without both all messages go to one partition.")
            .optional("headers", &kafka_topic::headers, config::map_of(routes::as_written(config::templated())),
                      "Headers beside those every record has, or in their place: `MSH-3`, `-4`, `-5`, `-6`, `-9`, "
                      "`-10` and `-12`. `vagus-message-id` and `vagus-revision` are always there.")
            .optional("body", &kafka_topic::body, routes::as_written(config::text()),
                      "What is sent: `raw` (the message as the route left it), or the name of a body.")
            .optional("acks", &kafka_topic::acks, config::choice<ack>({{"all", ack::all}}),
                      "A message is delivered when all in-sync replicas have it.")
            .optional("in_flight", &kafka_topic::in_flight, config::integer(1, most_in_flight),
                      "Messages on their way at once; a crash of the engine repeats at most these.")
            .check(check_topic);
    return stated;
}

const config::fields<kafka_output>& kafka_output_fields() {
    static const auto stated = config::fields<kafka_output>{"kafka output", "Sends messages to a Kafka topic."}
                                   .required("kafka", &kafka_output::to, config::object(kafka_topic_fields),
                                             "Sends to a topic of a Kafka cluster.")
                                   .include(output_fields());
    return stated;
}

} // namespace vagus::deliver
