#include "config/load.hpp"
#include "engine/deliver/kafka.hpp"
#include "engine/deliver/kafka/pipeline.hpp"
#include "engine/deliver/kafka/producers.hpp"
#include "engine/deliver/kafka/verdict.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace vagus;
using deliver::kafka::properties;
using kind = queue::attempt_result::kind;

namespace {

struct read_output {
    deliver::kafka_output value;
    std::vector<std::string> codes; // of the findings
    std::size_t errors = 0;
};

read_output read(const std::string& kafka, const std::string& more = {}) {
    auto tree = config::load_text("outputs:\n  out:\n    kafka: { " + kafka + " }\n" + more);
    config::findings found;
    config::reading context{found};
    read_output made;
    const auto& node = tree.root.find("outputs")->value.find("out")->value;
    (void)deliver::kafka_output_fields().read(node, context, made.value);
    found.append(tree.found);
    for (const auto& each : found.all()) made.codes.push_back(each.code);
    made.errors = found.errors();
    return made;
}

std::string value_of(const properties& all, const std::string& name) {
    for (const auto& [each, value] : all)
        if (each == name) return value;
    return "(not set)";
}

std::string source_of(const routes::content& all, const std::string& name) {
    for (const auto& each : all.attributes)
        if (each.name == name) return each.value.value.source;
    return "(not there)";
}

std::string only_code(const std::string& kafka) {
    auto made = read(kafka);
    return made.codes.size() == 1 ? made.codes[0] : std::to_string(made.codes.size()) + " findings";
}

queue::attempt_result verdict(rd_kafka_resp_err_t error,
                              rd_kafka_msg_status_t status = RD_KAFKA_MSG_STATUS_NOT_PERSISTED) {
    return deliver::kafka::verdict_of({error, status, 3, 17}, "no route to kafka-1");
}

const std::string plain = "brokers: [kafka-1:9092, kafka-2:9093], topic: hospital.adt";

} // namespace

TEST_CASE("a Kafka output wants topic, key and the headers that route a record", "[deliver][kafka]") {
    auto made = read(plain + ", key: PID-3.1, headers: { feed: adt, MSH-4: '${MSH-4.2}' }, body: raw");
    REQUIRE(made.codes.empty());
    const auto wants = made.value.wants();
    CHECK(source_of(wants, "topic") == "hospital.adt");
    CHECK(source_of(wants, "key") == "PID-3.1");
    CHECK(source_of(wants, "header.MSH-10") == "${MSH-10}");
    CHECK(source_of(wants, "header.MSH-4") == "${MSH-4.2}"); // in place of the usual one
    CHECK(source_of(wants, "header.feed") == "adt");
    CHECK(std::ranges::count(wants.attributes, "header.MSH-4", &routes::attribute_text::name) == 1);
    CHECK(wants.revision == "header.vagus-revision");
    CHECK(wants.body.value == "raw");
    CHECK(made.value.where() == "kafka-1:9092,kafka-2:9093 hospital.adt");
}

TEST_CASE("a key that was asked for must have a value; the one taken from per_key need not", "[deliver][kafka]") {
    auto needed = [](const read_output& made) {
        const auto wants = made.value.wants();
        const auto key = std::ranges::find(wants.attributes, "key", &routes::attribute_text::name);
        return key == wants.attributes.end() ? std::string{"no key"} : key->needed ? "needed" : "may be empty";
    };
    CHECK(needed(read(plain + ", key: PID-3.1")) == "needed");
    CHECK(needed(read(plain, "    order: { per_key: [PID-3.1, MRG-1.1] }\n")) == "may be empty");
    CHECK(needed(read(plain)) == "no key");
}

TEST_CASE("what cannot work is found when the configuration loads", "[deliver][kafka]") {
    CHECK(only_code("brokers: [], topic: adt") == "VG1301");
    CHECK(only_code("brokers: kafka-1:9092, topic: '${MSH-9.1}'") == "VG1302");
    CHECK(only_code("brokers: kafka-1:9092, topic: ''") == "VG1302");
    CHECK(only_code("brokers: kafka-1:9092, topic: 'adt/${MSH-9.1}'") == "VG1303");
    CHECK(only_code(plain + ", acks: 1") == "VG1009");
    CHECK(only_code(plain + ", in_flight: 1025") == "VG1006");
    CHECK(only_code(plain + ", tls: { name: other }") == "VG1304");
    CHECK(only_code(plain + ", partitions: 3") == "VG1001");
    const auto readable = read(plain + ", sasl: { mechanism: plain, user: a, password: b }");
    CHECK(readable.codes == std::vector<std::string>{"VG1305"});
    CHECK(readable.errors == 0); // a warning
}

TEST_CASE("a Kafka output is not acknowledged in HL7", "[deliver][kafka]") {
    CHECK(read(plain, "    on_ack: [{ code: AE, then: retry }]\n").errors == 1);
}

TEST_CASE("the producer is idempotent, waits for all replicas and never gives up by itself", "[deliver][kafka]") {
    const auto all = deliver::kafka::properties_of(read(plain).value.to, nullptr);
    CHECK(value_of(all, "enable.idempotence") == "true");
    CHECK(value_of(all, "acks") == "all");
    CHECK(value_of(all, "message.timeout.ms") == "0");
    CHECK(value_of(all, "max.in.flight.requests.per.connection") == "1");
    CHECK(value_of(all, "linger.ms") == "5");
    CHECK(value_of(all, "partitioner") == "murmur2");
    CHECK(value_of(all, "security.protocol") == "plaintext");
}

TEST_CASE("tls and sasl become librdkafka's settings", "[deliver][kafka]") {
    tls::profile files;
    files.ca.value = "/etc/vagus/ca.pem";
    files.cert.value = "/etc/vagus/vagus.crt";
    files.key.value = "-----BEGIN PRIVATE KEY-----\n";
    auto made = read(plain + ", tls: { use: hospital }, sasl: { mechanism: scram-sha-512, user: bob, password: x }");
    REQUIRE(made.codes.empty());
    auto all = deliver::kafka::properties_of(made.value.to, &files);
    CHECK(value_of(all, "security.protocol") == "sasl_ssl");
    CHECK(value_of(all, "sasl.mechanism") == "SCRAM-SHA-512");
    CHECK(value_of(all, "sasl.username") == "bob");
    CHECK(value_of(all, "ssl.ca.location") == "/etc/vagus/ca.pem");
    CHECK(value_of(all, "ssl.certificate.location") == "/etc/vagus/vagus.crt");
    CHECK(value_of(all, "ssl.key.pem") == files.key.value);
    CHECK(value_of(all, "ssl.endpoint.identification.algorithm") == "https");
    CHECK(value_of(all, "enable.ssl.certificate.verification") == "true");

    all = deliver::kafka::properties_of(read(plain + ", tls: { verify: ca }").value.to, nullptr);
    CHECK(value_of(all, "ssl.endpoint.identification.algorithm") == "none");
    CHECK(value_of(all, "enable.ssl.certificate.verification") == "true");
    CHECK(value_of(all, "ssl.ca.location") == "(not set)");
    all = deliver::kafka::properties_of(read(plain + ", tls: { verify: none }").value.to, nullptr);
    CHECK(value_of(all, "enable.ssl.certificate.verification") == "false");
}

TEST_CASE("outputs share a thread and a producer when their clusters are the same", "[deliver][kafka]") {
    CHECK(read(plain).value.shares() == read("brokers: [kafka-1:9092, kafka-2:9093], topic: other").value.shares());
    CHECK(read(plain).value.shares() != read(plain + ", linger: 6ms").value.shares());
    CHECK(read(plain).value.shares() != read(plain + ", tls: { use: hospital }").value.shares());

    boost::asio::io_context context{1};
    auto& all = boost::asio::use_service<deliver::kafka::producers>(context);
    const properties how{{"bootstrap.servers", "127.0.0.1:1"}};
    auto one = all.get(how, context);
    auto two = all.get(how, context);
    auto other = all.get({{"bootstrap.servers", "127.0.0.1:2"}}, context);
    REQUIRE((one && two && other));
    CHECK(*one == *two);
    CHECK(*one != *other);
}

TEST_CASE("settings that librdkafka refuses are said in its words", "[deliver][kafka]") {
    boost::asio::io_context context{1};
    auto none = deliver::kafka::producer::open({{"compression.codec", "brown paper"}}, context);
    REQUIRE_FALSE(none);
    CHECK(none.error().find("compression.codec") != std::string::npos);
}

TEST_CASE("a delivery report becomes the result of an attempt", "[deliver][kafka]") {
    using enum queue::judgement;
    const auto done = verdict(RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_MSG_STATUS_PERSISTED);
    CHECK(queue::judge(done, {}) == delivered);
    CHECK(done.bytes == "partition 3, offset 17");

    const auto large = verdict(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
    CHECK(queue::judge(large, {}) == dead_letter);
    CHECK(queue::outcome_of(large) == store::outcome::rejected);

    const auto forbidden = verdict(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    CHECK(queue::judge(forbidden, {}) == retry);
    CHECK(forbidden.what == kind::connection);
    CHECK(forbidden.bytes.find("authorization failed") != std::string::npos);
    CHECK(forbidden.bytes.find("no route to kafka-1") != std::string::npos);

    CHECK(verdict(RD_KAFKA_RESP_ERR__PURGE_QUEUE).what == kind::stopped);
    const auto unknown = verdict(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED);
    CHECK(unknown.what == kind::timeout); // it may have arrived
    CHECK(queue::judge(unknown, {}) == retry);
    CHECK(verdict(RD_KAFKA_RESP_ERR__FATAL).bytes == "no route to kafka-1");
}
