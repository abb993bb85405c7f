// Each trouble is told apart, at the start and while the store runs, and says what to do.
#include "tests/unit/engine/store/open_store.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
namespace fs = std::filesystem;

namespace {

cannot_open trouble_in(const temporary_folder& folder) {
    auto opened = vagus::store::store::open(in(folder), system_clock(), no_report());
    REQUIRE_FALSE(opened);
    INFO(opened.error().text);
    CHECK(opened.error().text.find(folder.path().string()) != std::string::npos);
    return opened.error();
}

// Twenty pages that no longer hold what was written, from the second on.
void damage(const fs::path& file) {
    std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
    bytes.seekp(4096);
    bytes << std::string(std::size_t{20} * 4096, '\xA5');
}

} // namespace

TEST_CASE("a store in use, a damaged one and a foreign one are three troubles", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    for (int i = 0; i < 50; ++i) REQUIRE(accept(*store, box, message(std::string(3000, 'x'), 1, {5})));
    CHECK(trouble_in(folder).what == trouble::in_use);
    store->close();
    store.reset();
    SECTION("a damaged one") {
        damage(segment_file(folder.path(), 1));
        auto why = trouble_in(folder);
        CHECK(why.what == trouble::damaged);
        CHECK(why.text.find("vagus store verify") != std::string::npos);
    }
    SECTION("a foreign one") {
        connection{folder.path() / "catalog.db", connection::access::write}.run("UPDATE store SET format = 9");
        CHECK(trouble_in(folder).what == trouble::unusable);
    }
}

TEST_CASE("a quota that is used up is a full disk", "[store]") {
    CHECK(trouble_of(std::system_error{EDQUOT, std::generic_category()}) == trouble::full);
    CHECK(trouble_of(std::system_error{EDQUOT, std::system_category()}) == trouble::full);
    CHECK(trouble_of(std::system_error{ENOSPC, std::system_category()}) == trouble::full);
    CHECK(trouble_of(std::system_error{EIO, std::system_category()}) == trouble::undecided);
}

TEST_CASE("a page that is found damaged while the store runs ends it with that word", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 100'000;
    {
        auto store = open(how);
        for (int i = 0; i < 40; ++i) REQUIRE(accept(*store, box, message(std::string(3000, 'x'), 1, {5})));
        store->close();
    }
    auto store = open(how);
    std::atomic<int> ended = 0;
    store->on_undecided([&](const store_error& why) { ended += why.why == trouble::damaged ? 1 : 100; });
    damage(segment_file(folder.path(), 1));
    bool answered = false;
    attempt what;
    what.at = {1, 1};
    store->settle(delivered({1, 1}), true, box, [&](const auto& got) { answered = !got; });
    REQUIRE(box.run_until([&] { return answered; }));
    CHECK(ended == 1);
}
