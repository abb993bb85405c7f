#include "engine/queue/lane_queue.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_store.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>

using namespace vagus;
using namespace std::chrono_literals;
using queue::attempt_result;
using kind = attempt_result::kind;

namespace {

struct still_clock final : clock {
    wall_us wall() const override { return 1'000'000; }
    std::chrono::steady_clock::time_point steady() const override { return now; }
    std::chrono::steady_clock::time_point now{1h};
};

// What a receiver answers, in order; when the script ends it answers AA. Shared by all lanes.
struct script {
    std::deque<attempt_result> answers;
    std::vector<std::string> received;
};

class scripted_sender final : public queue::sender {
  public:
    explicit scripted_sender(script& what)
        : script_{what} {}
    boost::asio::awaitable<attempt_result> send(const store::queued_delivery& delivery) override {
        script_.received.push_back(*delivery.body);
        co_return next();
    }
    void stop() override {}

  private:
    attempt_result next() {
        if (script_.answers.empty()) return {kind::answered, hl7::ack_code::AA, {}, {}, {}};
        auto answer = script_.answers.front();
        script_.answers.pop_front();
        return answer;
    }
    script& script_;
};

struct bench {
    explicit bench(queue::order how = {}, queue::window memory = {}, std::optional<config::duration> give_up = {}) {
        queue::output_settings settings;
        settings.name = "pas";
        settings.number = 7;
        settings.how = std::move(how);
        settings.memory = memory;
        settings.retry.first = 10ms;
        settings.retry.max = 10ms;
        settings.retry.jitter = 0.0;
        settings.retry.give_up = give_up;
        const queue::surroundings around{store, context, box, time, no_report()};
        output = std::make_unique<queue::lane_queue>(std::move(settings), around, [this](boost::asio::io_context&) {
            return std::make_unique<scripted_sender>(peer);
        });
    }
    // Runs callbacks and coroutines until nothing is left to do at once.
    void settle_down() {
        for (int turn = 0; turn < 10'000; ++turn) {
            auto work = std::exchange(box.waiting, {});
            for (auto& item : work) item();
            context.restart();
            if (context.poll() == 0 && box.waiting.empty()) return;
        }
        FAIL("it never came to rest");
    }
    void wait_for(std::size_t received) {
        for (int turn = 0; turn < 500 && peer.received.size() < received; ++turn) {
            settle_down();
            context.restart();
            context.run_for(2ms);
        }
        settle_down();
    }
    void stop() {
        bool done = false;
        output->stop([&done] { done = true; });
        settle_down();
        CHECK(done);
    }

    boost::asio::io_context context{1};
    tests::queue_mailbox box;
    tests::fake_store store;
    still_clock time;
    script peer;
    std::unique_ptr<queue::lane_queue> output;
};

queue::order four_lanes() {
    queue::order how;
    how.per_key.emplace_back();
    how.lanes = 4;
    return how;
}

std::vector<std::string> numbered(int from, int to) {
    std::vector<std::string> all;
    for (int i = from; i <= to; ++i) all.push_back(std::to_string(i));
    return all;
}

} // namespace

TEST_CASE("what earlier lives left is delivered before what is new, in order", "[queue][output]") {
    bench b;
    for (int i = 1; i <= 3; ++i) b.store.add(7, {}, std::to_string(i), false);
    b.output->start();
    b.store.add(7, {}, "4"); // arrives while the disk is still being read
    b.settle_down();
    b.store.add(7, {}, "5");
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 5));
    for (const auto& [at, row] : b.store.rows) CHECK(row.state == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("strict order awaits each settle before the next message leaves", "[queue][output]") {
    bench b;
    b.output->start();
    b.settle_down();
    b.store.hold_settles = true;
    b.store.add(7, {}, "1");
    b.store.add(7, {}, "2");
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    CHECK(b.store.settles_awaited == 1);
    CHECK(b.store.settles_expected == 1); // the store was told before it was sent
    b.store.release_settles();
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 2));
    b.stop();
}

TEST_CASE("a lane has at most repeat_at_most confirmed deliveries that are not durable", "[queue][output]") {
    bench b{four_lanes()};
    b.output->start();
    b.settle_down();
    b.store.hold_settles = true;
    for (int i = 1; i <= 40; ++i) b.store.add(7, {8}, std::to_string(i)); // one key: one lane
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 16));
    CHECK(b.store.settles_awaited == 8);  // from the half on they push
    CHECK(b.store.settles_expected == 1); // only the last one holds the lane up
    b.store.release_settles();
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 40));
    b.stop();
}

TEST_CASE("what does not fit the window is read back from disk, in order and once", "[queue][output]") {
    bench b{{}, {.items = 4, .bytes = 1U << 20U}};
    b.output->start();
    b.settle_down();
    b.store.hold_settles = true; // the receiver's side stands still behind the first
    for (int i = 1; i <= 2000; ++i) b.store.add(7, {}, std::to_string(i));
    b.settle_down();
    b.store.release_settles();
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 2000));
    b.store.add(7, {}, "2001"); // and the window follows posts again
    b.settle_down();
    CHECK(b.peer.received.back() == "2001");
    b.stop();
}

TEST_CASE("a retry keeps the lane, records the try and sends the same bytes again", "[queue][output]") {
    bench b;
    b.peer.answers = {{kind::timeout, hl7::ack_code::AA, {}, {}, "no answer in time"},
                      {kind::answered, hl7::ack_code::AE, "207", {}, "busy"}};
    b.store.add(7, {}, "1", false);
    b.store.add(7, {}, "2", false);
    b.output->start();
    b.wait_for(4);
    CHECK(b.peer.received == std::vector<std::string>{"1", "1", "1", "2"});
    const auto& first = b.store.rows.at({1, 1});
    REQUIRE(first.attempts.size() == 3);
    CHECK(first.attempts[0].result == store::outcome::timeout);
    CHECK(first.attempts[0].state == store::delivery_state::pending);
    CHECK(first.attempts[0].next > first.attempts[0].when);
    CHECK(first.attempts[2].tries == 3);
    CHECK(first.state == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("an answer that asks for a retry parks its key, and other keys of the lane go on", "[queue][output]") {
    bench b{four_lanes()};
    b.peer.answers = {{kind::answered, hl7::ack_code::AE, "206", {}, "locked"}};
    b.store.add(7, {8}, "1", false);
    b.store.add(7, {8}, "2", false);
    b.store.add(7, {12}, "3", false); // another key, the same lane
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == std::vector<std::string>{"1", "3"});
    CHECK(b.store.rows.at({1, 1}).state == store::delivery_state::pending);
    CHECK(b.store.rows.at({1, 1}).attempts.size() == 1);
    b.time.now += 10ms;
    b.wait_for(4);
    CHECK(b.peer.received == std::vector<std::string>{"1", "3", "1", "2"});
    for (const auto& [at, row] : b.store.rows) CHECK(row.state == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("without an answer nobody knows whose fault it was: the lane holds", "[queue][output]") {
    bench b{four_lanes()};
    b.peer.answers = {{GENERATE(kind::connection, kind::timeout, kind::unreadable), hl7::ack_code::AA, {}, {}, "?"}};
    b.store.add(7, {8}, "1", false);
    b.store.add(7, {12}, "2", false);
    b.output->start();
    b.wait_for(3);
    CHECK(b.peer.received == std::vector<std::string>{"1", "1", "2"});
    b.stop();
}

TEST_CASE("what is parked leaves room in the window, and is not read from disk a second time", "[queue][output]") {
    bench b{four_lanes(), {.items = 4, .bytes = 1U << 20U}};
    for (int i = 0; i < 8; ++i) b.peer.answers.push_back({kind::answered, hl7::ack_code::AE, "206", {}, "locked"});
    for (int i = 1; i <= 8; ++i) b.store.add(7, {static_cast<std::uint64_t>(i) * 4}, std::to_string(i), false);
    for (int i = 9; i <= 600; ++i) b.store.add(7, {1000}, std::to_string(i), false);
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 600));
    b.time.now += 10ms;
    b.wait_for(608);
    CHECK(b.peer.received.size() == 608);
    for (const auto& [at, row] : b.store.rows) CHECK(row.state == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("a refused message becomes a dead letter and the next one goes on", "[queue][output]") {
    bench b;
    b.peer.answers = {{kind::answered, hl7::ack_code::AR, {}, {}, "the answer"}};
    b.store.add(7, {}, "1", false);
    b.store.add(7, {}, "2", false);
    b.output->start();
    b.wait_for(2);
    CHECK(b.store.rows.at({1, 1}).state == store::delivery_state::dead);
    REQUIRE(b.store.rows.at({1, 1}).attempts.size() == 1);
    CHECK(b.store.rows.at({1, 1}).attempts.back().answer == "the answer");
    CHECK(b.store.rows.at({1, 2}).state == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("giving up counts steady time since the first try of this life", "[queue][output]") {
    bench b{{}, {}, 60s};
    b.peer.answers.assign(3, {kind::connection, hl7::ack_code::AA, {}, {}, "refused"});
    b.store.add(7, {}, "1", false);
    b.store.rows.at({1, 1}).delivery.tries = 1000; // of earlier lives: they do not count
    b.output->start();
    b.wait_for(1);
    CHECK(b.store.rows.at({1, 1}).state == store::delivery_state::pending);
    b.time.now += 61s;
    b.wait_for(2);
    CHECK(b.store.rows.at({1, 1}).state == store::delivery_state::dead);
    b.stop();
}

TEST_CASE("a stop waits until what was confirmed is durable", "[queue][output]") {
    bench b{four_lanes()};
    b.output->start();
    b.settle_down();
    b.store.hold_settles = true;
    b.store.add(7, {8}, "1");
    b.settle_down();
    bool done = false;
    b.output->stop([&done] { done = true; });
    b.settle_down();
    CHECK_FALSE(done);
    b.store.release_settles();
    b.settle_down();
    CHECK(done);
}
