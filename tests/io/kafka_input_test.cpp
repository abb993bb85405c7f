// Kafka inputs against librdkafka's mock cluster: what is committed when, and what a restart goes on with.
#include "tests/io/messages.hpp"
#include "tests/support/held.hpp"
#include "tests/support/mock_kafka.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

#include <filesystem>
#include <functional>
#include <set>
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
           std::to_string(receiver) + "', ack_timeout: 30s }\n    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
}

bool carries(const std::string& frame, const std::string& control) {
    return frame.find("|" + control + "|P|2.5.1") != std::string::npos;
}

// Somebody else of the group, who reads and keeps to itself how far it is.
class other_member {
  public:
    other_member(const mock_kafka& cluster, const std::string& group, const std::string& of)
        : member_{kafka_client(
              RD_KAFKA_CONSUMER,
              {{"bootstrap.servers", cluster.brokers()}, {"group.id", group}, {"enable.auto.commit", "false"}})} {
        rd_kafka_poll_set_consumer(member_);
        auto* topics = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(topics, of.c_str(), RD_KAFKA_PARTITION_UA);
        REQUIRE(rd_kafka_subscribe(member_, topics) == RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(topics);
    }
    ~other_member() { close(); }
    other_member(const other_member&) = delete;
    other_member& operator=(const other_member&) = delete;

    bool polls_until(const std::function<bool()>& seen) {
        const auto until = std::chrono::steady_clock::now() + 30s;
        while (!seen() && std::chrono::steady_clock::now() < until)
            if (auto* message = rd_kafka_consumer_poll(member_, 50)) rd_kafka_message_destroy(message);
        return seen();
    }
    void close() {
        if (member_ == nullptr) return;
        rd_kafka_consumer_close(member_);
        rd_kafka_destroy(std::exchange(member_, nullptr));
    }

  private:
    rd_kafka_t* member_;
};

} // namespace

TEST_CASE("a reader that was replaced ends its thread", "[io][kafka_in][reload]") {
    mock_kafka cluster;
    cluster.create(topic);
    running_engine engine{from(cluster)};
    REQUIRE(engine.events.wait_for("partitions.assigned"));
    const auto threads = held_in("/proc/self/task");
    constexpr std::size_t times = 4;
    for (std::size_t i = 1; i <= times; ++i) {
        engine.reload(from(cluster, {}, {}, "vagus" + std::to_string(i)));
        REQUIRE(engine.events.wait_for("partitions.assigned", i + 1));
    }
    CHECK(comes_down_to(threads + times / 2, "/proc/self/task"));
}

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
    CHECK(engine.events.comes_to("message.refused", 3));
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
    CHECK(again.events.comes_to("message.unmatched", 1));
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
        CHECK(engine.events.comes_to("partitions.given_up", 1));
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
    CHECK(engine.events.comes_to("message.stored", 2));
    for (int i = 0; i < 6; ++i) {
        receiver->send(framed(answer(std::to_string(i))));
        if (i < 5) CHECK(carries(receiver->read_frame(10s), std::to_string(i + 1)));
    }
    CHECK(cluster.commits("vagus", topic, 0, 6));
}

TEST_CASE("an input that was full when its partitions went reads on when it has them again", "[io][kafka_in]") {
    mock_kafka cluster;
    cluster.create(topic);
    for (int partition = 0; partition < mock_kafka::partitions; ++partition)
        cluster.put(topic, partition, adt(std::to_string(partition)));
    port pas{port::door::shut};
    running_engine engine{from(cluster, ", in_flight: 1, session: 6s") + to(pas.number())};
    REQUIRE(engine.events.wait_for("message.stored", 1));

    other_member beside{cluster, "vagus", topic};
    REQUIRE(beside.polls_until([&] { return engine.events.count("partitions.assigned") >= 2; }));
    beside.close();
    REQUIRE(engine.events.wait_for("partitions.assigned", 3));
    const auto before = engine.events.count("message.stored");
    pas.open();
    auto receiver = pas.accept(20s);
    REQUIRE(receiver);
    std::set<std::string> came;
    while (came.size() < mock_kafka::partitions) {
        const auto frame = receiver->read_frame(10s);
        REQUIRE_FALSE(frame.empty());
        const auto control = frame.substr(frame.find("|P|2.5.1") - 1, 1);
        came.insert(control);
        receiver->send(framed(answer(control)));
    }
    CHECK(engine.events.count("message.stored") > before);
}

TEST_CASE("a crash with only one message under way commits nothing before that has come to its end", "[io][kafka_in]") {
    mock_kafka cluster;
    cluster.create(topic);
    cluster.put(topic, 0, adt("one"));
    temporary_folder home;
    temporary_folder crashed;
    port pas{port::door::shut};
    {
        running_engine engine{from(cluster) + to(pas.number()), home.path()};
        REQUIRE(engine.events.wait_for("message.stored", 1));
        for (const auto& each : std::filesystem::recursive_directory_iterator{home.path()}) {
            const auto there = crashed.path() / each.path().lexically_relative(home.path());
            if (each.is_directory()) std::filesystem::create_directories(there);
            if (each.is_regular_file()) std::filesystem::copy_file(each, there);
        }
    }
    running_engine again{from(cluster, {}, {}, "second") + to(pas.number()), crashed.path()};
    REQUIRE(again.events.wait_for("partitions.assigned"));
    std::this_thread::sleep_for(1500ms); // longer than the interval of commits
    CHECK(cluster.committed("second", topic, 0) < 0);
    pas.open();
    auto receiver = pas.accept(20s);
    REQUIRE(receiver);
    CHECK(carries(receiver->read_frame(), "one"));
    receiver->send(framed(answer("one")));
    CHECK(cluster.commits("second", topic, 0, 1));
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
