#include "engine/queue/window_queue.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_store.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <vector>

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

attempt_result accepted() {
    return {kind::answered, hl7::ack_code::AA, {}, {}, {}};
}
attempt_result refused(std::string words) {
    return {kind::answered, hl7::ack_code::AR, {}, {}, std::move(words)};
}
attempt_result away() {
    return {kind::connection, hl7::ack_code::AA, {}, {}, "no broker"};
}

// A receiver in the test's hand: what was sent waits until the test reports it.
class held_pipeline final : public queue::pipeline {
  public:
    struct flight {
        std::uint64_t ticket = 0;
        std::string body;
    };
    // What outlives the pipeline, for the test to look at.
    struct view {
        owner* to = nullptr;
        std::deque<flight> on_its_way;
        std::vector<std::string> sent; // in order, every time
        std::size_t most_at_once = 0;
        std::size_t room = 1'000'000;
        int purges = 0;
        bool abandoned = false;
        bool stopped = false;

        // Reports the n-th of those on their way.
        void report(std::size_t n, attempt_result result, bool shared = false) {
            auto which = on_its_way.at(n);
            on_its_way.erase(on_its_way.begin() + static_cast<std::ptrdiff_t>(n));
            to->reported(which.ticket, std::move(result), shared);
        }
        void report_all(const attempt_result& result, bool shared = false) {
            while (!on_its_way.empty()) report(0, result, shared);
        }
    };
    explicit held_pipeline(view& what, owner& to)
        : view_{what} {
        view_.to = &to;
    }
    bool send(const store::queued_delivery& delivery, std::uint64_t ticket) override {
        if (view_.on_its_way.size() >= view_.room) return false;
        view_.on_its_way.push_back({ticket, *delivery.body});
        view_.sent.push_back(*delivery.body);
        view_.most_at_once = std::max(view_.most_at_once, view_.on_its_way.size());
        return true;
    }
    void purge() override { view_.purges += 1; }
    void abandon() override { view_.abandoned = true; }
    void stop() override { view_.stopped = true; }

  private:
    view& view_;
};

struct bench {
    explicit bench(std::size_t window = 4, std::optional<config::duration> give_up = {}, queue::window memory = {}) {
        settings.name = "topic";
        settings.number = 7;
        settings.retry.first = 10ms;
        settings.retry.max = 10ms;
        settings.retry.jitter = 0.0;
        settings.retry.give_up.span = give_up;
        settings.memory = memory;
        in_flight = window;
        live_again({});
    }
    // A life with another `dead_letter`.
    void live_again(queue::dead_letter_policy::effect then, const std::set<store::delivery_ref>& withdrawn = {}) {
        settings.dead_letter.then = then;
        const queue::surroundings around{store, context, box, time, no_report()};
        const queue::windowed open{in_flight, [this](boost::asio::io_context&, queue::pipeline::owner& to) {
                                       return std::make_unique<held_pipeline>(peer, to);
                                   }};
        if (output) stop();
        output = std::make_unique<queue::window_queue>(settings, around, open);
        output->take_over(withdrawn);
        output->start();
        settle_down();
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
    void let_pass(std::chrono::milliseconds span) {
        settle_down();
        context.restart();
        context.run_for(span);
        settle_down();
    }
    void add(int from, int to) {
        for (int i = from; i <= to; ++i) store.add(7, {}, std::to_string(i));
        settle_down();
    }
    [[nodiscard]] std::vector<std::string> on_its_way() const {
        std::vector<std::string> bodies;
        for (const auto& each : peer.on_its_way) bodies.push_back(each.body);
        return bodies;
    }
    [[nodiscard]] store::delivery_state state_of(std::int64_t row) { return store.rows.at({1, row}).state; }
    void stop() {
        bool done = false;
        output->stop([&done] { done = true; });
        peer.report_all({kind::stopped, hl7::ack_code::AA, {}, {}, {}});
        settle_down();
        CHECK(done);
    }

    queue::output_settings settings;
    std::size_t in_flight = 0;
    boost::asio::io_context context{1};
    tests::queue_mailbox box;
    tests::fake_store store;
    still_clock time;
    held_pipeline::view peer;
    std::unique_ptr<queue::window_queue> output;
};

std::vector<std::string> numbered(int from, int to) {
    std::vector<std::string> all;
    for (int i = from; i <= to; ++i) all.push_back(std::to_string(i));
    return all;
}

} // namespace

TEST_CASE("many are on their way at once, in queue order, and never more than the window", "[queue][window]") {
    bench b{4};
    b.add(1, 10);
    CHECK(b.on_its_way() == numbered(1, 4));
    b.peer.report(0, accepted());
    b.settle_down();
    CHECK(b.on_its_way() == numbered(2, 5));
    while (!b.peer.on_its_way.empty()) {
        b.peer.report(0, accepted());
        b.settle_down();
    }
    CHECK(b.peer.sent == numbered(1, 10));
    CHECK(b.peer.most_at_once == 4);
    for (const auto& [at, row] : b.store.rows) CHECK(row.state == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("confirmed and not yet durable counts against the window: a crash repeats no more", "[queue][window]") {
    bench b{4};
    b.store.hold_settles = true;
    b.add(1, 10);
    b.peer.report_all(accepted());
    b.settle_down();
    CHECK(b.peer.sent == numbered(1, 4));
    CHECK(b.store.settles_awaited == 2); // from the half on they push
    b.store.release_settles();
    b.settle_down();
    CHECK(b.peer.sent == numbered(1, 8));
    b.stop();
}

TEST_CASE("reports may come in any order; what is late holds the window, not the order", "[queue][window]") {
    bench b{4};
    b.add(1, 6);
    b.peer.report(3, accepted());
    b.peer.report(1, accepted());
    b.settle_down();
    CHECK(b.peer.sent == numbered(1, 4)); // 1 is still on its way
    b.peer.report(0, accepted());
    b.settle_down();
    CHECK(b.peer.sent == numbered(1, 6));
    b.stop();
}

TEST_CASE("after a failure nothing leaves until all reports are in; then the lowest goes first", "[queue][window]") {
    bench b{4};
    b.add(1, 8);
    b.peer.report(1, away()); // 2
    b.settle_down();
    CHECK(b.peer.purges == 1);
    b.peer.report(0, accepted()); // 1
    b.let_pass(30ms);
    CHECK(b.peer.sent == numbered(1, 4)); // 3 and 4 are still on their way
    b.peer.report(0, {kind::stopped, hl7::ack_code::AA, {}, {}, {}});
    b.peer.report(0, accepted()); // 4 had left before
    b.settle_down();
    CHECK(b.peer.sent == numbered(1, 4)); // the pause of the retry policy
    b.let_pass(30ms);
    CHECK(b.on_its_way() == std::vector<std::string>{"2", "3", "5"});
    CHECK(b.store.rows.at({1, 2}).attempts.size() == 1);
    CHECK(b.store.rows.at({1, 3}).attempts.empty()); // it never left: no try
    b.stop();
}

TEST_CASE("a message that is refused alone is a dead letter and the window goes on", "[queue][window]") {
    bench b{4};
    b.add(1, 6);
    b.peer.report(1, refused("too large"));
    b.settle_down();
    CHECK(b.state_of(2) == store::delivery_state::dead);
    CHECK(b.peer.purges == 0);
    CHECK(b.on_its_way() == std::vector<std::string>{"1", "3", "4"});
    b.stop();
}

TEST_CASE("when several are refused together, only the one at fault becomes a dead letter", "[queue][window]") {
    bench b{4};
    b.add(1, 6);
    b.peer.report_all(refused("too large"), true);
    b.settle_down();
    CHECK(b.on_its_way() == numbered(1, 1)); // one at a time now
    b.peer.report(0, accepted(), true);
    b.settle_down();
    CHECK(b.on_its_way() == numbered(2, 2));
    b.peer.report(0, refused("too large"), true);
    b.settle_down();
    b.peer.report(0, accepted(), true);
    b.settle_down();
    CHECK(b.on_its_way() == numbered(4, 4));
    b.peer.report(0, accepted(), true);
    b.settle_down();
    CHECK(b.on_its_way() == numbered(5, 6)); // and together again
    CHECK(b.state_of(2) == store::delivery_state::dead);
    for (std::int64_t row : {1, 3, 4}) CHECK(b.state_of(row) == store::delivery_state::delivered);
    b.stop();
}

TEST_CASE("a pipeline that is full is asked again when it has room", "[queue][window]") {
    bench b{4};
    b.peer.room = 2;
    b.add(1, 4);
    CHECK(b.on_its_way() == numbered(1, 2));
    b.peer.room = 4;
    b.peer.to->room();
    b.settle_down();
    CHECK(b.on_its_way() == numbered(1, 4));
    b.stop();
}

TEST_CASE("a receiver that is away for longer than give_up leaves dead letters, and only of those that are that old",
          "[queue][window]") {
    bench b{4, 800ms};
    b.add(1, 2);
    b.time.now += 700ms;
    b.add(3, 3);
    b.time.now += 200ms;
    b.let_pass(200ms);
    REQUIRE(b.peer.abandoned);
    b.peer.report_all({kind::timeout, hl7::ack_code::AA, {}, {}, "no report"});
    b.settle_down();
    CHECK(b.state_of(1) == store::delivery_state::dead);
    CHECK(b.state_of(2) == store::delivery_state::dead);
    CHECK(b.state_of(3) == store::delivery_state::pending);
    b.let_pass(30ms);
    CHECK(b.on_its_way() == numbered(3, 3));
    b.stop();
}

TEST_CASE("a stop waits for the reports of what is on its way and until they are durable", "[queue][window]") {
    bench b{4};
    b.store.hold_settles = true;
    b.add(1, 6);
    bool done = false;
    b.output->stop([&done] { done = true; });
    CHECK(b.peer.stopped);
    b.peer.report(0, accepted());
    b.settle_down();
    CHECK_FALSE(done);
    b.peer.report_all({kind::timeout, hl7::ack_code::AA, {}, {}, "no report"});
    b.settle_down();
    CHECK_FALSE(done);
    b.store.release_settles();
    b.settle_down();
    CHECK(done);
    CHECK(b.peer.sent == numbered(1, 4));
    CHECK(b.state_of(1) == store::delivery_state::delivered);
    CHECK(b.store.rows.at({1, 2}).attempts.empty()); // kept for the next life
}

TEST_CASE("a window fed from disk keeps the order and its bound of memory", "[queue][window]") {
    bench b{4, {}, {.items = 8, .bytes = 1U << 20U}};
    for (int i = 1; i <= 2000; ++i) b.store.add(7, {}, std::to_string(i));
    b.settle_down();
    while (!b.peer.on_its_way.empty()) {
        b.peer.report_all(accepted());
        b.settle_down();
    }
    CHECK(b.peer.sent == numbered(1, 2000));
    CHECK(b.peer.most_at_once == 4);
    b.stop();
}

TEST_CASE("a receiver that cannot be reached shows in the status until something arrives", "[queue][window]") {
    bench b{4};
    b.add(1, 1);
    b.peer.to->down("no broker");
    CHECK_FALSE(b.output->status().up);
    b.peer.report(0, accepted());
    b.settle_down();
    CHECK(b.output->status().up);
    CHECK(b.output->status().delivered == 1);
    b.stop();
}

TEST_CASE("a window that is held sends nothing, or what is up to a mark, until it is released", "[queue][window]") {
    bench b;
    REQUIRE(b.output->hold({"anna", "maintenance"}, {}));
    b.add(1, 3);
    CHECK(b.peer.sent.empty());
    CHECK(b.output->view().now == queue::queue_view::state::held);
    CHECK(b.output->view().head == b.store.rows.at({1, 1}).delivery.message);
    REQUIRE(b.output->hold({"anna", "drain"}, store::delivery_ref{1, 2}));
    b.settle_down();
    CHECK(b.on_its_way() == numbered(1, 2));
    REQUIRE(b.output->release({"anna", "done"}));
    b.settle_down();
    CHECK(b.on_its_way() == numbered(1, 3));
    b.stop();
}

TEST_CASE("a message of a held window can be skipped, one on its way cannot", "[queue][window]") {
    bench b;
    b.add(1, 1);
    REQUIRE(b.output->hold({"anna", "maintenance"}, {}));
    b.add(2, 3);
    const auto id = [&](std::int64_t row) { return b.store.rows.at({1, row}).delivery.message; };
    CHECK_FALSE(b.output->skip(id(1), {"anna", "wrong"}));
    CHECK_FALSE(b.output->skip({1, 0, 1, 99}, {"anna", "wrong"}));
    REQUIRE(b.output->skip(id(2), {"anna", "wrong"}));
    REQUIRE(b.output->release({"anna", "done"}));
    b.settle_down();
    CHECK(b.state_of(2) == store::delivery_state::dead);
    CHECK(b.on_its_way() == std::vector<std::string>{"1", "3"});
    b.stop();
}

TEST_CASE("what lies behind a skipped message leaves the window when the skip is on disk", "[queue][window]") {
    bench b;
    REQUIRE(b.output->hold({"anna", "maintenance"}, {}));
    b.add(1, 3);
    b.store.hold_settles = true;
    REQUIRE(b.output->skip(b.store.rows.at({1, 1}).delivery.message, {"anna", "wrong"}));
    CHECK(b.store.settles_awaited == 1); // others stand still for it
    REQUIRE(b.output->release({"anna", "done"}));
    b.settle_down();
    CHECK(b.on_its_way().empty()); // a crash now would send 1 behind them
    b.store.release_settles();
    b.settle_down();
    CHECK(b.on_its_way() == numbered(2, 3));
    b.stop();
}

TEST_CASE("a window waited for the next try of a message that a person had skipped", "[queue][window]") {
    bench b;
    b.settings.retry.first = b.settings.retry.max = 1h;
    b.live_again({});
    b.add(1, 2);
    b.peer.report_all(away());
    b.settle_down();
    CHECK(b.on_its_way().empty());
    REQUIRE(b.output->skip(b.store.rows.at({1, 1}).delivery.message, {"anna", "wrong"}));
    b.settle_down();
    b.let_pass(5ms);
    CHECK(b.on_its_way() == numbered(2, 2));
    b.stop();
}

TEST_CASE("a retry that a person asked for while reports were missing was forgotten", "[queue][window]") {
    bench b;
    b.settings.retry.first = b.settings.retry.max = 1h;
    b.live_again({});
    b.add(1, 2);
    b.peer.report(0, away());
    b.output->retry_now("anna");
    b.peer.report_all(away()); // which is a failure of its own
    b.settle_down();
    CHECK(b.on_its_way().empty());
    b.output->retry_now("anna");
    b.settle_down();
    CHECK(b.on_its_way() == numbered(1, 2));
    b.peer.report(1, away());
    b.output->retry_now("anna");
    b.peer.report(0, accepted());
    b.settle_down();
    CHECK(b.on_its_way() == numbered(2, 2));
    b.stop();
}

TEST_CASE("a dead letter stops a window that is to hold keys too: everything is in one line", "[queue][window]") {
    bench b;
    b.live_again(GENERATE(queue::dead_letter_policy::effect::hold_key, queue::dead_letter_policy::effect::stop));
    b.add(1, 1);
    b.peer.report(0, refused("too long"));
    b.add(2, 2);
    CHECK(b.state_of(1) == store::delivery_state::dead);
    CHECK(b.on_its_way().empty());
    CHECK(b.output->view().now == queue::queue_view::state::stopped);
    b.store.resolve({1, 1});
    b.settle_down();
    CHECK(b.on_its_way() == numbered(2, 2));
    b.stop();
}

TEST_CASE("what has not left the window is withdrawn, what is on its way is not", "[queue][window][withdraw]") {
    bench b{2};
    b.add(1, 4);
    CHECK(b.on_its_way() == std::vector<std::string>{"1", "2"});
    CHECK_FALSE(b.output->withdraw({1, 2}));
    CHECK(b.output->withdraw({1, 3}));
    b.peer.report_all(accepted());
    b.let_pass(5ms);
    CHECK(b.on_its_way() == std::vector<std::string>{"4"});
    b.peer.report_all(accepted());
    b.settle_down();
    CHECK_FALSE(b.output->withdraw({1, 1}));
    b.stop();
}

TEST_CASE("what is withdrawn while a window is replaced is sent by neither", "[queue][window][withdraw]") {
    bench b{1};
    b.add(1, 4);
    CHECK(b.output->withdraw({1, 2})); // not durable when the next queue reads
    bool done = false;
    b.output->stop([&done] { done = true; });
    CHECK(b.output->withdraw({1, 3})); // what is on its way may hold up the end
    CHECK_FALSE(b.output->withdraw({1, 1}));
    b.peer.report_all(accepted());
    b.settle_down();
    REQUIRE(done);
    const auto withdrawn = b.output->hand_over();
    CHECK_FALSE(b.output->withdraw({1, 4})); // nobody would hear of it
    b.live_again({}, withdrawn);
    CHECK(b.on_its_way() == numbered(4, 4));
    b.stop();
}
