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

// An output whose first producer may not produce, which the brokers say when they are up.
struct bench {
    explicit bench(properties more = {}) {
        cluster.create(topic);
        cluster.refuse(tests::mock_kafka::init_producer, {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED});
        cluster.down();
        for (auto& each : more) how.push_back(std::move(each));
        road = deliver::kafka::make_pipeline(how, context, to, [](const std::string&) {});
    }
    [[nodiscard]] bool send(std::uint64_t ticket) {
        store::queued_delivery made;
        made.body = std::make_shared<const std::string>("MSH|" + std::to_string(ticket));
        made.attributes = routes::encode({{std::string{deliver::kafka::topic_attribute}, topic},
                                          {std::string{deliver::kafka::key_attribute}, "one"}});
        return road->send(made, ticket);
    }
    // The pipeline does not hear of it: nothing of it runs meanwhile.
    void break_producer() {
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
    std::unique_ptr<queue::pipeline> road;
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

TEST_CASE("what could not be sent is not overtaken before it is reported", "[deliver][kafka]") {
    bench all{{{"compression.codec", "brown paper"}}};
    CHECK(all.send(0));
    CHECK_FALSE(all.send(1));
    CHECK(all.to.all.empty());
    all.run_until(1);
    CHECK(all.to.all == std::set<std::uint64_t>{0});
    CHECK(all.to.rooms == 1);
}
