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
    wall_us wall() const override { return wall_now; }
    std::chrono::steady_clock::time_point steady() const override { return now; }
    std::chrono::steady_clock::time_point now{1h};
    wall_us wall_now = 1'000'000;
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
        settings.retry.give_up.span = give_up;
        settings.name = "pas";
        settings.number = 7;
        settings.how = std::move(how);
        settings.memory = memory;
        settings.retry.first = 10ms;
        settings.retry.max = 10ms;
        settings.retry.jitter = 0.0;
        live_again();
    }
    // As after a restart, or with other settings: what was in memory is gone.
    void live_again() {
        const queue::surroundings around{store, context, box, time, no_report()};
        output = std::make_unique<queue::lane_queue>(
            settings, around, [this](boost::asio::io_context&) { return std::make_unique<scripted_sender>(peer); });
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

    queue::output_settings settings;
    boost::asio::io_context context{1};
    tests::queue_mailbox box;
    tests::fake_store store;
    still_clock time;
    script peer;
    std::unique_ptr<queue::lane_queue> output;
};

queue::order four_lanes() {
    queue::order how;
    how.kept = queue::order::promise::per_key;
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
    b.peer.answers.assign(1000, {kind::connection, hl7::ack_code::AA, {}, {}, "refused"});
    b.store.add(7, {}, "1", false);
    b.store.rows.at({1, 1}).delivery.tries = 1000; // of earlier lives: they do not count
    b.output->start();
    b.wait_for(1);
    CHECK(b.store.rows.at({1, 1}).state == store::delivery_state::pending);
    b.time.now += 61s;
    b.wait_for(b.peer.received.size() + 1); // on a busy machine the first wait may be over already
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

namespace {

using state = queue::queue_view::state;
using effect = queue::dead_letter_policy::effect;
const queue::decision by_anna{"anna", "asked for"};

attempt_result refused() {
    return {kind::answered, hl7::ack_code::AR, {}, {}, "no"};
}
attempt_result locked() {
    return {kind::answered, hl7::ack_code::AE, "206", {}, "locked"};
}

} // namespace

TEST_CASE("a held output sends nothing until it is released, over restarts", "[queue][output]") {
    bench b;
    b.output->start();
    b.settle_down();
    REQUIRE(b.output->hold(by_anna, {}));
    b.store.add(7, {}, "1");
    b.settle_down();
    CHECK(b.peer.received.empty());
    CHECK(b.output->view().now == state::held);
    CHECK(b.output->view().hold->by == "anna");
    b.stop();

    b.live_again();
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received.empty());
    CHECK(b.output->view().now == state::held);
    CHECK(b.output->view().head == b.store.rows.at({1, 1}).delivery.message);
    REQUIRE(b.output->release(by_anna));
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    CHECK_FALSE(b.output->release(by_anna)); // it is not held
    b.stop();

    b.live_again();
    CHECK(b.output->view().now == state::sending);
}

TEST_CASE("a drained output sends what is up to the mark, and nothing behind it", "[queue][output]") {
    bench b{four_lanes()};
    for (int i = 1; i <= 4; ++i) b.store.add(7, {4}, std::to_string(i), false);
    REQUIRE(b.output->hold(by_anna, store::delivery_ref{1, 2}));
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 2));
    REQUIRE(b.output->release(by_anna));
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 4));
    b.stop();
}

TEST_CASE("an answer may hold the output: the same message goes first when it is released", "[queue][output]") {
    bench b{four_lanes()};
    b.settings.on_ack = {{{queue::answer_class::AE}, "", queue::judgement::hold}};
    b.live_again();
    b.peer.answers = {{kind::answered, hl7::ack_code::AE, "101", "wrong patient class", "the answer"}};
    b.store.add(7, {4}, "1", false);
    b.store.add(7, {8}, "2", false);
    b.store.add(7, {4}, "3", false);
    b.output->start();
    b.wait_for(1);
    CHECK(b.peer.received == numbered(1, 1));
    REQUIRE(b.store.rows.at({1, 1}).attempts.size() == 1);
    CHECK(b.store.rows.at({1, 1}).state == store::delivery_state::pending);
    auto view = b.output->view();
    CHECK(view.now == state::held);
    CHECK(view.hold->reason == "the answer to message " + to_text(b.store.rows.at({1, 1}).delivery.message) +
                                   ", AE with error 101, means hold");
    CHECK(b.store.hold_of(7)); // over a restart
    REQUIRE(b.output->release(by_anna));
    b.settle_down();
    CHECK(b.peer.received == std::vector<std::string>{"1", "1", "2", "3"});
    b.stop();
}

TEST_CASE("a dead letter holds its key, over restarts, until a person decides about it", "[queue][output]") {
    bench b{four_lanes()};
    b.settings.dead_letter.then = effect::hold_key;
    b.live_again();
    b.peer.answers = {refused()};
    b.store.add(7, {4}, "1", false);
    b.store.add(7, {4}, "2", false);
    b.store.add(7, {8}, "3", false);
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == std::vector<std::string>{"1", "3"});
    CHECK(b.output->view().unresolved_id == std::vector{b.store.rows.at({1, 1}).delivery.message});
    CHECK(b.output->view().now == state::sending);
    b.stop();

    b.live_again();
    b.output->start();
    b.settle_down();
    b.store.add(7, {4}, "4");
    b.store.add(7, {12}, "5");
    b.settle_down();
    CHECK(b.peer.received == std::vector<std::string>{"1", "3", "5"});
    b.store.resolve({1, 1});
    b.settle_down();
    CHECK(b.peer.received == std::vector<std::string>{"1", "3", "5", "2", "4"});
    CHECK(b.output->view().unresolved == 0);
    b.stop();
}

TEST_CASE("a dead letter stops the output, over restarts, until a person decides about it", "[queue][output]") {
    bench b{four_lanes()};
    b.settings.dead_letter.then = effect::stop;
    b.live_again();
    b.peer.answers = {refused()};
    b.store.add(7, {4}, "1", false);
    b.store.add(7, {8}, "2", false);
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    CHECK(b.output->view().now == state::stopped);
    b.stop();

    b.live_again();
    b.output->start();
    b.settle_down();
    b.store.add(7, {3}, "3");
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    b.store.resolve({1, 1});
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 3));
    b.stop();
}

TEST_CASE("more dead letters than can hold their keys stop the output until the last is decided about",
          "[queue][output]") {
    bench b{four_lanes(), {.dead_items = 2}};
    b.settings.dead_letter.then = effect::hold_key;
    b.live_again();
    b.output->start();
    b.settle_down();
    auto dead = GENERATE(2, 3);
    b.peer.answers.assign(static_cast<std::size_t>(dead), refused());
    for (int i = 1; i <= dead; ++i) b.store.add(7, {static_cast<std::uint64_t>(i)}, std::to_string(i));
    b.settle_down();
    SECTION("of this life") {}
    SECTION("of an earlier one") {
        b.stop();
        b.live_again();
        b.output->start();
        b.settle_down();
    }
    b.store.add(7, {1000}, "other");
    b.settle_down();
    CHECK((b.peer.received.back() == "other") == (dead == 2));
    CHECK((b.output->view().now == state::stopped) == (dead == 3));
    for (int i = 1; i <= dead; ++i) {
        b.store.resolve({1, i});
        b.settle_down();
    }
    CHECK(b.peer.received.back() == "other");
    CHECK(b.output->view().now == state::sending);
    b.stop();
}

TEST_CASE("giving up after so many tries counts those of earlier lives", "[queue][output]") {
    bench b;
    b.settings.retry.give_up.attempts = 3;
    b.live_again();
    b.peer.answers.assign(2, {kind::connection, hl7::ack_code::AA, {}, {}, "refused"});
    b.store.add(7, {}, "1", false);
    b.store.rows.at({1, 1}).delivery.tries = 1;
    b.output->start();
    b.wait_for(2);
    CHECK(b.peer.received == std::vector<std::string>{"1", "1"});
    CHECK(b.store.rows.at({1, 1}).state == store::delivery_state::dead);
    b.stop();
}

TEST_CASE("a receiver that asks for rest gets it from every lane, and keeps its message", "[queue][output]") {
    bench b{four_lanes()};
    auto busy = locked();
    busy.hold = 30ms;
    b.peer.answers = {busy};
    b.store.add(7, {4}, "1", false);
    b.output->start();
    b.settle_down();
    b.store.add(7, {5}, "2");
    b.store.add(7, {5}, "3");
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    CHECK(b.output->view().now == state::retrying);
    CHECK(b.output->view().next_try == 30ms);
    b.time.now += 30ms;
    b.wait_for(4);
    std::ranges::sort(b.peer.received); // 1 and 2 go on different lanes
    CHECK(b.peer.received == std::vector<std::string>{"1", "1", "2", "3"});
    b.stop();
}

TEST_CASE("retry now ends every wait", "[queue][output]") {
    bench b{four_lanes()};
    b.settings.retry.first = b.settings.retry.max = config::duration{1h};
    b.live_again();
    b.peer.answers = {locked(), {kind::connection, hl7::ack_code::AA, {}, {}, "refused"}};
    b.store.add(7, {4}, "1", false);
    b.store.add(7, {5}, "2", false);
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 2));
    CHECK(b.output->view().next_try == 1h);
    CHECK(b.output->view().parked == 1);
    b.output->retry_now("anna");
    b.settle_down();
    std::ranges::sort(b.peer.received);
    CHECK(b.peer.received == std::vector<std::string>{"1", "1", "2", "2"});
    b.stop();
}

TEST_CASE("a message that is skipped is a dead letter in nobody's way, and those behind it go on", "[queue][output]") {
    bench b{GENERATE(queue::order{}, four_lanes())};
    b.settings.dead_letter.then = effect::stop;
    b.settings.retry.first = b.settings.retry.max = config::duration{1h};
    b.live_again();
    b.peer.answers = {b.settings.how.strict() ? attempt_result{kind::timeout, hl7::ack_code::AA, {}, {}, "none"}
                                              : locked()};
    b.store.add(7, {4}, "1", false);
    b.store.add(7, {4}, "2", false);
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    const auto id = b.store.rows.at({1, 1}).delivery.message;
    CHECK(b.output->view().head == id);

    b.store.hold_settles = true; // not durable yet: nothing may pass
    REQUIRE(b.output->skip(id, by_anna));
    CHECK_FALSE(b.output->skip(id, by_anna));
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    b.store.release_settles();
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 2));
    const auto& skipped = b.store.rows.at({1, 1});
    CHECK(skipped.state == store::delivery_state::dead);
    CHECK(skipped.attempts.back().result == store::outcome::by_person);
    CHECK(skipped.attempts.back().answer == "skipped by anna: asked for");
    CHECK(b.output->view().now == state::sending);
    CHECK_FALSE(b.output->skip(id, by_anna)); // it does not wait here any more
    b.stop();

    b.live_again(); // and does not stop the next life either
    b.output->start();
    b.store.add(7, {4}, "3");
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 3));
    b.stop();
}

TEST_CASE("a skip ends the delivery that it began with, not another part of its message", "[queue][output]") {
    bench b{four_lanes()};
    b.settings.retry.first = b.settings.retry.max = config::duration{1h};
    b.live_again();
    const attempt_result none{kind::timeout, hl7::ack_code::AA, {}, {}, "none"};
    b.peer.answers = {none, none, locked(), none};
    b.store.add(7, {4}, "1", false);
    b.store.add(7, {4}, "2", false);
    b.store.add(7, {5}, "3", false); // on another lane
    const auto id = b.store.rows.at({1, 2}).delivery.message;
    b.store.rows.at({1, 3}).delivery.message = id;
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == std::vector<std::string>{"1", "3"});

    b.store.hold_settles = true;
    REQUIRE(b.output->skip(id, by_anna));
    b.output->retry_now("anna"); // 1 is parked, and 2 behind it, while 3 stays in its lane
    b.settle_down();
    CHECK(b.output->view().parked == 2);
    b.store.release_settles();
    b.settle_down();
    CHECK(b.store.rows.at({1, 2}).state == store::delivery_state::dead);
    CHECK(b.output->view().in_memory == 2);
    b.output->retry_now("anna");
    b.settle_down();
    std::ranges::sort(b.peer.received);
    CHECK(b.peer.received == std::vector<std::string>{"1", "1", "1", "3", "3", "3"});
    CHECK(b.store.rows.at({1, 3}).state == store::delivery_state::delivered);
    CHECK(b.output->view().in_memory == 0);
    b.stop();
}

TEST_CASE("a message withdrawn while its skip is not durable takes no other part with it", "[queue][output]") {
    bench b{four_lanes()};
    b.settings.retry.first = b.settings.retry.max = config::duration{1h};
    b.live_again();
    const attempt_result none{kind::timeout, hl7::ack_code::AA, {}, {}, "none"};
    b.peer.answers = {none, none};
    b.output->start();
    b.settle_down();
    b.store.add(7, {4}, "1", false);
    b.store.add(7, {4}, "2", false);
    b.store.add(7, {5}, "3", false);
    const auto id = b.store.rows.at({1, 2}).delivery.message;
    b.store.rows.at({1, 3}).delivery.message = id;
    for (std::int64_t row : {1, 2, 3}) b.store.post({1, row});
    b.settle_down();
    b.store.hold_settles = true;
    REQUIRE(b.output->skip(id, by_anna));
    REQUIRE(b.output->withdraw({1, 2}));
    b.store.release_settles();
    b.settle_down();
    CHECK(b.output->view().in_memory == 2);
    b.output->retry_now("anna");
    b.settle_down();
    CHECK(b.store.rows.at({1, 3}).state == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("without order one message that fails is parked, and all others go on", "[queue][output]") {
    queue::order any;
    any.kept = queue::order::promise::none;
    any.lanes = 2;
    bench b{any};
    b.peer.answers = {locked()};
    for (int i = 1; i <= 5; ++i) b.store.add(7, {}, std::to_string(i), false);
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received.size() == 5);
    b.time.now += 10ms;
    b.wait_for(6);
    CHECK(b.peer.received.back() == "1");
    for (const auto& [at, row] : b.store.rows) CHECK(row.state == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("without order what waits behind two that are skipped is sent when both are gone", "[queue][output]") {
    queue::order any;
    any.kept = queue::order::promise::none;
    any.lanes = 1;
    bench b{any};
    b.settings.retry.first = b.settings.retry.max = config::duration{1h};
    b.live_again();
    b.peer.answers = {{kind::timeout, hl7::ack_code::AA, {}, {}, "none"}};
    for (int i = 1; i <= 3; ++i) b.store.add(7, {}, std::to_string(i), false);
    b.output->start();
    b.settle_down();
    const auto id = [&](std::int64_t row) { return b.store.rows.at({1, row}).delivery.message; };
    REQUIRE(b.output->skip(id(1), by_anna)); // durable, which the lane has not heard
    b.store.hold_settles = true;
    REQUIRE(b.output->skip(id(2), by_anna));
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    b.store.release_settles();
    b.settle_down();
    CHECK(b.peer.received == std::vector<std::string>{"1", "3"});
    CHECK(b.output->view().in_memory == 0);
    b.stop();
}

TEST_CASE("a wall clock that jumps by days, either way, changes no wait and no order", "[queue][output]") {
    constexpr wall_us day = 86'400'000'000;
    bench b{four_lanes(), {}, 60s};
    b.time.wall_now = 100 * day;
    const auto jump = GENERATE(-40 * day, -day / 24, day / 24, 40 * day);
    b.peer.answers = {locked(), {kind::timeout, hl7::ack_code::AA, {}, {}, "no answer"}};
    b.store.add(7, {4}, "1", false);
    b.store.add(7, {5}, "2", false);
    b.output->start();
    b.settle_down();
    CHECK(b.output->view().next_try == 10ms);
    b.time.wall_now += jump;
    b.store.add(7, {4}, "3");
    b.time.now += 10ms;
    b.wait_for(5);
    CHECK(b.peer.received == std::vector<std::string>{"1", "2", "2", "1", "3"});
    for (const auto& [at, row] : b.store.rows) CHECK(row.state == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("a restart ends no wait before its time, and lengthens none", "[queue][output]") {
    bench b;
    const auto left = GENERATE(4ms, 10ms, std::chrono::milliseconds{24h * 9}); // retry.max is 10 ms; the clock was set
    b.store.add(7, {}, "1", false);
    b.store.rows.at({1, 1}).delivery.next = b.time.wall_now + std::chrono::microseconds{left}.count();
    b.store.add(7, {}, "2", false);
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received.empty());
    CHECK(b.output->view().next_try == std::min<std::chrono::milliseconds>(left, 10ms));
    b.time.now += std::min<std::chrono::milliseconds>(left, 10ms);
    b.wait_for(2);
    CHECK(b.peer.received == numbered(1, 2));
    b.stop();
}

TEST_CASE("what an earlier life was to try by now is tried at once", "[queue][output]") {
    bench b;
    b.store.add(7, {}, "1", false);
    b.store.rows.at({1, 1}).delivery.next = b.time.wall_now - 1;
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    b.stop();
}

TEST_CASE("over a restart a wait holds the keys of its message, and no others", "[queue][output]") {
    bench b{four_lanes()};
    b.store.add(7, {4}, "1", false);
    b.store.rows.at({1, 1}).delivery.next = b.time.wall_now + 5'000;
    b.store.add(7, {4}, "2", false);
    b.store.add(7, {8}, "3", false); // of the same lane
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == numbered(3, 3));
    b.time.now += 5ms;
    b.wait_for(3);
    CHECK(b.peer.received == std::vector<std::string>{"3", "1", "2"});
    b.stop();
}

TEST_CASE("a person who says `now` ends the waits of earlier lives, too", "[queue][output]") {
    bench b;
    b.store.add(7, {}, "1", false);
    b.store.rows.at({1, 1}).delivery.next = b.time.wall_now + 5'000;
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received.empty());
    b.output->retry_now("a person");
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    b.stop();
}

TEST_CASE("what is withdrawn is not sent, and the lane goes on", "[queue][output][withdraw]") {
    bench b;
    attempt_result away{kind::connection, hl7::ack_code::AA, {}, {}, "nobody listens"};
    away.unsent = true;
    b.peer.answers = {away};
    b.output->start();
    b.settle_down();
    for (int i = 1; i <= 3; ++i) b.store.add(7, {}, std::to_string(i));
    b.settle_down(); // the first waits for another try
    CHECK(b.output->withdraw({1, 1}));
    CHECK(b.output->withdraw({1, 2}));
    b.wait_for(2);
    CHECK(b.peer.received == std::vector<std::string>{"1", "3"}); // the try that reached nobody, and no other
    CHECK_FALSE(b.output->withdraw({1, 3}));
    b.stop();
}

TEST_CASE("what may have been sent is not withdrawn", "[queue][output][withdraw]") {
    bench b;
    b.peer.answers = {{kind::connection, hl7::ack_code::AA, {}, {}, "reset"}};
    b.store.add(7, {}, "1", false);
    b.output->start();
    b.settle_down();
    CHECK_FALSE(b.output->withdraw({1, 1}));
    b.wait_for(2);
    CHECK(b.peer.received == std::vector<std::string>{"1", "1"});
    CHECK_FALSE(b.output->withdraw({1, 1})); // and what is done is done
    b.stop();
}

TEST_CASE("what waits on disk is withdrawn too", "[queue][output][withdraw]") {
    bench b{queue::order{}, {.items = 2}};
    attempt_result away{kind::connection, hl7::ack_code::AA, {}, {}, "nobody listens"};
    away.unsent = true;
    b.peer.answers = {away, away};
    b.output->start();
    b.settle_down();
    for (int i = 1; i <= 6; ++i) b.store.add(7, {}, std::to_string(i)); // two are in memory
    b.settle_down();
    CHECK(b.output->withdraw({1, 5}));
    b.wait_for(7);
    CHECK(b.peer.received == std::vector<std::string>{"1", "1", "1", "2", "3", "4", "6"});
    b.stop();
}

TEST_CASE("what is withdrawn while an output is replaced is sent by neither", "[queue][output][withdraw]") {
    bench b{queue::order{}, {.items = 2}};
    attempt_result away{kind::connection, hl7::ack_code::AA, {}, {}, "nobody listens"};
    away.unsent = true;
    b.peer.answers = {away};
    b.output->start();
    b.settle_down();
    for (int i = 1; i <= 5; ++i) b.store.add(7, {}, std::to_string(i)); // two are in memory
    b.settle_down();
    CHECK(b.output->withdraw({1, 1})); // none of them is durable when the next queue reads
    b.stop();
    CHECK(b.output->withdraw({1, 2})); // what is in hand may hold up the end
    CHECK(b.output->withdraw({1, 4}));
    const auto withdrawn = b.output->hand_over();
    CHECK_FALSE(b.output->withdraw({1, 3})); // nobody would hear of it
    b.live_again();
    b.output->take_over(withdrawn);
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received == std::vector<std::string>{"1", "3", "5"}); // the try that reached nobody
    b.stop();
}

TEST_CASE("what waits on disk is not withdrawn where there is no room to remember it", "[queue][output][withdraw]") {
    bench b{queue::order{}, {.items = 1}};
    attempt_result away{kind::connection, hl7::ack_code::AA, {}, {}, "nobody listens"};
    away.unsent = true;
    b.peer.answers = {away, away};
    b.output->start();
    b.settle_down();
    b.store.add(7, {}, "1");
    b.settle_down();
    for (std::size_t i = 0; i < queue::most_withdrawn; ++i)
        REQUIRE(b.output->withdraw({1, static_cast<std::int64_t>(i) + 2}));
    CHECK_FALSE(b.output->withdraw({2, 1}));
    b.output->withdrawal_durable({1, 2});
    CHECK(b.output->withdraw({2, 1}));
    b.stop();
}

TEST_CASE("a message withdrawn while the receiver rests stops nothing", "[queue][output][withdraw]") {
    bench b;
    auto busy = locked();
    busy.hold = 30ms;
    b.peer.answers = {busy};
    b.store.add(7, {}, "1", false);
    b.output->start();
    b.settle_down();
    b.store.add(7, {}, "2");
    b.store.add(7, {}, "3");
    b.settle_down();
    CHECK(b.output->withdraw({1, 2}));
    b.time.now += 30ms;
    b.wait_for(3);
    CHECK(b.peer.received == std::vector<std::string>{"1", "1", "3"});
    b.stop();
}

TEST_CASE("what an earlier life left is not withdrawn: it may have been on its way", "[queue][output][withdraw]") {
    bench b;
    attempt_result away{kind::connection, hl7::ack_code::AA, {}, {}, "nobody listens"};
    away.unsent = true;
    b.peer.answers = {away};
    b.store.add(7, {}, "1", false);
    CHECK_FALSE(b.output->withdraw({1, 1}));
    b.output->start();
    b.settle_down();
    CHECK_FALSE(b.output->withdraw({1, 1}));
    b.wait_for(2);
    CHECK(b.peer.received == std::vector<std::string>{"1", "1"});
    b.stop();
}

TEST_CASE("what an answer brings goes to the store with the settle, and not with a try", "[queue][answers]") {
    bench b;
    std::vector<std::string> asked;
    b.settings.brings = [&asked](const store::queued_delivery& sent, const std::string& answer) {
        asked.push_back(*sent.body + ": " + answer);
        return std::make_shared<const std::vector<store::new_message>>(1);
    };
    b.live_again();
    b.peer.answers = {{kind::answered, hl7::ack_code::CE, {}, {}, "busy"},
                      {kind::timeout, hl7::ack_code::AA, {}, {}, "no answer in time"},
                      {kind::answered, hl7::ack_code::AE, {}, {}, "refused"}};
    b.output->start();
    b.settle_down();
    b.store.add(7, {}, "1");
    for (std::size_t tries = 1; tries <= 3; ++tries) {
        b.wait_for(tries);
        b.time.now += 20ms;
    }
    CHECK(asked == std::vector<std::string>{"1: refused"});
    const auto& attempts = b.store.rows.begin()->second.attempts;
    REQUIRE(attempts.size() == 3);
    CHECK_FALSE(attempts[0].brings);
    CHECK_FALSE(attempts[1].brings);
    REQUIRE(attempts[2].brings);
    CHECK(attempts[2].state == store::delivery_state::dead);
    b.stop();
}

TEST_CASE("while the store has no room for an answer its lane waits, and settles when there is", "[queue][answers]") {
    bench b;
    b.settings.brings = [](const store::queued_delivery&, const std::string&) {
        return std::make_shared<const std::vector<store::new_message>>(1);
    };
    b.live_again();
    b.store.full = true;
    b.output->start();
    b.settle_down();
    b.store.add(7, {}, "1");
    b.store.add(7, {}, "2");
    b.settle_down();
    CHECK(b.peer.received == numbered(1, 1));
    CHECK(b.store.rows.begin()->second.state == store::delivery_state::pending);
    b.store.full = false;
    b.wait_for(2);
    CHECK(b.peer.received == numbered(1, 2));
    CHECK(b.store.rows.begin()->second.state == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("an output that stops while the store has no room leaves the delivery pending", "[queue][answers]") {
    bench b;
    b.settings.brings = [](const store::queued_delivery&, const std::string&) {
        return std::make_shared<const std::vector<store::new_message>>(1);
    };
    b.live_again();
    b.store.full = true;
    b.output->start();
    b.settle_down();
    b.store.add(7, {}, "1");
    b.settle_down();
    bool done = false;
    b.output->stop([&done] { done = true; });
    for (int turn = 0; turn < 500 && !done; ++turn) {
        b.settle_down();
        b.context.restart();
        b.context.run_for(2ms);
    }
    CHECK(done);
    CHECK(b.store.rows.begin()->second.state == store::delivery_state::pending);
}

namespace {

// One minute before six, and fifty milliseconds before that minute ends.
constexpr wall_us almost_six = (wall_us{5 * 60 + 59} * 60 + 59) * 1'000'000 + 950'000;

} // namespace

TEST_CASE("outside of its hours an output sends nothing, and says so", "[queue][output]") {
    bench b;
    b.settings.open = queue::hours{6h, 22h};
    b.settings.local = zones::zone::named("UTC");
    b.time.wall_now = almost_six;
    b.live_again();
    b.store.add(7, {}, "1", false);
    b.output->start();
    b.settle_down();
    CHECK(b.peer.received.empty());
    CHECK(b.output->view().now == state::closed);
    CHECK(b.output->view().next_try == 50ms);
    CHECK(b.output->view().head == b.store.rows.at({1, 1}).delivery.message);
    b.output->retry_now("anna");
    b.settle_down();
    CHECK(b.peer.received.empty());

    b.time.wall_now += 60'000;
    b.wait_for(1);
    CHECK(b.peer.received == numbered(1, 1));
    CHECK(b.output->view().now == state::sending);
    b.stop();
}

TEST_CASE("what people hold goes before the hours", "[queue][output]") {
    bench b;
    b.settings.open = queue::hours{6h, 22h};
    b.settings.local = zones::zone::named("UTC");
    b.time.wall_now = 0;
    b.live_again();
    b.output->start();
    REQUIRE(b.output->hold(by_anna, {}));
    b.settle_down();
    CHECK(b.output->view().now == state::held);
    CHECK_FALSE(b.output->view().next_try);
    b.stop();
}

TEST_CASE("the time outside of its hours does not count for give_up", "[queue][output]") {
    bench b{{}, {}, 1h};
    b.settings.open = queue::hours{6h, 22h};
    b.settings.local = zones::zone::named("UTC");
    b.time.wall_now = wall_us{22} * 3600 * 1'000'000 - 30'000'000;
    b.live_again();
    b.peer.answers.assign(1000, locked());
    b.store.add(7, {}, "1", false);
    b.output->start();
    b.wait_for(1);
    REQUIRE_FALSE(b.peer.received.empty());
    b.time.wall_now += 60'000'000; // the hours end while it waits for its next try
    b.output->retry_now("anna");   // which looks at the clock
    b.settle_down();
    REQUIRE(b.output->view().now == state::closed);
    const auto tried = b.peer.received.size();

    b.time.now += 8h;
    b.time.wall_now = almost_six + wall_us{24} * 3600 * 1'000'000 + 60'000;
    b.output->retry_now("anna"); // which looks at the clock
    b.wait_for(tried + 1);
    CHECK(b.peer.received.size() > tried);
    CHECK(b.store.rows.at({1, 1}).state != store::delivery_state::dead);
    b.stop();
}
