// Kafka inputs against librdkafka's mock cluster: what is committed when, and what a restart goes on with.
#include "tests/io/messages.hpp"
#include "tests/support/mock_kafka.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

#include <thread>

using namespace vagus::tests;

namespace {

const std::string topic = "hospital.adt";

// The mock never lets anybody into a group again that was empty once: a second life takes another name. What it knows
// of the first is then in its own store alone.
std::string from(const mock_kafka& cluster, const std::string& more = {}, const std::string& beside = {},
                 const std::string& group = "vagus") {
    return "inputs: { in: { kafka: { brokers: ['" + cluster.brokers() + "'], topics: " + topic + ", group: " + group +
           more + " }" + beside + " } }\n";
}

std::string to(std::uint16_t receiver) {
    return "routes: { all: { from: in, to: [pas] } }\n"
           "outputs:\n  pas:\n    mllp: { connect: '127.0.0.1:" +
           std::to_string(receiver) + "', ack_timeout: 5s }\n    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
}

bool carries(const std::string& frame, const std::string& control) {
    return frame.find("|" + control + "|P|2.5.1") != std::string::npos;
}

} // namespace

TEST_CASE("records become messages, in order, and their offsets are committed", "[io][kafka_in]") {
    mock_kafka cluster;
    cluster.create(topic);
    for (int i = 0; i < 20; ++i) cluster.put(topic, i % 2, adt(std::to_string(i)));
    running_engine engine{from(cluster)};
    REQUIRE(engine.events.wait_for("message.unmatched", 20));
    CHECK(cluster.commits("vagus", topic, 0, 10));
    CHECK(cluster.commits("vagus", topic, 1, 10));
}

TEST_CASE("what is no message is kept as refused, and its offset goes on", "[io][kafka_in]") {
    mock_kafka cluster;
    cluster.create(topic);
    cluster.put(topic, 0, "no message");
    cluster.put(topic, 0, "");
    cluster.put(topic, 0, adt("long", std::string(2000, '1')));
    cluster.put(topic, 0, adt("last"));
    running_engine engine{from(cluster, ", max_message: 1KiB")};
    REQUIRE(engine.events.wait_for("message.unmatched", 1));
    CHECK(engine.events.count("message.refused") == 3);
    CHECK(cluster.commits("vagus", topic, 0, 4));
}

TEST_CASE("an offset is committed only when its receiver has the message", "[io][kafka_in]") {
    mock_kafka cluster;
    cluster.create(topic);
    cluster.put(topic, 0, adt("one"));
    cluster.put(topic, 0, adt("two"));
    port pas;
    running_engine engine{from(cluster) + to(pas.number())};
    auto receiver = pas.accept(15s);
    REQUIRE(receiver);
    CHECK(carries(receiver->read_frame(), "one"));
    std::this_thread::sleep_for(1500ms); // longer than the interval of commits
    CHECK(cluster.committed("vagus", topic, 0) < 0);
    receiver->send(framed(answer("one")));
    CHECK(carries(receiver->read_frame(), "two"));
    CHECK(cluster.commits("vagus", topic, 0, 1));
    receiver->send(framed(answer("two")));
    CHECK(cluster.commits("vagus", topic, 0, 2));
}

TEST_CASE("a restart goes on behind what it has accepted, whatever the group has committed", "[io][kafka_in]") {
    mock_kafka cluster;
    cluster.create(topic);
    temporary_folder home;
    for (int i = 0; i < 5; ++i) cluster.put(topic, 0, adt(std::to_string(i)));
    {
        running_engine engine{from(cluster, {}, ", dedup: none"), home.path()};
        REQUIRE(engine.events.wait_for("message.unmatched", 5));
        engine.stop();
    }
    CHECK(cluster.committed("vagus", topic, 0) == 5); // said when it left
    cluster.put(topic, 0, adt("5"));
    running_engine again{from(cluster, {}, ", dedup: none", "second"), home.path()};
    REQUIRE(again.events.wait_for("message.unmatched", 1));
    std::this_thread::sleep_for(300ms);
    CHECK(again.events.count("message.unmatched") == 1);
    CHECK(cluster.commits("second", topic, 0, 6));
}

TEST_CASE("a stop takes back what was not sent, and whoever reads it next sends it once", "[io][kafka_in]") {
    mock_kafka cluster;
    cluster.create(topic);
    temporary_folder home;
    port pas{port::door::shut};
    for (const auto* control : {"one", "two", "three"}) cluster.put(topic, 0, adt(control));
    {
        running_engine engine{from(cluster) + to(pas.number()), home.path()};
        REQUIRE(engine.events.wait_for("message.stored", 3));
        engine.stop();
        CHECK(engine.events.count("partitions.given_up") == 1);
    }
    CHECK(cluster.committed("vagus", topic, 0) < 0);
    pas.open();
    running_engine other{from(cluster, {}, {}, "second") + to(pas.number()), home.path()};
    auto receiver = pas.accept(20s);
    REQUIRE(receiver);
    for (const std::string control : {"one", "two", "three"}) {
        CHECK(carries(receiver->read_frame(), control));
        receiver->send(framed(answer(control)));
    }
    CHECK(receiver->silent(500ms));
    CHECK(cluster.commits("second", topic, 0, 3));
}

TEST_CASE("with as many messages under way as it may have an input reads no more, and goes on later",
          "[io][kafka_in]") {
    mock_kafka cluster;
    cluster.create(topic);
    for (int i = 0; i < 6; ++i) cluster.put(topic, 0, adt(std::to_string(i)));
    port pas;
    running_engine engine{from(cluster, ", in_flight: 2") + to(pas.number())};
    auto receiver = pas.accept(15s);
    REQUIRE(receiver);
    CHECK(carries(receiver->read_frame(), "0"));
    std::this_thread::sleep_for(500ms);
    CHECK(engine.events.count("message.stored") == 2);
    for (int i = 0; i < 6; ++i) {
        receiver->send(framed(answer(std::to_string(i))));
        if (i < 5) CHECK(carries(receiver->read_frame(10s), std::to_string(i + 1)));
    }
    CHECK(cluster.commits("vagus", topic, 0, 6));
}

TEST_CASE("what a kafka input may not say is a finding", "[io][kafka_in]") {
    const auto code = [](const std::string& kafka) {
        return codes_found("inputs: { in: { kafka: { " + kafka + " } } }\n", ".");
    };
    CHECK(code("brokers: [], topics: a, group: g") == std::vector<std::string>{"VG1301"});
    CHECK(code("brokers: 'b:9092', topics: 'a/b', group: g") == std::vector<std::string>{"VG1303"});
    CHECK(code("brokers: 'b:9092', topics: [], group: g") == std::vector<std::string>{"VG1303"});
    CHECK(code("brokers: 'b:9092', topics: a, group: g, tls: { use: nobody }") == std::vector<std::string>{"VG3009"});
}
