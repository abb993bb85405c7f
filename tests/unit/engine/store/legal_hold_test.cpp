// A legal hold that has been confirmed holds, whatever was on its way by then.
#include "engine/store/recorder.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/retention.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <mutex>
#include <thread>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using namespace std::chrono_literals;

namespace {

settings keeping(const temporary_folder& folder, std::chrono::hours kept_for) {
    auto how = in(folder);
    how.segment_bytes = 1;
    how.kept_for = kept_for;
    return how;
}

// Whose answer keeps the writer, until the test lets it go on.
class gate final : public mailbox {
  public:
    void post(std::vector<std::move_only_function<void()>> work) override {
        reached_ = true;
        std::scoped_lock hold{shut_};
        for (auto& each : work) each();
    }
    [[nodiscard]] bool reached() const { return reached_; }
    [[nodiscard]] std::unique_lock<std::mutex> shut() { return std::unique_lock{shut_}; }

  private:
    std::mutex shut_;
    std::atomic<bool> reached_ = false;
};

bool held_in_catalog(const temporary_folder& folder) {
    return ask_catalog(folder, "SELECT legal_hold FROM segment WHERE no = 1") == 1;
}

} // namespace

TEST_CASE("a legal hold that came while a removal was on its way was confirmed, and the segment went", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    {
        auto store = open(keeping(folder, 24h));
        REQUIRE(accept(*store, box, message("old", 1)));
        REQUIRE(accept(*store, box, message("new", 1)));
        store->close();
    }
    catalog entries{folder.path()};
    REQUIRE(entries.hold_legally(1, true));
    CHECK_FALSE(entries.retire(1, 0));
    CHECK_FALSE(entries.retired(1));
    REQUIRE(entries.hold_legally(1, false));
    CHECK(entries.retire(1, 0));
    CHECK_FALSE(entries.hold_legally(1, true)); // it has gone
}

TEST_CASE("a legal hold that came while a reduction was on its way was confirmed, and bodies went", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    {
        auto store = open(keeping(folder, 24h));
        REQUIRE(accept(*store, box, message("old", 1)));
        REQUIRE(accept(*store, box, message("new", 1)));
        store->close();
    }
    catalog entries{folder.path()};
    segments files{keeping(folder, 24h), entries, system_clock(), no_report()};
    (void)make_reduced(folder.path(), 1, 0);
    REQUIRE(entries.hold_legally(1, true));
    CHECK_FALSE(files.replace(1, files.changes(1)));
    CHECK(ask(folder, 1, "SELECT count(*) FROM message") == 1);
    REQUIRE(entries.hold_legally(1, false));
    CHECK(files.replace(1, files.changes(1)));
    CHECK(ask(folder, 1, "SELECT count(*) FROM message") == 0);
}

TEST_CASE("a legal hold that came while dead letters expired was confirmed, and they were discarded", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = keeping(folder, 24h);
    how.dead_kept_for = 24h;
    auto store = open(how, time);
    REQUIRE(accept(*store, box, message("dies", 1, {5})));
    auto what = delivered(pending(*store, box, 5).front().at);
    what.state = delivery_state::dead;
    what.when = time.wall();
    REQUIRE(settle(*store, box, what));
    REQUIRE(sealed(folder, 1));

    gate writer;
    auto shut = writer.shut();
    store->accept(message("keeps the writer", 2), writer, [](const auto&) {});
    REQUIRE(comes_to([&] { return writer.reached(); }));
    time.advance(25h);
    std::this_thread::sleep_for(1500ms); // the round has asked for its end by now, and waits for the writer
    std::atomic<bool> confirmed = false;
    std::jthread person{[&] { confirmed = store->hold_legally(1, true); }};
    REQUIRE(comes_to([&] { return held_in_catalog(folder); }));
    shut.unlock();
    CHECK(comes_to([&] { return confirmed.load(); }));
    CHECK(store->depth(5).dead == 1);
    time.advance(2min);
    std::this_thread::sleep_for(1500ms);
    CHECK(store->depth(5).dead == 1);

    CHECK(resolve(*store, box, what.at, delivery_state::discarded)); // a person may
    CHECK(store->depth(5).dead == 0);
}

TEST_CASE("a legal hold is confirmed when what was decided before it is on the disk", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(keeping(folder, 24h));
    gate writer;
    auto shut = writer.shut();
    store->accept(message("keeps the writer", 2), writer, [](const auto&) {});
    REQUIRE(comes_to([&] { return writer.reached(); }));
    std::atomic<bool> confirmed = false;
    std::jthread person{[&] { confirmed = store->hold_legally(1, true); }};
    REQUIRE(comes_to([&] { return held_in_catalog(folder); }));
    std::this_thread::sleep_for(100ms);
    CHECK_FALSE(confirmed);
    shut.unlock();
    CHECK(comes_to([&] { return confirmed.load(); }));

    store->close();
    CHECK(store->hold_legally(1, true)); // there is no writer to wait for
}
