// What routes remember: durable with its message, bounded, and known beyond the life of the file it was written in.
#include "engine/store/limits.hpp"
#include "engine/store/memories.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <cstring>
#include <set>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t orders = 9;

memory_key key(std::size_t n) {
    memory_key made{};
    made[0] = static_cast<std::uint8_t>(n);
    made[1] = static_cast<std::uint8_t>(n / 256);
    return made;
}
kept_word word(std::size_t under, std::int64_t seq, const std::string& value, wall_us at = 0) {
    return {{orders, key(under), memory_kind::value, value}, seq, at};
}

// As many as a memory may keep, which key() has no bytes for.
kept_word one_of_many(std::size_t n, memory_kind kind) {
    kept_word made{{orders, {}, kind, "v"}, static_cast<std::int64_t>(n), 0};
    std::memcpy(made.what.key.data(), &n, sizeof n);
    return made;
}

class kept_names final : public reporter {
  public:
    kept_names()
        : reporter{severity::debug} {}
    std::vector<std::string> names;

  private:
    void write(std::string_view name, severity, const facts&) override { names.emplace_back(name); }
};

struct shelf {
    kept_names said;
    memories all;

    explicit shelf(memory_bounds bounds)
        : all{[bounds](std::uint32_t memory) { return memory == orders ? std::optional{bounds} : std::nullopt; }, said,
              [](std::uint32_t) { return "orders"; }} {}
    void commit(kept_word what) {
        all.stage(std::move(what));
        all.committed();
    }
    [[nodiscard]] std::string at(std::size_t n) const { return all.find(orders, key(n)).value_or("-"); }
};

settings remembering(const temporary_folder& folder, std::optional<std::chrono::microseconds> kept_for = {}) {
    auto how = in(folder);
    how.segment_bytes = 1; // a segment a message
    how.memories["orders"] = {};
    how.kept_for = kept_for;
    return how;
}

new_message saying(std::uint32_t memory, const std::string& text, const test_clock& time,
                   memory_kind kind = memory_kind::value) {
    auto made = message(text, 1, {5});
    made.received = time.wall();
    made.remembers.push_back({memory, key(1), kind, text});
    return made;
}

bool is_there(const temporary_folder& folder, std::uint32_t no) {
    return fs::exists(segment_file(folder.path(), no));
}

} // namespace

TEST_CASE("what is remembered is known from its commit on, and not after a roll-back", "[store]") {
    shelf memory{{}};
    memory.all.stage(word(1, 1, "old"));
    CHECK(memory.at(1) == "-");
    memory.all.committed();
    CHECK(memory.at(1) == "old");
    memory.all.stage(word(1, 2, "new"));
    memory.all.roll_back();
    memory.all.committed();
    CHECK(memory.at(1) == "old");
    memory.commit(word(1, 3, "")); // forgotten
    CHECK(memory.at(1) == "-");
    CHECK(memory.all.size() == 1); // but a word, which must win over older ones in other files
    CHECK_FALSE(memory.all.find(orders + 1, key(1)));
}

TEST_CASE("bounds that change count at once, and what was not known is known from then on", "[store][memories]") {
    shelf memory{{.most = 3}};
    for (std::size_t n = 1; n <= 3; ++n) memory.commit(word(n, static_cast<std::int64_t>(n), "v"));
    memory.all.bound(orders, {.most = 2});
    CHECK(memory.at(1) == "-");
    CHECK(memory.at(2) == "v"); // at the limit
    CHECK(memory.all.size() == 2);
    memory.all.bound(orders, {.most = 4});
    for (std::size_t n = 4; n <= 6; ++n) memory.commit(word(n, static_cast<std::int64_t>(n), "v"));
    CHECK(memory.all.size() == 4);
    CHECK(memory.at(2) == "-");

    constexpr std::uint32_t added = orders + 1;
    CHECK(memory.all.knows(orders));
    CHECK_FALSE(memory.all.knows(added));
    auto first = word(1, 7, "v");
    first.what.memory = added;
    memory.commit(first);
    CHECK_FALSE(memory.all.find(added, key(1)));
    memory.all.bound(added, {.most = 1});
    CHECK(memory.all.knows(added));
    memory.commit(first);
    CHECK(memory.all.find(added, key(1)) == "v");
}

TEST_CASE("a great many values go in turns when a bound becomes small", "[store][memories]") {
    shelf memory{{}};
    for (std::size_t n = 1; n <= forgotten_at_once + 2; ++n) memory.commit(word(n, static_cast<std::int64_t>(n), "v"));
    memory.all.bound(orders, {.most = 1});
    CHECK(memory.all.size() == 1);
    CHECK(memory.at(forgotten_at_once + 2) == "v");
}

TEST_CASE("a memory keeps as many values as it may: the one written first goes, and people hear of it once",
          "[store]") {
    shelf memory{{.most = 3}};
    for (std::size_t n = 1; n <= 3; ++n) memory.commit(word(n, static_cast<std::int64_t>(n), "v"));
    CHECK(memory.said.names.empty());
    memory.commit(word(1, 4, "again")); // written last now
    CHECK(memory.said.names.empty());
    memory.commit(word(4, 5, "v"));
    memory.commit(word(5, 6, "v"));
    CHECK(memory.at(1) == "again");
    CHECK(memory.at(2) == "-");
    CHECK(memory.at(3) == "-");
    CHECK(memory.all.size() == 3);
    CHECK(memory.said.names == std::vector<std::string>{"store.memory_full"});
}

TEST_CASE("files may say more than is kept, in any order: the newest words stay", "[store]") {
    shelf memory{{.most = 3}};
    for (std::size_t n = 20; n > 0; --n)
        memory.all.restore(word(n % 7, static_cast<std::int64_t>(n), std::to_string(n)));
    memory.all.finished();
    CHECK(memory.all.size() == 3);
    CHECK(memory.at(20 % 7) == "20");
    CHECK(memory.at(19 % 7) == "19");
    CHECK(memory.at(18 % 7) == "18");
    CHECK(memory.at(17 % 7) == "-");
}

TEST_CASE("a start took hours where files say far more than a memory keeps", "[store]") {
    shelf memory{{.most = 20'000}};
    const auto begun = std::chrono::steady_clock::now();
    for (std::size_t n = 200'000; n > 0; --n) {
        memory.all.restore(one_of_many(n, memory_kind::value));
    }
    memory.all.finished();
    CHECK(memory.all.size() == 20'000);
    CHECK(std::chrono::steady_clock::now() - begun < 60s); // with an order for every word: minutes
}

TEST_CASE("each end of an old delivery held the writer for as long as a full memory takes to walk",
          "[store][memories]") {
    constexpr std::size_t most = 1'000'000;
    shelf memory{{.most = most}};
    for (std::size_t n = most; n > 1; --n) memory.all.restore(one_of_many(n, memory_kind::value));
    memory.all.restore(one_of_many(1, memory_kind::print));
    memory.all.finished();
    const auto begun = std::chrono::steady_clock::now();
    const auto too_long = [&] { return std::chrono::steady_clock::now() - begun > 30s; };
    std::size_t found = 0;
    for (int n = 0; n < 1000 && !too_long(); ++n) found += memory.all.prints_of(1).size();
    CHECK(found == 1000); // it was some ten
}

TEST_CASE("the prints of a message are those that still stand, and no word that forgets", "[store][memories]") {
    shelf memory{{.most = 4}};
    const auto print = [](std::size_t under, std::int64_t seq, const std::string& value) {
        auto made = word(under, seq, value);
        made.what.kind = memory_kind::print;
        return made;
    };
    const auto keys_of = [&](std::int64_t seq) {
        std::set<memory_key> found;
        for (const auto& each : memory.all.prints_of(seq)) found.insert(each.key);
        return found;
    };
    memory.commit(print(1, 7, "v"));
    memory.commit(print(2, 7, "v"));
    memory.commit(word(3, 7, "a value"));
    CHECK(keys_of(7) == std::set{key(1), key(2)});
    memory.commit(print(1, 8, "newer"));
    CHECK(keys_of(7) == std::set{key(2)});
    memory.commit(print(2, 8, "")); // the message of 7 is dead: nothing of the one that came last
    CHECK(keys_of(7).empty());
    CHECK(keys_of(8) == std::set{key(1)});
    for (std::size_t n = 4; n <= 7; ++n) memory.commit(word(n, 9, "v")); // past the bound
    CHECK(keys_of(8).empty());
    memory.commit(print(1, 10, "v"));
    memory.commit(word(1, 11, "a rule's own"));
    CHECK(keys_of(10).empty());
    memory.commit(print(1, 12, "v"));
    memory.all.bound(orders, {.most = 1});
    CHECK(keys_of(12) == std::set{key(1)});
    memory.all.forget_old(std::chrono::microseconds{memory_bounds{}.kept_for}.count() + 1);
    CHECK(keys_of(12).empty());
}

TEST_CASE("the end of an old message forgot the print that a newer one of its group had left", "[store][memories]") {
    shelf memory{{}};
    const auto print = [](std::int64_t seq) {
        auto made = word(1, seq, "v");
        made.what.kind = memory_kind::print;
        return made;
    };
    memory.commit(print(7));
    memory.all.stage(print(8)); // recorded, and not committed yet
    CHECK(memory.all.prints_of(7).empty());
    memory.all.roll_back();
    CHECK(memory.all.prints_of(7).size() == 1);
    memory.all.stage(word(2, 9, "of another"));
    CHECK(memory.all.prints_of(7).size() == 1);
    memory.all.committed();
    memory.commit(print(10));
    CHECK(memory.all.prints_of(10).size() == 1);
}

TEST_CASE("values are forgotten once they have had their time, and not a moment before", "[store]") {
    shelf memory{{.most = 5000, .kept_for = 1h}};
    const auto hour = std::chrono::microseconds{1h}.count();
    for (std::size_t n = 0; n < 2 * forgotten_at_once + 1; ++n)
        memory.commit(word(n, static_cast<std::int64_t>(n), "v"));
    memory.commit(word(3000, 3000, "young", 1));
    memory.all.forget_old(hour);
    CHECK(memory.all.size() == 2 * forgotten_at_once + 2);
    memory.all.forget_old(hour + 1);
    CHECK(memory.all.size() == 1);
    CHECK(memory.at(3000) == "young");
}

TEST_CASE("what a route remembers is there after a restart, and of what was refused nothing", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    const auto how = remembering(folder);
    std::uint32_t memory = 0;
    {
        auto store = open(how, time);
        memory = store->number(name_kind::memory, "orders");
        REQUIRE(accept(*store, box, saying(memory, "first", time)));
        CHECK(store->recalled(memory, key(1)) == "first");
        auto repeated = saying(memory, "second", time);
        repeated.remember = true;
        REQUIRE(accept(*store, box, repeated));
        REQUIRE(accept(*store, box, saying(memory, "third", time)));
        CHECK(accept(*store, box, repeated)->duplicate); // not stored: what it would remember is old by now
        CHECK(store->recalled(memory, key(1)) == "third");
        auto out_of_turn = saying(memory, "fourth", time);
        out_of_turn.sequence = {7};
        auto in_turn = message("in turn");
        in_turn.sequence = {3};
        REQUIRE(accept(*store, box, std::move(in_turn)));
        CHECK_FALSE(accept(*store, box, std::move(out_of_turn))->refusal.empty());
        CHECK(store->recalled(memory, key(1)) == "third");
        store->close();
    }
    auto store = open(how, time);
    CHECK(store->recalled(memory, key(1)) == "third");
    CHECK_FALSE(store->recalled(memory, key(2)));
}

TEST_CASE("a value that only an old segment says outlives it, and a newer one is never undone by it", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = remembering(folder, 24h);
    std::uint32_t memory = 0;
    {
        auto store = open(how, time);
        memory = store->number(name_kind::memory, "orders");
        auto two = saying(memory, "old", time);
        two.deliveries.clear();
        for (std::size_t n = 2; n < 2 + words_carried_at_once; ++n)
            two.remembers.push_back({memory, key(n), memory_kind::value, "carried"});
        REQUIRE(accept(*store, box, std::move(two)));
        REQUIRE(sealed(folder, 1));
        auto newer = saying(memory, "new", time);
        newer.deliveries.clear();
        REQUIRE(accept(*store, box, std::move(newer)));
        REQUIRE(sealed(folder, 2));
        time.advance(25h);
        CHECK(comes_to(time, [&] { return !is_there(folder, 1) && !is_there(folder, 2); }));
        CHECK(ask(folder, 3, "SELECT count(*) FROM remembered") == 1 + words_carried_at_once);
        store->close();
    }
    auto store = open(how, time);
    CHECK(store->recalled(memory, key(1)) == "new");
    CHECK(store->recalled(memory, key(2)) == "carried");
    CHECK(store->recalled(memory, key(1 + words_carried_at_once)) == "carried");
}

TEST_CASE("a segment that is reduced to what it owes keeps what routes remember, and the tags of what it keeps",
          "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = remembering(folder, 24h);
    std::uint32_t memory = 0;
    {
        auto store = open(how, time);
        memory = store->number(name_kind::memory, "orders");
        auto owed = saying(memory, "still owed", time);
        owed.tags = {"odd"};
        REQUIRE(accept(*store, box, std::move(owed)));
        REQUIRE(sealed(folder, 1));
        CHECK(replaced_after(folder, 1, time, [&] { time.advance(25h); }));
        CHECK(ask(folder, 1, "SELECT count(*) FROM sqlite_schema WHERE name = 'reduced'") == 1);
        CHECK(ask(folder, 1, "SELECT count(*) FROM remembered") == 1);
        CHECK(ask(folder, 1, "SELECT count(*) FROM tagged WHERE tags = 'odd'") == 1);
        store->close();
    }
    auto store = open(how, time);
    CHECK(store->recalled(memory, key(1)) == "still owed");
}

TEST_CASE("a clock that jumped forward makes nobody forget; believed, it does", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = remembering(folder);
    how.memories["orders"].kept_for = 24h;
    auto store = open(how, time);
    const auto memory = store->number(name_kind::memory, "orders");
    REQUIRE(accept(*store, box, saying(memory, "value", time)));
    time.jump(1000h);
    time.advance(2min);
    REQUIRE(comes_to(time, [&] { return is_doubted(folder); }));
    time.advance(2min);
    std::this_thread::sleep_for(1500ms);
    CHECK(store->recalled(memory, key(1)) == "value");
    store->believe_clock();
    time.advance(2min);
    CHECK(comes_to(time, [&] { return !store->recalled(memory, key(1)); }));
}

TEST_CASE("what had its time while the engine was down is not known again at its start", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = remembering(folder);
    how.memories["orders"].kept_for = 24h;
    std::uint32_t memory = 0;
    {
        auto store = open(how, time);
        memory = store->number(name_kind::memory, "orders");
        REQUIRE(accept(*store, box, saying(memory, "value", time)));
        store->close();
    }
    time.advance(25h);
    auto store = open(how, time);
    CHECK_FALSE(store->recalled(memory, key(1)));
}

TEST_CASE("a print stands as long as a receiver may have the message: dead or withdrawn it is forgotten", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    const auto how = remembering(folder);
    std::uint32_t memory = 0;
    {
        auto store = open(how, time);
        memory = store->number(name_kind::memory, "orders");
        REQUIRE(accept(*store, box, saying(memory, "delivered", time, memory_kind::print)));
        REQUIRE(settle(*store, box, delivered(pending(*store, box, 5).front().at)));
        CHECK(store->recalled(memory, key(1)) == "delivered");
        REQUIRE(accept(*store, box, saying(memory, "refused", time, memory_kind::print)));
        auto dead = delivered(pending(*store, box, 5).front().at);
        dead.state = delivery_state::dead;
        REQUIRE(settle(*store, box, dead));
        CHECK_FALSE(store->recalled(memory, key(1)));
        store->close();
    }
    auto store = open(how, time);
    CHECK_FALSE(store->recalled(memory, key(1)));
    REQUIRE(accept(*store, box, saying(memory, "a value", time)));
    auto dead = delivered(pending(*store, box, 5).front().at);
    dead.state = delivery_state::dead;
    REQUIRE(settle(*store, box, dead));
    CHECK(store->recalled(memory, key(1)) == "a value"); // was true all the same
}
