// One sealed segment that the writer cannot open, and all that goes on beside it.
#include "engine/store/catalog.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <map>
#include <mutex>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

class counted_events final : public reporter {
  public:
    counted_events()
        : reporter{severity::info} {}
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

void belongs_to(const temporary_folder& folder, const std::string& store) {
    connection db{segment_file(folder.path(), 1), connection::access::write};
    statement{db, "UPDATE meta SET store = ?"}.run(store);
}

} // namespace

TEST_CASE("a sealed segment that could not be opened ended the engine for all", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1;
    message_id of_the_first;
    {
        auto store = open(how);
        of_the_first = accept(*store, box, message("waits", 1, {5, 5, 5}))->id;
        auto dead = delivered(pending(*store, box, 5).back().at);
        dead.state = delivery_state::dead;
        REQUIRE(settle(*store, box, dead));
        REQUIRE(accept(*store, box, message("another", 1, {6})));
        store->close();
    }
    std::string uuid = catalog{folder.path()}.uuid();
    belongs_to(folder, "another store");

    counted_events heard;
    std::atomic<bool> ended = false;
    auto opened = vagus::store::store::open(how, system_clock(), heard);
    REQUIRE(opened);
    auto& store = **opened;
    store.on_undecided([&](const store_error&) { ended = true; });
    const auto queue = pending(store, box, 5);
    REQUIRE(queue.size() == 2);
    for (const auto& each : queue) {
        const auto made = settle(store, box, delivered(each.at));
        REQUIRE_FALSE(made);
        CHECK(made.error().text.contains("s0-1.db"));
    }
    const auto letters = dead_letters(store, box);
    REQUIRE(letters.size() == 1);
    std::optional<result<bool, store_error>> decided;
    store.resolve(letters.front().at, delivery_state::retried, "asked for", message("instead", 1, {6}), box,
                  [&](auto got) { decided = std::move(got); });
    REQUIRE(box.run_until([&] { return decided.has_value(); }));
    CHECK_FALSE(*decided);
    std::optional<result<void, store_error>> withdrawn;
    store.withdraw(of_the_first, {queue.front().at}, {}, "too late", box,
                   [&](auto got) { withdrawn = std::move(got); });
    REQUIRE(box.run_until([&] { return withdrawn.has_value(); }));
    CHECK_FALSE(*withdrawn);

    const auto others = pending(store, box, 6);
    REQUIRE(others.size() == 1); // nothing of what was refused is stored
    CHECK(settle(store, box, delivered(others.front().at)));
    CHECK(accept(store, box, message("goes on", 1, {6})));
    CHECK(store.depth(5).pending == 2);
    CHECK(store.depth(5).dead == 1);
    CHECK_FALSE(ended);
    CHECK(heard.count("store.segment_set_aside") == 1);

    store.close();
    opened->reset();
    belongs_to(folder, uuid);
    auto mended = open(how);
    CHECK(mended->depth(5).pending == 2);
    for (const auto& each : pending(*mended, box, 5)) CHECK(settle(*mended, box, delivered(each.at)));
    CHECK(mended->depth(5).pending == 0);
    CHECK(mended->depth(6).pending == 1);
}
