// An output that is replaced while messages wait in it: threads of the test's hand, so that every order can be had.
#include "engine/app/running_outputs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_store.hpp"

#include <boost/asio/use_awaitable.hpp>

using namespace vagus;
using namespace std::chrono_literals;

namespace {

// Reaches nobody the first time.
class late_sender final : public queue::sender {
  public:
    explicit late_sender(std::vector<std::string>& tried)
        : tried_{tried} {}
    boost::asio::awaitable<queue::attempt_result> send(const store::queued_delivery& delivery) override {
        using kind = queue::attempt_result::kind;
        tried_.push_back(*delivery.body);
        queue::attempt_result made{kind::answered, hl7::ack_code::AA, {}, {}, {}};
        if (tried_.size() == 1) made.what = kind::connection;
        made.unsent = tried_.size() == 1;
        co_return made;
    }
    void stop() override {}

  private:
    std::vector<std::string>& tried_;
};

struct late_output final : deliver::output {
    explicit late_output(std::vector<std::string>& tried)
        : tried_{tried} {
        retry.first = retry.max = config::duration{1h};
    }
    queue::opening open(const deliver::surroundings& /*around*/) const override {
        return queue::make_sender{
            [&tried = tried_](boost::asio::io_context&) { return std::make_unique<late_sender>(tried); }};
    }
    std::string where() const override { return "nowhere"; }

  private:
    std::vector<std::string>& tried_;
};

struct bench {
    bench() {
        number = store.number(store::name_kind::output, "pas");
        boxes.push_back(std::make_unique<intake::io_mailbox>(lane()));
        outputs.open(stated(), {});
        outputs.start();
        run(lane());
    }
    ~bench() {
        bool done = false;
        outputs.stop([&done] { done = true; });
        for (int turn = 0; turn < 3; ++turn) run_all();
        CHECK(done);
    }
    app::running_outputs::written stated() { return {"pas", {}, std::make_shared<late_output>(tried)}; }
    boost::asio::io_context& lane() { return lanes.at(0).context(); }
    static void run(boost::asio::io_context& thread) {
        thread.restart();
        thread.poll();
    }
    void run_all() {
        run(lane());
        run(home);
    }

    std::uint32_t number = 0;
    std::vector<std::string> tried;
    tests::fake_store store;
    runtime::io_pool lanes{1};
    std::vector<std::unique_ptr<intake::io_mailbox>> boxes;
    boost::asio::io_context home{1};
    tls::profiles certificates{{}, {}, system_clock(), no_report()};
    observe::books counted;
    app::running_outputs outputs{
        {store, lanes, boxes, home, system_clock(), no_report(), certificates, {}, nullptr, counted}};
};

} // namespace

TEST_CASE("an output that is replaced sends nothing that was withdrawn and is not yet so on the disk",
          "[app][outputs]") {
    bench b;
    for (int i = 1; i <= 3; ++i) b.store.add(b.number, {}, std::to_string(i));
    b.run(b.lane());
    CHECK(b.tried == std::vector<std::string>{"1"});
    auto* const old = b.outputs.queue_of(b.number);
    REQUIRE(old != nullptr);
    CHECK(old->withdraw({1, 2}));

    b.outputs.go_on_with(b.stated(), false);
    b.run(b.lane());
    CHECK_FALSE(old->withdraw({1, 3})); // it has handed over
    b.run(b.home);
    CHECK(b.outputs.queue_of(b.number) == nullptr);
    b.run(b.lane()); // the new one reads
    CHECK(b.outputs.queue_of(b.number) == nullptr);
    b.run(b.home);
    auto* const fresh = b.outputs.queue_of(b.number);
    REQUIRE((fresh != nullptr && fresh != old));
    fresh->retry_now("anna");
    b.run(b.lane());
    CHECK(b.tried == std::vector<std::string>{"1", "1", "3"});
}
