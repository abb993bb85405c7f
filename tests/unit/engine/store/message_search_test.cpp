// What people look for is found, newest first, whether an index, the segment or both know it, and page by page.
#include "engine/store/catalog.hpp"
#include "engine/store/index.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/message_search.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/search_key.hpp"
#include "engine/store/survey.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <sys/stat.h>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr auto second = std::chrono::microseconds{1s}.count();

// What the test knows of a message.
struct known {
    message_id id;
    new_message was;
    delivery_state ended = delivery_state::pending;
};

// A store of three segments with messages of all kinds; a second between two.
struct filled {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    std::unique_ptr<vagus::store::store> store;
    std::uint32_t adt_in = 0, lab_in = 0, pas = 0, lis = 0;
    std::vector<known> all;

    filled() {
        store = open(how(), time);
        adt_in = store->number(name_kind::input, "adt_in");
        lab_in = store->number(name_kind::input, "lab_in");
        pas = store->number(name_kind::output, "pas");
        lis = store->number(name_kind::output, "lis");
        for (int segment = 0; segment < 3; ++segment) {
            for (int i = 0; i < 24; ++i) add(i);
            time.advance(25h);
        }
    }
    ~filled() { store->close(); }

    settings how() const {
        auto made = in(folder);
        made.segment_age = 24h;
        return made;
    }

    void add(int i) {
        time.advance(1s);
        auto made = message("text " + std::to_string(i % 5), i % 2 == 0 ? adt_in : lab_in);
        made.received = time.wall();
        made.control = "C" + std::to_string(i % 7);
        made.type = i % 3 == 0 ? "ADT^A01" : i % 3 == 1 ? "ADT^A08" : "ORU^R01";
        if (i % 4 == 0) made.tags = {"odd", "unmapped"};
        if (i % 3 != 0) made.sought = {i % 6, -1 - i % 2};
        if (i % 6 == 5) made.state = message_state::unmatched;
        for (const auto output : {pas, lis})
            if (i % 6 != 5 && (output == pas || i % 4 < 2))
                made.deliveries.push_back({output, delivery_state::pending, {}, {}, {}});
        const auto copy = made;
        const auto got = accept(*store, box, std::move(made));
        REQUIRE(got);
        all.push_back({got->id, copy});
        if (copy.deliveries.empty() || i % 6 == 1) return;
        all.back().ended = i % 6 == 2 ? delivery_state::dead : delivery_state::delivered;
        auto done = delivered({got->id.segment, first_delivery(got->id)});
        done.state = all.back().ended;
        REQUIRE(settle(*store, box, done));
    }
    std::int64_t first_delivery(message_id id) const {
        return ask(folder, id.segment, "SELECT deliveries_first FROM message WHERE row = " + std::to_string(id.row));
    }
    void index_all() {
        store->close(); // its upkeep thread makes one, too: they would take the file from each other
        store.reset();
        connection entries{folder.path() / catalog_name, connection::access::read};
        for (const auto& each : segments_of(entries))
            if (each.sealed) make_index(folder.path(), each, look_at(folder.path()).uuid);
        store = open(how(), time);
    }

    using is = std::function<bool(const known&)>;
    void check(const message_filter& what, const is& fits) const {
        std::vector<message_id> wanted;
        for (const auto& each : all)
            if (fits(each)) wanted.push_back(each.id);
        std::ranges::reverse(wanted);
        REQUIRE_FALSE(wanted.empty());
        for (const auto most : std::vector<std::size_t>{1, 5, 1000}) {
            INFO("pages of " << most);
            CHECK(pages(what, most) == wanted);
        }
    }
    std::vector<message_id> pages(const message_filter& what, std::size_t most) const {
        std::vector<message_id> found;
        std::optional<message_id> below;
        for (int page = 0; page < 200; ++page) {
            const auto some = find_messages(folder.path(), what, below, most);
            CHECK(some.messages.size() <= most);
            CHECK(some.passed_over.empty());
            for (const auto& each : some.messages) found.push_back(each.id);
            below = some.next;
            if (!below) return found;
        }
        FAIL("no end");
        return found;
    }
};

bool goes_to(const known& each, std::uint32_t output) {
    return std::ranges::any_of(each.was.deliveries, [&](const auto& to) { return to.name == output; });
}

void check_all(filled& at) {
    at.check({}, [](const known&) { return true; });
    const auto middle = at.all[30].was.received;
    message_filter some;
    some.since = middle;
    at.check(some, [&](const known& each) { return each.was.received >= middle; });
    some.until = middle + 5 * second;
    at.check(some, [&](const known& each) {
        return each.was.received >= middle && each.was.received <= middle + 5 * second;
    });
    some = {};
    some.until = middle;
    at.check(some, [&](const known& each) { return each.was.received <= middle; });

    some = {};
    some.input = "lab_in";
    at.check(some, [&](const known& each) { return each.was.input == at.lab_in; });
    some.type = "ADT^A01";
    at.check(some, [&](const known& each) { return each.was.input == at.lab_in && each.was.type == "ADT^A01"; });
    some = {};
    some.type = "ADT*";
    at.check(some, [&](const known& each) { return each.was.type.starts_with("ADT"); });
    some = {};
    some.control = "C3";
    at.check(some, [&](const known& each) { return each.was.control == "C3"; });
    some = {};
    some.state = message_state::unmatched;
    at.check(some, [&](const known& each) { return each.was.state == message_state::unmatched; });
    some = {};
    some.output = "lis";
    at.check(some, [&](const known& each) { return goes_to(each, at.lis); });
    some = {};
    some.delivery = delivery_state::dead;
    at.check(some, [&](const known& each) { return each.ended == delivery_state::dead; });
    some.output = "pas";
    at.check(some, [&](const known& each) { return each.ended == delivery_state::dead; });
    some.delivery = delivery_state::delivered;
    at.check(some, [&](const known& each) { return each.ended == delivery_state::delivered; });
    some = {};
    some.tag = "unmapped";
    at.check(some, [&](const known& each) { return !each.was.tags.empty(); });
    some = {};
    some.text = [](std::string_view raw) { return raw.contains("xt 3"); };
    at.check(some, [&](const known& each) { return each.was.raw == "text 3"; });
    for (const std::int64_t key : {4, -1, -2}) {
        some = {};
        some.key = key;
        at.check(some, [&](const known& each) { return std::ranges::count(each.was.sought, key) > 0; });
    }
    some.input = "lab_in";
    at.check(some, [&](const known& each) {
        return each.was.input == at.lab_in && std::ranges::count(each.was.sought, -2) > 0;
    });
}

} // namespace

TEST_CASE("messages are found by everything that is asked for, in segments alone", "[store]") {
    filled at;
    for (const auto no : index_files(at.folder.path())) fs::remove(index_file(at.folder.path(), no));
    check_all(at);
}

TEST_CASE("messages are found by everything that is asked for, with indices too", "[store]") {
    filled at;
    at.index_all();
    check_all(at);
    // What became of a delivery since the index was made is known from the segment.
    const auto late = std::ranges::find_if(at.all, [](const known& each) {
        return each.id.segment == 1 && each.ended == delivery_state::pending && !each.was.deliveries.empty();
    });
    REQUIRE(late != at.all.end());
    auto dead = delivered({1, at.first_delivery(late->id)});
    dead.state = late->ended = delivery_state::dead;
    REQUIRE(settle(*at.store, at.box, dead));
    message_filter some;
    some.delivery = delivery_state::dead;
    at.check(some, [&](const known& each) { return each.ended == delivery_state::dead; });
}

TEST_CASE("what an index alone knows is found too, without its control id", "[store]") {
    filled at;
    at.index_all();
    at.store->close();
    for (const auto no : {1U, 2U}) remove_database(segment_file(at.folder.path(), no));
    message_filter some;
    some.key = 4;
    at.check(some, [](const known& each) { return std::ranges::count(each.was.sought, 4) > 0; });
    some = {};
    some.output = "lis";
    at.check(some, [&](const known& each) { return goes_to(each, at.lis); });
    const auto found = find_messages(at.folder.path(), {}, message_id{0, 0, 2, 1000}, 1);
    REQUIRE(found.messages.size() == 1);
    CHECK_FALSE(found.messages[0].kept);
    CHECK(found.messages[0].control.empty());
    const auto last =
        std::ranges::find_if(at.all.rbegin(), at.all.rend(), [](const known& each) { return each.id.segment == 2; });
    CHECK(found.messages[0].id == last->id);
    CHECK(found.messages[0].input == (last->was.input == at.adt_in ? "adt_in" : "lab_in"));
}

TEST_CASE("a message found says what it is and what became of it", "[store]") {
    filled at;
    const auto found = find_messages(at.folder.path(), {}, {}, 1000);
    REQUIRE(found.messages.size() == at.all.size());
    const auto& last = at.all.back();
    const auto& first = found.messages.front();
    CHECK(first.received == last.was.received);
    CHECK(first.control == last.was.control);
    CHECK(first.type == last.was.type);
    CHECK(first.kept);
    CHECK(first.state == message_state::unmatched);
    std::uint32_t dead = 0;
    for (const auto& each : found.messages) dead += each.dead;
    CHECK(dead == std::ranges::count(at.all, delivery_state::dead, &known::ended));
}

TEST_CASE("a search says how far it came and how much is left", "[store]") {
    filled at;
    const auto found = find_messages(at.folder.path(), {}, {}, 10);
    CHECK(found.looked == 10);
    CHECK(found.left == at.all.size() - 10);
    const auto rest = find_messages(at.folder.path(), {}, found.next, 1000);
    CHECK(rest.looked == at.all.size() - 10);
    CHECK(rest.left == 0);
}

TEST_CASE("what is nowhere is not found, and names that nobody has find nothing", "[store]") {
    filled at;
    message_filter some;
    some.key = 12345;
    CHECK(at.pages(some, 10).empty());
    some = {};
    some.input = "pas"; // an output
    CHECK(at.pages(some, 10).empty());
    some = {};
    some.since = at.time.wall() + second;
    CHECK(at.pages(some, 10).empty());
    CHECK_THROWS_AS(find_messages(at.folder.path() / "nowhere", {}, {}, 1), refusal);
}

TEST_CASE("a segment that cannot be read is said, and the others are searched", "[store]") {
    filled at;
    at.store->close();
    fs::resize_file(segment_file(at.folder.path(), 2), 5000);
    fs::remove(index_file(at.folder.path(), 2));
    const auto found = find_messages(at.folder.path(), {}, {}, 1000);
    CHECK(found.passed_over.size() == 1);
    CHECK(found.messages.size() >= 24);
}

TEST_CASE("keys are hashed under a key of the store, for its owner only", "[store]") {
    temporary_folder one;
    temporary_folder other;
    for (const auto* each : {&one, &other}) fs::create_directories(each->path());
    const auto key = search_key::of(one.path());
    CHECK(key.hash("0012345") == search_key::of(one.path()).hash(" 0012345 "));
    CHECK(key.hash("ab-1") == key.hash("AB-1"));
    CHECK(key.hash("0012345") != key.hash("12345"));
    CHECK(key.hash("0012345") != search_key::of(other.path()).hash("0012345"));
    struct stat facts{};
    REQUIRE(::stat((one.path() / search_key_name).c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777U) == 0600U);
    fs::resize_file(one.path() / search_key_name, 31);
    CHECK_THROWS_AS(search_key::of(one.path()), refusal);
}
