// The road from the queue into librdkafka, step by step, with a producer that librdkafka gives up for good.
#include "engine/deliver/kafka/pipeline.hpp"
#include "engine/deliver/kafka/producers.hpp"
#include "routes/attributes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mock_kafka.hpp"

#include <chrono>
#include <set>
#include <thread>
#include <utility>
#include <vector>

using namespace vagus;
using namespace std::chrono_literals;
using deliver::kafka::properties;

namespace {

constexpr auto topic = "hospital.adt";

// What the pipeline says to its queue.
struct told final : queue::pipeline::owner {
    void reported(std::uint64_t ticket, queue::attempt_result result, bool /*shared*/) override {
        all.insert(ticket);
        if (result.verdict == queue::judgement::delivered) delivered.push_back(ticket);
    }
    void room() override { ++rooms; }
    void down(const std::string& /*why*/) override {}

    std::set<std::uint64_t> all;
    std::vector<std::uint64_t> delivered; // in order
    int rooms = 0;
};

// Two outputs that share a producer. Its brokers are away.
struct bench {
    explicit bench(properties more = {}) {
        cluster.create(topic);
        cluster.down();
        for (auto& each : more) how.push_back(std::move(each));
        road = make(to);
        other = make(to_other);
    }
    std::unique_ptr<queue::pipeline> make(told& owner) {
        return deliver::kafka::make_pipeline(how, context, owner, [](const std::string&) {});
    }
    [[nodiscard]] static bool send(queue::pipeline& by, std::uint64_t ticket, std::string to_topic = topic) {
        store::queued_delivery made;
        made.body = std::make_shared<const std::string>("MSH|" + std::to_string(ticket));
        made.attributes = routes::encode({{std::string{deliver::kafka::topic_attribute}, std::move(to_topic)},
                                          {std::string{deliver::kafka::key_attribute}, "one"}});
        return by.send(made, ticket);
    }
    [[nodiscard]] bool send(std::uint64_t ticket) { return send(*road, ticket); }
    // The outputs do not hear of it: nothing of theirs runs meanwhile.
    void break_producer() {
        cluster.refuse(tests::mock_kafka::init_producer, {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED});
        context.poll();
        auto open = boost::asio::use_service<deliver::kafka::producers>(context).get(how, context);
        REQUIRE(open);
        cluster.up();
        const auto until = std::chrono::steady_clock::now() + 20s;
        while (rd_kafka_fatal_error((*open)->handle(), nullptr, 0) == RD_KAFKA_RESP_ERR_NO_ERROR) {
            REQUIRE(std::chrono::steady_clock::now() < until);
            std::this_thread::sleep_for(1ms);
        }
    }
    // Before each step, `meanwhile`.
    template <class F> void run_until(std::size_t reports, F&& meanwhile) {
        const auto until = std::chrono::steady_clock::now() + 20s;
        while (to.all.size() < reports && std::chrono::steady_clock::now() < until) {
            meanwhile();
            context.restart();
            context.run_one_for(100ms);
        }
    }
    void run_until(std::size_t reports) {
        run_until(reports, [] {});
    }

    tests::mock_kafka cluster;
    properties how{
        {"bootstrap.servers", cluster.brokers()}, {"enable.idempotence", "true"}, {"message.timeout.ms", "0"}};
    boost::asio::io_context context{1};
    told to;
    told to_other;
    std::unique_ptr<queue::pipeline> road;
    std::unique_ptr<queue::pipeline> other;
};

} // namespace

TEST_CASE("a producer that broke is let go when everything it had is reported", "[deliver][kafka]") {
    bench all;
    REQUIRE(all.send(0));
    REQUIRE(all.send(1));
    all.break_producer();
    REQUIRE(all.send(2)); // hears of it
    CHECK(all.to.all.empty());
    all.run_until(3, [&] { CHECK_FALSE(all.send(3)); });
    CHECK(all.to.all == std::set<std::uint64_t>{0, 1, 2});
    CHECK(all.to.delivered.empty());
    CHECK(all.to.rooms > 0);

    for (std::uint64_t ticket = 3; ticket < 7; ++ticket) CHECK(all.send(ticket));
    all.run_until(7);
    CHECK(all.to.delivered == std::vector<std::uint64_t>{3, 4, 5, 6});
}

TEST_CASE("what a new producer has is not taken back as what the broken one had", "[deliver][kafka]") {
    bench all;
    REQUIRE(all.send(0));
    all.break_producer();
    REQUIRE(all.send(1)); // hears of it
    all.run_until(2);
    CHECK(all.to.delivered.empty());

    all.cluster.down();
    REQUIRE(all.send(2));
    // Longer than the broken one's would be asked for once more.
    const auto until = std::chrono::steady_clock::now() + 2500ms;
    while (std::chrono::steady_clock::now() < until) all.context.run_one_for(100ms);
    CHECK(all.to.all == std::set<std::uint64_t>{0, 1});
    all.cluster.up();
    all.run_until(3);
    CHECK(all.to.delivered == std::vector<std::uint64_t>{2});
}

TEST_CASE("what one output takes back is not overtaken in another that shares the producer", "[deliver][kafka]") {
    bench all;
    REQUIRE(all.send(0));
    REQUIRE(all.send(1));
    REQUIRE(bench::send(*all.other, 0));
    all.other->purge();
    all.run_until(2, [&] { CHECK_FALSE(all.send(2)); });
    CHECK(all.to.all == std::set<std::uint64_t>{0, 1});
    CHECK(all.to.delivered.empty());

    // The purge may go on: one goes alone.
    REQUIRE(all.send(2));
    CHECK_FALSE(all.send(3));
    all.cluster.up();
    all.run_until(3);
    CHECK(all.send(4));
    CHECK(all.send(5));
}

TEST_CASE("what a stop's grace did not bring home is taken back as often as it needs", "[deliver][kafka]") {
    bench all;
    REQUIRE(all.send(0));
    all.road->stop();
    all.run_until(1);
    CHECK(all.to.all == std::set<std::uint64_t>{0});
    REQUIRE(all.send(1)); // stands for one that was passed over
    all.run_until(2);
    CHECK(all.to.all == std::set<std::uint64_t>{0, 1});
}

TEST_CASE("what a message itself is to blame for is reported before those behind it leave", "[deliver][kafka]") {
    bench all;
    CHECK(bench::send(*all.road, 0, std::string(250, 't')));
    CHECK_FALSE(all.send(1));
    all.run_until(1);
    CHECK(all.to.all == std::set<std::uint64_t>{0});
    CHECK(all.to.rooms == 1);
    CHECK(all.send(1));
}

TEST_CASE("what could not be sent is not overtaken before it is reported", "[deliver][kafka]") {
    bench all{{{"compression.codec", "brown paper"}}};
    CHECK(all.send(0));
    CHECK_FALSE(all.send(1));
    CHECK(all.to.all.empty());
    all.run_until(1);
    CHECK(all.to.all == std::set<std::uint64_t>{0});
    CHECK(all.to.rooms == 1);
}
