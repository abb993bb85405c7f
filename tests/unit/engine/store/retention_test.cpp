// Sealed segments go when they have had their time, and not before anything in them is owed to nobody.
#include "engine/store/limits.hpp"
#include "engine/store/retention.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <map>
#include <mutex>
#include <string>
#include <string_view>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr auto us(std::chrono::microseconds span) {
    return span.count();
}

settings keeping(const temporary_folder& folder, std::chrono::hours kept_for) {
    auto how = in(folder);
    how.segment_bytes = 1;
    how.kept_for = kept_for;
    return how;
}

// How often each of the events came that retention says.
class counted_events final : public reporter {
  public:
    counted_events()
        : reporter{severity::debug} {}
    [[nodiscard]] int count(std::string_view name) {
        std::scoped_lock hold{mutex_};
        return counts_[std::string{name}];
    }

  private:
    void write(std::string_view name, severity, const facts&) override {
        std::scoped_lock hold{mutex_};
        ++counts_[std::string{name}];
    }
    std::mutex mutex_;
    std::map<std::string, int> counts_;
};

// The clock jumps while a round is under way: when it says that a segment went.
class clock_that_jumps final : public reporter {
  public:
    explicit clock_that_jumps(test_clock& time)
        : reporter{severity::info}
        , time_{time} {}

  private:
    void write(std::string_view name, severity, const facts&) override {
        if (name == "store.segment_removed") time_.jump(24h * 365);
    }
    test_clock& time_;
};

bool is_there(const temporary_folder& folder, std::uint32_t no) {
    return fs::exists(segment_file(folder.path(), no));
}

bool removed(const temporary_folder& folder, std::uint32_t no) {
    return comes_to([&] { return !is_there(folder, no); });
}

// By this round or one after it.
bool removed(const temporary_folder& folder, std::uint32_t no, test_clock& time) {
    return comes_to(time, [&] { return !is_there(folder, no); });
}

// A look at the clock while it is right, and which segment was live then.
bool marked_with(const temporary_folder& folder, test_clock& time, std::uint32_t live) {
    time.advance(clock_marked_every);
    return comes_to([&] { return ask_catalog(folder, "SELECT live FROM marked") == live; });
}

} // namespace

TEST_CASE("a segment stays whole while it lives, is held, has fragments that wait or is young", "[store]") {
    segment_entry old{1, true, 0, us(1h)};
    CHECK_FALSE(stays_because(old, false, us(25h), 24h));
    CHECK(stays_because(old, false, us(25h) - 1, 24h));
    CHECK(stays_because(old, true, us(25h), 24h));
    CHECK(stays_because({1, true, 0, us(1h), true}, false, us(25h), 24h));
    CHECK(stays_because({1, false, 0, 0}, false, us(25h), 24h));
}

TEST_CASE("what had its time is unlinked; what waits, is dead or held stays; life goes on over it", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = keeping(folder, 24h);
    message_id last{};
    {
        auto store = open(how, time);
        for (const char* text : {"done", "dead", "held", "waits"}) {
            auto what = message(text, 1, {5});
            what.received = time.wall();
            last = accept(*store, box, std::move(what))->id;
        }
        auto all = pending(*store, box, 5);
        REQUIRE(all.size() == 4);
        auto dead = delivered(all[1].at);
        dead.state = delivery_state::dead;
        REQUIRE(settle(*store, box, delivered(all[0].at)));
        REQUIRE(settle(*store, box, dead));
        REQUIRE(settle(*store, box, delivered(all[2].at)));
        REQUIRE(store->hold_legally(3, true));
        CHECK_FALSE(store->hold_legally(99, true));
        REQUIRE(sealed(folder, 4));
        time.advance(25h);
        CHECK(removed(folder, 1, time));
        CHECK(is_there(folder, 2));
        CHECK(is_there(folder, 3));
        CHECK(is_there(folder, 4));
        CHECK(store->hold_legally(3, false));
        REQUIRE(settle(*store, box, delivered(all[3].at))); // in a segment that is sealed and old: it goes now
        time.advance(2min);
        CHECK(removed(folder, 3, time));
        CHECK(removed(folder, 4, time));
        CHECK(is_there(folder, 2));
        CHECK(settle(*store, box, delivered(all[0].at))); // of one that is gone: nothing to do
        CHECK(accept(*store, box, message("next", 1))->id > last);
        store->close();
    }
    auto store = open(how, time);
    CHECK(store->recovery().clean);
    CHECK(store->depth(5).dead == 1);
    CHECK(accept(*store, box, message("later", 1))->id > last);
}

TEST_CASE("a sequence number that only an old segment knows outlives it", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = keeping(folder, 24h);
    {
        auto store = open(how, time);
        auto first = message("numbered", 1);
        first.sequence = {41};
        REQUIRE(accept(*store, box, std::move(first)));
        REQUIRE(accept(*store, box, message("another", 2)));
        REQUIRE(sealed(folder, 2));
        time.advance(25h);
        CHECK(removed(folder, 1, time));
        store->close();
    }
    auto store = open(how, time);
    auto next = message("next", 1);
    next.sequence = {42};
    auto answer = accept(*store, box, std::move(next));
    REQUIRE(answer);
    CHECK(answer->refusal.empty());
    auto again = message("out of turn", 1);
    again.sequence = {50};
    CHECK(accept(*store, box, std::move(again))->expected == 43);
}

TEST_CASE("fragments that wait for the rest of their message outlive their time", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto store = open(keeping(folder, 24h), time);
    auto first = message("part one", 1);
    first.state = message_state::fragment;
    first.fragment = fragment{{}, 11, 3, 1000, 2, 48h, {}, {}};
    REQUIRE(accept(*store, box, std::move(first)));
    REQUIRE(accept(*store, box, message("other", 2)));
    REQUIRE(sealed(folder, 2));
    time.advance(25h);
    CHECK(removed(folder, 2, time));
    CHECK(is_there(folder, 1));

    auto last = message("part two", 1);
    last.state = message_state::fragment;
    last.fragment = fragment{11, {}, 3, 1000, 2, 48h, {}, {}};
    last.fragment->behind = store->waiting_series(1, 11).value().last;
    last.fragment->whole = std::make_shared<new_message>(message("whole", 1));
    auto joined = accept(*store, box, std::move(last));
    REQUIRE(joined);
    CHECK(joined->refusal.empty());
    time.advance(2min);
    CHECK(removed(folder, 1, time));
}

TEST_CASE("after a jump of the clock nothing is removed until a person says that it is right", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = keeping(folder, 24h);
    auto store = open(how, time);
    REQUIRE(accept(*store, box, message("old", 1)));
    REQUIRE(sealed(folder, 1));
    REQUIRE(marked_with(folder, time, 2));
    time.jump(24h * 365);
    time.advance(25h);
    std::this_thread::sleep_for(1500ms);
    CHECK(is_there(folder, 1));
    store.reset(); // a restart does not forget it
    store = open(how, time);
    time.advance(2min);
    std::this_thread::sleep_for(1500ms);
    CHECK(is_there(folder, 1));
    store->believe_clock();
    time.advance(2min);
    CHECK(removed(folder, 1, time));
}

// As after a boot with a battery that is empty: the clock is set right some time later.
TEST_CASE("what was written in the wrong time went at once when the clock was said to be right", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = keeping(folder, 24h);
    how.dead_kept_for = 48h;
    std::optional<std::unique_ptr<vagus::store::store>> store = open(how, time);
    const auto say = [&](const char* text, std::uint32_t no) {
        REQUIRE(accept(**store, box, message(text, 1)));
        REQUIRE(sealed(folder, no));
    };
    const auto goes_round = [&](std::chrono::microseconds span) {
        time.advance(span);
        std::this_thread::sleep_for(1500ms);
    };
    say("in the right time", 1);
    REQUIRE(marked_with(folder, time, 2));
    REQUIRE(accept(**store, box, message("dies", 1, {5})));
    REQUIRE(sealed(folder, 2));
    store.reset();
    const auto years = GENERATE(-24h * 365 * 6, 24h * 365 * 6);
    time.jump(years);
    store = open(how, time);
    say("in the wrong time", 3);
    auto dead = delivered(pending(**store, box, 5).front().at);
    dead.state = delivery_state::dead;
    dead.when = time.wall();
    REQUIRE(settle(**store, box, dead));
    time.jump(-years);
    goes_round(23h + 1min);
    (*store)->believe_clock();
    store.reset(); // it is kept over restarts
    store = open(how, time);
    goes_round(2min);
    CHECK(removed(folder, 1)); // that was sealed before the doubt
    CHECK(is_there(folder, 3));
    CHECK((*store)->depth(5).dead == 1);
    goes_round(24h - 2min - 1us);
    CHECK(is_there(folder, 3));
    goes_round(1min);
    CHECK(removed(folder, 3));
    CHECK((*store)->depth(5).dead == 1);
    goes_round(23h);
    CHECK((*store)->depth(5).dead == 1);
    goes_round(1h);
    CHECK(comes_to(
        [&] { return (*store)->depth(5).dead == (years < 0h ? 0 : 1); })); // one from the future waits for a person
}

TEST_CASE("a clock that jumps within a round takes no young segment with it", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    clock_that_jumps heard{time};
    auto store = vagus::store::store::open(keeping(folder, 24h), time, heard);
    REQUIRE(store);
    REQUIRE(accept(**store, box, message("old", 1)));
    REQUIRE(sealed(folder, 1));
    time.advance(23h);
    REQUIRE(accept(**store, box, message("young", 1)));
    REQUIRE(sealed(folder, 2));
    time.advance(2h);
    CHECK(removed(folder, 1));
    std::this_thread::sleep_for(1500ms);
    CHECK(is_there(folder, 2));
}

TEST_CASE("a segment that could not be reduced kept all that came after it for ever", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    counted_events heard;
    auto opened = vagus::store::store::open(keeping(folder, 24h), time, heard);
    REQUIRE(opened);
    auto& store = **opened;
    REQUIRE(accept(store, box, message("waits", 1, {5})));
    auto tried = delivered(pending(store, box, 5).front().at);
    tried.state = delivery_state::pending;
    REQUIRE(settle(store, box, tried));
    connection{segment_file(folder.path(), 1), connection::access::write}.run("DELETE FROM answer");
    REQUIRE(accept(store, box, message("done", 1)));
    REQUIRE(sealed(folder, 2));
    time.advance(25h);
    CHECK(removed(folder, 2, time));
    CHECK(is_there(folder, 1));
    time.advance(2min);
    std::this_thread::sleep_for(1500ms);
    CHECK(heard.count("store.upkeep_failed") == 1); // said once, though each look finds it
}

TEST_CASE("a segment that could not be reduced was copied again each minute", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    counted_events heard;
    auto opened = vagus::store::store::open(keeping(folder, 24h), time, heard);
    REQUIRE(opened);
    auto& store = **opened;
    REQUIRE(accept(store, box, message("waits", 1, {5})));
    auto tried = delivered(pending(store, box, 5).front().at);
    tried.state = delivery_state::pending;
    REQUIRE(settle(store, box, tried));
    REQUIRE(sealed(folder, 1));
    connection{segment_file(folder.path(), 1), connection::access::write}.run("DELETE FROM answer");
    // Each try begins with an index. A round for each, and whether there is one in it.
    const auto goes_round = [&](const std::vector<bool>& tries, std::chrono::microseconds apart) {
        for (const bool again : tries) {
            const int before = heard.count("store.index_made");
            time.advance(apart);
            if (again) {
                REQUIRE(comes_to([&] { return heard.count("store.index_made") > before; }));
                continue;
            }
            std::this_thread::sleep_for(1500ms);
            CHECK(heard.count("store.index_made") == before);
        }
    };
    goes_round({true}, 24h + 1s);        // the one it lacks
    std::this_thread::sleep_for(1500ms); // of that round
    goes_round({true, false, true, false, false}, 61s);
    goes_round({true, true, true, true, true, true, true, false}, 5h); // at last after 256 minutes, then 360
    CHECK(heard.count("store.reduction_put_off") == 1);
    goes_round({true}, 1h);
    CHECK(heard.count("store.reduction_put_off") == 1);
    CHECK(heard.count("store.upkeep_failed") == 1);
    CHECK(is_there(folder, 1));
}

TEST_CASE("a segment whose removal was cut short is gone after the next start", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    {
        auto store = open(keeping(folder, 24h));
        REQUIRE(accept(*store, box, message("old", 1)));
        REQUIRE(accept(*store, box, message("new", 1)));
        store->close();
    }
    connection{folder.path() / "catalog.db", connection::access::write}.run("INSERT INTO retired VALUES(1, 0)");
    auto store = open(keeping(folder, 24h));
    CHECK_FALSE(is_there(folder, 1));
    CHECK(accept(*store, box, message("next", 1)));
}
