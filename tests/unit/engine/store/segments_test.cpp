// Segments: sealed by size and by age, read and settled afterwards, and refused when they are not what they should be.
#include "tests/unit/engine/store/open_store.hpp"

#include <fstream>
#include <set>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
namespace fs = std::filesystem;

namespace {

std::string refusal_of(const settings& how) {
    auto opened = vagus::store::store::open(how, system_clock(), no_report());
    REQUIRE_FALSE(opened);
    return opened.error().text;
}

bool says(const std::string& text, const std::string& part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

void fill(const temporary_folder& folder, int messages) {
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1;
    auto store = open(how);
    for (int i = 0; i < messages; ++i) REQUIRE(accept(*store, box, message("m" + std::to_string(i), 1, {5})));
    store->close();
}

} // namespace

TEST_CASE("a full segment is sealed and the queue goes on over it", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 200 * 1024;
    std::vector<message_id> ids;
    {
        auto store = open(how);
        for (int i = 0; i < 60; ++i) {
            ids.push_back(accept(*store, box, message(std::to_string(i) + std::string(9000, '.'), 1, {5}))->id);
        }
        store->close();
    }
    CHECK(ids.back().segment > 2);
    CHECK(std::is_sorted(ids.begin(), ids.end()));
    auto store = open(how);
    CHECK(store->recovery().pending == 60);
    std::vector<queued_delivery> all;
    for (delivery_ref last;;) {
        auto some = pending(*store, box, 5, last, 7);
        if (some.empty()) break;
        CHECK(some.size() <= 7);
        last = some.back().at;
        for (auto& each : some) all.push_back(std::move(each));
    }
    REQUIRE(all.size() == 60);
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].message == ids[i]);

    // The oldest ones are settled where they lie, life after life.
    REQUIRE(settle(*store, box, delivered(all[0].at)));
    REQUIRE(settle(*store, box, delivered(all[1].at)));
    store.reset();
    store = open(how);
    CHECK(store->depth(5).pending == 58);
    CHECK(pending(*store, box, 5).front().message == ids[2]);
    auto next = accept(*store, box, message("next", 1));
    CHECK(next->id > ids.back());
}

TEST_CASE("the order of messages is counted over segments and lives", "[store]") {
    temporary_folder folder;
    fill(folder, 3);
    fill(folder, 2);
    for (std::uint32_t no = 1; no <= 5; ++no) CHECK(ask(folder, no, "SELECT seq FROM message") == no);
    connection catalog{folder.path() / "catalog.db", connection::access::read};
    CHECK(catalog.ask("SELECT count(*) FROM segment WHERE sealed IS NOT NULL AND first_seq = no AND last_seq = no") ==
          5);
    CHECK(catalog.ask("SELECT count(*) FROM segment") == 6);
}

TEST_CASE("a segment is sealed by age, in steady time, and an empty one is not", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = in(folder);
    how.segment_age = std::chrono::hours{24};
    {
        auto store = open(how, time);
        CHECK(accept(*store, box, message("one"))->id.segment == 1);
        time.jump(std::chrono::hours{100}); // somebody set the clock
        CHECK(accept(*store, box, message("two"))->id.segment == 1);
        time.jump(-std::chrono::hours{100});
        time.advance(std::chrono::hours{20});
        CHECK(accept(*store, box, message("three"))->id.segment == 1);
    }
    auto store = open(how, time); // 20 hours old, says the wall clock
    time.advance(std::chrono::hours{5});
    CHECK(accept(*store, box, message("four"))->id.segment == 1); // sealed after it
    CHECK(accept(*store, box, message("five"))->id.segment == 2);
    time.advance(std::chrono::hours{25});
    REQUIRE(accept(*store, box, message("six"))); // before or after the seal: the writer looks at the clock by itself
    CHECK(accept(*store, box, message("seven"))->id.segment == 3);
}

TEST_CASE("a read is bounded in messages and in bytes, and never empty while something waits", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    for (int i = 0; i < 10; ++i) REQUIRE(accept(*store, box, message(std::string(1000, 'x'), 1, {5})));
    CHECK(pending(*store, box, 5, {}, 4).size() == 4);
    CHECK(pending(*store, box, 5, {}, 100, 2500).size() == 3);
    CHECK(pending(*store, box, 5, {}, 100, 1).size() == 1);
    CHECK(pending(*store, box, 5, {1, 8}).size() == 2);
    CHECK(pending(*store, box, 5, {1, 10}).empty());
    CHECK(pending(*store, box, 4).empty());
}

TEST_CASE("more sealed segments than may be open are settled all the same", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    fill(folder, 20);
    auto store = open(in(folder));
    auto all = pending(*store, box, 5);
    REQUIRE(all.size() == 20);
    for (const auto& each : all) REQUIRE(settle(*store, box, delivered(each.at)));
    CHECK(store->depth(5).pending == 0);
    CHECK(pending(*store, box, 5).empty());
    store.reset();
    CHECK(open(in(folder))->recovery().pending == 0);
}

TEST_CASE("two processes on one store are refused, and the message says what to do", "[store]") {
    temporary_folder folder;
    auto first = open(in(folder));
    auto why = refusal_of(in(folder));
    CHECK(says(why, folder.path().string()));
    CHECK(says(why, "in use by process " + std::to_string(::getpid())));
    CHECK(says(why, "Stop that engine first"));
    first->close();
    first.reset();
    CHECK(open(in(folder)));
}

TEST_CASE("a store that is not whole is refused by the name of the file", "[store]") {
    temporary_folder folder;
    fill(folder, 2);
    auto lost = folder.path() / "s0-1.db";
    SECTION("a segment is missing") {
        fs::remove(lost);
        CHECK(says(refusal_of(in(folder)), lost.string() + " is missing"));
    }
    SECTION("a segment is empty") {
        fs::resize_file(lost, 0);
        CHECK(says(refusal_of(in(folder)), lost.string()));
    }
    SECTION("a segment is torn") {
        fs::resize_file(lost, 4096);
        CHECK(says(refusal_of(in(folder)), lost.string()));
    }
    SECTION("a segment is something else") {
        std::ofstream{lost} << "this is not a database, and it is long enough to be looked at as one.............";
        CHECK(says(refusal_of(in(folder)), lost.string()));
    }
    SECTION("a segment belongs to another place") {
        fs::copy_file(folder.path() / "s0-2.db", folder.path() / "s0-3.db", fs::copy_options::overwrite_existing);
        CHECK(says(refusal_of(in(folder)), "s0-3.db belongs to another"));
    }
    SECTION("a segment nobody counts") {
        fs::copy_file(folder.path() / "s0-2.db", folder.path() / "s0-9.db");
        CHECK(says(refusal_of(in(folder)), "s0-9.db is not in the catalog"));
    }
    SECTION("the catalog is missing") {
        fs::remove(folder.path() / "catalog.db");
        CHECK(says(refusal_of(in(folder)), "catalog.db is missing or empty"));
    }
    SECTION("the catalog was written by a newer version") {
        connection{folder.path() / "catalog.db", connection::access::write}.run("UPDATE store SET format = 2");
        CHECK(says(refusal_of(in(folder)), "newer vagus (format 2"));
    }
}

TEST_CASE("a folder that cannot be made is refused with the reason", "[store]") {
    settings how;
    how.folder = "/proc/vagus-store";
    CHECK(says(refusal_of(how), "/proc/vagus-store"));
}

TEST_CASE("names that are learned together have numbers of their own, and keep them over lives", "[store]") {
    temporary_folder folder;
    const std::vector<named> names{{name_kind::input, "a"}, {name_kind::output, "a"}, {name_kind::output, "b"}};
    const auto numbers_in = [&](auto& store) {
        std::vector<std::uint32_t> found;
        for (const auto& each : names) found.push_back(store->known_number(each.kind, each.name));
        return found;
    };
    std::vector<std::uint32_t> first;
    {
        auto store = open(in(folder));
        const auto before = store->number(name_kind::output, "b");
        store->learn(names);
        store->learn(names); // as at the next start
        first = numbers_in(store);
        CHECK(first[2] == before);
        CHECK(std::set<std::uint32_t>{first.begin(), first.end()}.size() == names.size());
        store->close();
    }
    auto store = open(in(folder));
    CHECK(numbers_in(store) == first);
    CHECK(store->name(first[1]) == "a");
}
