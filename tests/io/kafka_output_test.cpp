// Kafka outputs against librdkafka's mock cluster: what a broker may answer, and brokers that are away.
#include "tests/io/messages.hpp"
#include "tests/support/mock_kafka.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;
using namespace std::chrono_literals;

namespace {

std::string to(const mock_kafka& cluster, const std::string& kafka = {}, const std::string& more = {}) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
           "routes: { all: { from: in, to: [out] } }\n"
           "outputs:\n  out:\n    kafka: { brokers: ['" +
           cluster.brokers() + "'], key: PID-3.1, " + (kafka.empty() ? "topic: hospital.adt" : kafka) +
           " }\n"
           "    retry: { first: 50ms, max: 50ms, jitter: 0% }\n" +
           more;
}

// `count` messages of three patients in turn, numbered from `first`.
void put(running_engine& engine, int first, int count) {
    wire sender{engine.port_of("in")};
    for (int i = first; i < first + count; ++i) {
        auto control = std::to_string(i);
        sender.send(framed(adt(control, "PAT-" + std::to_string(i % 3))));
        REQUIRE(sender.read_frame().find("\rMSA|AA|" + control) != std::string::npos);
    }
}

// The control ids of one key, in the order of its partition.
std::vector<std::string> of_key(const std::vector<kafka_record>& all, const std::string& key) {
    std::vector<std::string> controls;
    for (const auto& each : all)
        if (each.key == key) controls.push_back(each.headers.at("MSH-10"));
    return controls;
}

void check_all_once_in_order(const mock_kafka& cluster, int count) {
    const auto all = cluster.records("hospital.adt", static_cast<std::size_t>(count));
    CAPTURE(count, of_key(all, "PAT-0"), of_key(all, "PAT-1"), of_key(all, "PAT-2"));
    CHECK(all.size() == static_cast<std::size_t>(count));
    for (int key = 0; key < 3; ++key) {
        std::vector<std::string> wanted;
        for (int i = 1; i <= count; ++i)
            if (i % 3 == key) wanted.push_back(std::to_string(i));
        CHECK(of_key(all, "PAT-" + std::to_string(key)) == wanted);
    }
}

} // namespace

TEST_CASE("a message arrives byte for byte, with key and headers", "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("hospital.adt");
    running_engine engine{to(cluster, "topic: hospital.adt, headers: { patient: '${PID-3.1}', MSH-12: ours }")};
    put(engine, 1, 1);
    REQUIRE(engine.events.wait_for("delivery.done"));
    const auto all = cluster.records("hospital.adt", 1);
    REQUIRE(all.size() == 1);
    CHECK(all[0].value == adt("1", "PAT-1"));
    CHECK(all[0].key == "PAT-1");
    auto headers = all[0].headers;
    CHECK(headers.at("vagus-message-id").size() == 16);
    CHECK(headers.at("vagus-revision").size() == 12);
    headers.erase("vagus-message-id");
    headers.erase("vagus-revision");
    CHECK(headers == std::map<std::string, std::string>{{"MSH-3", "PAS"},
                                                        {"MSH-4", "HOSP"},
                                                        {"MSH-5", "VAGUS"},
                                                        {"MSH-6", "VAGUS"},
                                                        {"MSH-9", "ADT^A01^ADT_A01"},
                                                        {"MSH-10", "1"},
                                                        {"MSH-12", "ours"},
                                                        {"patient", "PAT-1"}});
}

TEST_CASE("what the brokers may answer on the way changes neither order nor count", "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("hospital.adt");
    cluster.refuse(mock_kafka::produce,
                   {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_NO_ERROR,
                    RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                    RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND});
    running_engine engine{to(cluster)};
    // One at a time: the mock knows no sequence numbers, by which a broker refuses what follows a batch it lacks.
    for (int i = 1; i <= 9; ++i) {
        put(engine, i, 1);
        CHECK(engine.events.wait_for("delivery.done", static_cast<std::size_t>(i)));
    }
    check_all_once_in_order(cluster, 9);
    CHECK(engine.events.count("delivery.retried") == 0);
}

TEST_CASE("a topic one may not write to parks the output, which says why, and goes on when one may", "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("hospital.adt");
    cluster.refuse(mock_kafka::produce,
                   {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
    running_engine engine{to(cluster)};
    put(engine, 1, 1);
    REQUIRE(engine.events.wait_for("output.down"));
    CHECK(engine.events.fact_of("output.down", "reason") == "Broker: Topic authorization failed");
    REQUIRE(engine.events.wait_for("delivery.done"));
    put(engine, 2, 29);
    CHECK(engine.events.wait_for("delivery.done", 30));
    CHECK(engine.events.wait_for("output.up"));
    check_all_once_in_order(cluster, 30);
    CHECK(engine.events.count("delivery.dead") == 0);
}

TEST_CASE("a batch that is refused is sent again message by message, and none is lost for another's fault",
          "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("hospital.adt");
    cluster.refuse(mock_kafka::produce, {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
    running_engine engine{to(cluster, "topic: hospital.adt, linger: 300ms")};
    put(engine, 1, 12);
    CHECK(engine.events.wait_for("delivery.done", 12));
    CHECK(engine.events.count("delivery.dead") == 0);
    check_all_once_in_order(cluster, 12);
}

TEST_CASE("a message that is too long is a dead letter, and the feed goes on", "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("hospital.adt");
    running_engine engine{to(cluster, "topic: hospital.adt, max_message: 2KiB")};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("long", "PAT-1", "NTE|1||" + std::string(4000, 'x') + "\r")));
    REQUIRE(sender.read_frame().find("\rMSA|AA|long") != std::string::npos);
    put(engine, 1, 3);
    CHECK(engine.events.wait_for("delivery.done", 3));
    CHECK(engine.events.comes_to("delivery.dead", 1));
    check_all_once_in_order(cluster, 3);
}

TEST_CASE("a producer that librdkafka gave up for good is replaced", "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("hospital.adt");
    cluster.refuse(mock_kafka::init_producer, {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED});
    running_engine engine{to(cluster)};
    put(engine, 1, 6);
    REQUIRE(engine.events.wait_for("output.down"));
    CHECK(engine.events.fact_of("output.down", "reason").find("Cluster authorization failed") != std::string::npos);
    CHECK(engine.events.wait_for("delivery.done", 6));
    check_all_once_in_order(cluster, 6);
}

TEST_CASE("brokers that are away get everything once and in order when they are back", "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("hospital.adt");
    running_engine engine{to(cluster)};
    put(engine, 1, 5);
    REQUIRE(engine.events.wait_for("delivery.done", 5));
    cluster.down();
    REQUIRE(engine.events.wait_for("output.down"));
    CHECK(engine.events.fact_of("output.down", "reason").find("127.0.0.1:") != std::string::npos);
    put(engine, 6, 25); // intake goes on
    std::this_thread::sleep_for(500ms);
    CHECK(engine.events.comes_to("delivery.done", 5));
    cluster.up();
    CHECK(engine.events.wait_for("delivery.done", 30));
    CHECK(engine.events.wait_for("output.up"));
    check_all_once_in_order(cluster, 30);
}

TEST_CASE("give_up ends the wait for brokers that are away", "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("hospital.adt");
    cluster.down();
    auto yaml = to(cluster);
    yaml.replace(yaml.find("jitter: 0%"), 10, "jitter: 0%, give_up: 1s");
    running_engine engine{yaml};
    put(engine, 1, 2);
    CHECK(engine.events.wait_for("delivery.dead", 2));
    cluster.up();
    const auto count = [&](const char* of) { return engine.events.count(of); };
    // They are found again within that second, or the next message finds them.
    for (std::size_t sent = 3; sent < 33 && count("delivery.done") == 0; ++sent) {
        put(engine, static_cast<int>(sent), 1);
        for (int i = 0; i < 1000 && count("delivery.done") + count("delivery.dead") < sent; ++i)
            std::this_thread::sleep_for(10ms);
    }
    CHECK(count("delivery.done") > 0);
}

TEST_CASE("a stop does not wait for brokers that are away, and the next life delivers", "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("hospital.adt");
    temporary_folder home;
    cluster.down();
    {
        running_engine engine{to(cluster), home.path()};
        put(engine, 1, 9);
        REQUIRE(engine.events.wait_for("output.down"));
        const auto began = std::chrono::steady_clock::now();
        engine.stop();
        CHECK(std::chrono::steady_clock::now() - began < 15s);
    }
    cluster.up();
    running_engine next{to(cluster), home.path()};
    CHECK(next.events.wait_for("delivery.done", 9));
    check_all_once_in_order(cluster, 9);
}

TEST_CASE("a topic may be made of the message; what cannot stand in its name becomes _", "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("hospital.ADT_A01_ADT_A01");
    running_engine engine{to(cluster, "topic: 'hospital.${MSH-9}'")};
    put(engine, 1, 1);
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(cluster.records("hospital.ADT_A01_ADT_A01", 1).size() == 1);
}

TEST_CASE("two outputs on one cluster share its producer, and both deliver", "[io][kafka]") {
    mock_kafka cluster;
    cluster.create("one");
    cluster.create("two");
    const auto brokers = "brokers: ['" + cluster.brokers() + "']";
    running_engine engine{"inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
                          "routes: { all: { from: in, to: [one, two] } }\n"
                          "outputs:\n"
                          "  one: { kafka: { " +
                          brokers +
                          ", topic: one } }\n"
                          "  two: { kafka: { " +
                          brokers + ", topic: two }, order: { per_key: PID-3.1 } }\n"};
    put(engine, 1, 10);
    CHECK(engine.events.wait_for("delivery.done", 20));
    const auto one = cluster.records("one", 10);
    REQUIRE(one.size() == 10);
    for (int i = 0; i < 10; ++i) {
        CHECK(one[static_cast<std::size_t>(i)].headers.at("MSH-10") == std::to_string(i + 1)); // no key: one partition
        CHECK(one[static_cast<std::size_t>(i)].key.empty());
    }
    const auto two = cluster.records("two", 10);
    CHECK(of_key(two, "PAT-1") == std::vector<std::string>{"1", "4", "7", "10"}); // the first path of per_key
}
