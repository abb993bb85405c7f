// What stays known of messages whose bodies are gone, and how a person finds it.
#include "engine/store/backup.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/control_search.hpp"
#include "engine/store/index.hpp"
#include "engine/store/survey.hpp"
#include "engine/store/verify.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

settings keeping(const temporary_folder& folder) {
    auto how = in(folder);
    how.segment_age = 24h;
    how.kept_for = 24h;
    how.index_kept_for = 240h;
    return how;
}

bool has_index(const temporary_folder& folder, std::uint32_t no) {
    return fs::exists(index_file(folder.path(), no));
}
bool has_segment(const temporary_folder& folder, std::uint32_t no) {
    return fs::exists(segment_file(folder.path(), no));
}

// By its age; the message that ends it lies in it too.
void seal(vagus::store::store& in, test_mailbox& box, test_clock& time, const temporary_folder& folder,
          std::uint32_t no) {
    time.advance(25h);
    REQUIRE(accept(in, box, message("the last of " + std::to_string(no))));
    REQUIRE(sealed(folder, no));
}

// A store with one sealed segment: a message for `pas` that was delivered, and one that waits.
struct old_store {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    std::unique_ptr<vagus::store::store> store;
    std::uint32_t pas = 0;
    std::uint32_t adt_in = 0;

    old_store()
        : store{open(keeping(folder), time)}
        , pas{store->number(name_kind::output, "pas")}
        , adt_in{store->number(name_kind::input, "adt_in")} {
        for (const char* text : {"done", "waits"}) {
            auto made = message(text, adt_in, {pas});
            made.received = time.wall();
            if (made.raw == "waits") made.tags = {"unmapped_code", "odd_class"};
            REQUIRE(accept(*store, box, std::move(made)));
        }
        REQUIRE(settle(*store, box, delivered({1, 1})));
    }

    void seal_first() { seal(*store, box, time, folder, 1); }
    void make() { // as it is now, without the upkeep thread
        connection entries{folder.path() / catalog_name, connection::access::read};
        make_index(folder.path(), *segment_of(entries, 1), uuid());
    }
    [[nodiscard]] std::string uuid() const { return look_at(folder.path()).uuid; }
    [[nodiscard]] traced find(const std::string& text) const { return find_control(folder.path(), {"C-" + text, {}}); }
    [[nodiscard]] traced_message only(const std::string& text) const {
        auto found = find(text);
        CHECK(found.passed_over.empty());
        REQUIRE(found.messages.size() == 1);
        return found.messages.front();
    }
    [[nodiscard]] std::string faults() const {
        std::string all;
        for (const auto& each : verify(folder.path()))
            for (const auto& fault : each.faults) all += each.file + ": " + fault + "\n";
        return all;
    }
    void cut_index_short() const { fs::resize_file(index_file(folder.path(), 1), 5000); }
};

} // namespace

TEST_CASE("a message is found by its control id, with what became of it", "[store]") {
    old_store old;
    const auto is_right = [&] {
        const auto done = old.only("done");
        CHECK(to_text(done.id) == to_text({number_of_store(old.uuid()), 0, 1, 1}));
        CHECK(done.input == "adt_in");
        CHECK(done.type == "ADT^A01");
        CHECK(done.tags.empty());
        CHECK(old.only("waits").tags == "unmapped_code odd_class");
        CHECK(done.kept);
        REQUIRE(done.deliveries.size() == 1);
        CHECK(done.deliveries.front().name == "pas");
        CHECK(done.deliveries.front().state == delivery_state::delivered);
        CHECK(old.find("none").messages.empty());
    };
    is_right(); // in the live segment
    old.seal_first();
    is_right(); // in one without an index
    old.make();
    is_right();
    CHECK(old.only("waits").deliveries.front().state == delivery_state::pending);
    REQUIRE(settle(*old.store, old.box, delivered({1, 2})));
    CHECK(old.only("waits").deliveries.front().state == delivery_state::delivered); // the index does not know it yet
    CHECK(old.faults().empty());

    CHECK(find_control(old.folder.path(), {"C-done", "adt_in"}).messages.size() == 1);
    CHECK_THROWS_AS(find_control(old.folder.path(), {"C-done", "lab_in"}), refusal);
    const auto received = old.only("done").received;
    for (const auto& [since, until, n] :
         {std::tuple{received, received, 1U}, {received + 1, received + 2, 0U}, {received - 2, received - 1, 0U}})
        CHECK(find_control(old.folder.path(), {"C-done", {}, since, until}).messages.size() == n);
}

TEST_CASE("an index holds no value of a message but its type", "[store]") {
    old_store old;
    old.seal_first();
    old.make();
    std::ifstream in{index_file(old.folder.path(), 1), std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    CHECK(bytes.find("ADT^A01") != std::string::npos);
    for (const char* value : {"C-done", "done", "waits", "127.0.0.1"}) CHECK(bytes.find(value) == std::string::npos);
}

TEST_CASE("more messages of one control id than a search lists are said, and the newest are listed", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto input = store->number(name_kind::input, "adt_in");
    const auto find = [&] { return find_control(folder.path(), {"C-same", {}}); };
    for (std::size_t i = 0; i < found_by_control; ++i) REQUIRE(accept(*store, box, message("same", input)));
    CHECK(find().messages.size() == found_by_control);
    CHECK_FALSE(find().more);
    REQUIRE(accept(*store, box, message("same", input)));
    CHECK(find().messages.size() == found_by_control);
    CHECK(find().messages.front().id.row == found_by_control + 1);
    CHECK(find().more);
}

TEST_CASE("what was reduced away or removed with its segment stays known until its index has had its time", "[store]") {
    old_store old;
    old.seal_first();
    old.time.advance(25h);
    CHECK(comes_to(old.time, [&] { return !old.only("done").kept; }));
    CHECK(has_segment(old.folder, 1));
    CHECK(old.only("waits").kept);
    CHECK(old.faults().empty());

    REQUIRE(settle(*old.store, old.box, delivered({1, 2})));
    old.time.advance(2min);
    REQUIRE(comes_to(old.time, [&] { return !has_segment(old.folder, 1); }));
    for (const char* text : {"done", "waits"}) {
        const auto gone = old.only(text);
        CHECK_FALSE(gone.kept);
        CHECK(gone.input == "adt_in");
        CHECK(gone.deliveries.front().state == delivery_state::delivered);
    }
    CHECK(look_at(old.folder.path()).outlived == 1);
    CHECK(old.faults().empty());
    temporary_folder copy;
    static_cast<void>(back_up(old.folder.path(), copy.path(), 1));
    CHECK_FALSE(find_control(copy.path(), {"C-done", {}}).messages.front().kept);

    old.time.advance(239h); // since it was sealed more than 240 h
    CHECK(comes_to(old.time, [&] { return !has_index(old.folder, 1); }));
    CHECK(old.find("done").messages.empty());
}

TEST_CASE("an index without a time of its own goes with its segment; a legal hold keeps both", "[store]") {
    temporary_folder folder;
    auto how = in(folder);
    how.segment_age = 24h;
    how.kept_for = 24h;
    test_mailbox box;
    test_clock time;
    auto store = open(how, time);
    REQUIRE(accept(*store, box, message("one")));
    seal(*store, box, time, folder, 1);
    time.advance(2min);
    REQUIRE(comes_to(time, [&] { return has_index(folder, 1); })); // soon after its segment was sealed
    REQUIRE(store->hold_legally(1, true));
    seal(*store, box, time, folder, 2);
    time.advance(25h);
    REQUIRE(comes_to(time, [&] { return !has_segment(folder, 2); }));
    CHECK(comes_to(time, [&] { return !has_index(folder, 2); }));
    CHECK(has_segment(folder, 1));
    CHECK(has_index(folder, 1));
}

TEST_CASE("an index that is cut short is made anew while its segment is there, and is otherwise said", "[store]") {
    old_store old;
    REQUIRE(settle(*old.store, old.box, delivered({1, 2})));
    old.seal_first();
    const bool gone = GENERATE(false, true);
    old.time.advance(gone ? 25h : 1h);
    REQUIRE(comes_to(old.time, [&] { return has_index(old.folder, 1) && has_segment(old.folder, 1) != gone; }));
    old.store->close();
    old.store.reset();
    old.cut_index_short();
    CHECK(old.faults().find(gone ? "its segment has gone" : "its segment is there") != std::string::npos);
    const auto found = old.find("done");
    CHECK(found.messages.size() == (gone ? 0 : 1)); // by the segment
    CHECK_FALSE(found.passed_over.empty());
    old.store = open(keeping(old.folder), old.time);
    old.time.advance(2min);
    if (!gone) CHECK(comes_to(old.time, [&] { return old.faults().empty(); }));
}

TEST_CASE("what a damaged index knew alone is counted as missing by the one that is made after it", "[store]") {
    old_store old;
    old.seal_first();
    old.time.advance(25h);
    REQUIRE(comes_to(old.time, [&] { return !old.only("done").kept; })); // reduced
    old.cut_index_short();
    old.make();
    CHECK(old.faults().find(": messages that it does not know") != std::string::npos);
    const auto found = old.find("done");
    CHECK(found.messages.empty());
    REQUIRE(found.passed_over.size() == 1);
    CHECK(found.passed_over.front().find("does not know all") != std::string::npos);
    fs::remove(index_file(old.folder.path(), 1));
    REQUIRE(old.find("done").passed_over.size() == 1);
    CHECK(old.find("waits").messages.size() == 1);
}

TEST_CASE("an index that cannot be made leaves nothing behind, and the segment as it is", "[store]") {
    old_store old;
    REQUIRE(settle(*old.store, old.box, delivered({1, 2})));
    old.seal_first();
    fs::create_directory(index_file(old.folder.path(), 1)); // its name cannot be had
    old.time.advance(25h);
    std::this_thread::sleep_for(1500ms); // a look of the upkeep thread
    CHECK(has_segment(old.folder, 1));
    CHECK(comes_to([&] { return !fs::exists(unfinished_index(old.folder.path(), 1)); }));
    fs::remove(index_file(old.folder.path(), 1));
    old.time.advance(2min);
    CHECK(comes_to(old.time, [&] { return !has_segment(old.folder, 1); }));
    CHECK_FALSE(old.only("done").kept);
}
