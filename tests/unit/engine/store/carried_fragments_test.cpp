// What segments say of fragments outlives them only as far as it is so.
#include "tests/unit/engine/store/open_store.hpp"

#include <thread>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

bool is_there(const temporary_folder& folder, std::uint32_t no) {
    return fs::exists(segment_file(folder.path(), no));
}

struct one_store {
    one_store() {
        how.kept_for = 1h; // less than the age of the live one
        how.segment_age = 24h;
        store = open(how, time);
    }
    // By its age; the message that ends it lies in it too.
    void seal(std::uint32_t no) {
        time.advance(25h);
        REQUIRE(accept(*store, box, message("the last of segment " + std::to_string(no), 2)));
        REQUIRE(sealed(folder, no));
    }
    void begin_message(const std::string& text) {
        auto part = message(text, 1);
        part.state = message_state::fragment;
        part.fragment = fragment{{}, 11, 3, 1000, 2, 1000h, {}, {}};
        REQUIRE(accept(*store, box, std::move(part)));
    }
    void end_message(const std::string& text) {
        auto part = message(text, 1);
        part.state = message_state::fragment;
        part.fragment = fragment{11, {}, 3, 1000, 2, 1000h, {}, {}};
        part.fragment->behind = store->waiting_series(1, 11).value().last;
        part.fragment->whole = std::make_shared<new_message>(message("whole of " + text, 1));
        REQUIRE(accept(*store, box, std::move(part))->refusal.empty());
    }

    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    settings how = in(folder);
    std::unique_ptr<vagus::store::store> store;
};

} // namespace

TEST_CASE("fragments came back with a start when the segment that said their end had gone before theirs", "[store]") {
    one_store at;
    at.begin_message("one of two");
    REQUIRE(at.store->hold_legally(1, true)); // it stays, and what it says of them
    at.seal(1);
    at.end_message("two of two"); // said in the second
    at.seal(2);
    at.begin_message("one of two again"); // at the same pointer, in the live one
    at.time.advance(2h);
    REQUIRE(comes_to(at.time, [&] { return !is_there(at.folder, 2); }));
    at.end_message("two of two again");
    CHECK_FALSE(at.store->waiting_series(1, 11));
    at.store->close();
    at.store.reset();
    at.store = open(at.how, at.time);
    CHECK_FALSE(at.store->waiting_series(1, 11));
}

TEST_CASE("fragments that wait in the live segment outlive a segment that says the end of others", "[store]") {
    one_store at;
    at.begin_message("one of two");
    at.end_message("two of two");
    at.begin_message("one of two again");
    at.seal(1);
    at.end_message("two of two again");
    at.seal(2);
    at.begin_message("one of two, a third time");
    at.time.advance(2h);
    REQUIRE(comes_to(at.time, [&] { return !is_there(at.folder, 2); }));
    at.store.reset(); // like a crash
    at.store = open(at.how, at.time);
    CHECK(at.store->waiting_series(1, 11));
    at.end_message("two of two, a third time");
    CHECK_FALSE(at.store->waiting_series(1, 11));
}
