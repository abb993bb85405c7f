// A store looked at, judged and exported from outside, while it is in use and while it is not.
#include "engine/store/export.hpp"
#include "engine/store/survey.hpp"
#include "engine/store/verify.hpp"
#include "tests/unit/engine/store/lived_in.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

bool well(const fs::path& folder) {
    auto files = verify(folder);
    return std::ranges::all_of(files, [](const auto& each) { return each.faults.empty(); });
}

} // namespace

TEST_CASE("a store is looked at while it is used and while it is not", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    CHECK_THROWS_AS(look_at(folder.path()), refusal);
    auto store = lived_in(folder, box);
    auto seen = look_at(folder.path());
    CHECK(seen.running);
    CHECK(seen.clean);
    CHECK(seen.ballast > 0);
    CHECK(seen.restored_from == 0);
    REQUIRE(seen.segments.size() == 4);
    CHECK(seen.segments[0].messages == 1);
    CHECK(seen.segments[0].pending + seen.segments[0].dead == 0);
    CHECK(seen.segments[1].dead == 1);
    CHECK(seen.segments[2].pending == 1);
    CHECK(seen.segments[2].sealed != 0);
    CHECK(seen.segments[3].sealed == 0);
    SECTION("stopped") {
        store->close();
        store.reset();
        seen = look_at(folder.path());
        CHECK_FALSE(seen.running);
        CHECK(seen.clean);
    }
    SECTION("crashed") {
        store.reset();
        CHECK_FALSE(look_at(folder.path()).clean);
    }
}

TEST_CASE("verify finds pages, counters and links that do not hold, and says in which file", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = lived_in(folder, box);
    CHECK(faults_in(folder.path()).empty()); // beside a store in use
    store->close();
    store.reset();
    CHECK(well(folder.path()));
    auto change = [&](std::uint32_t no, const char* sql) {
        connection{segment_file(folder.path(), no), connection::access::write}.run(sql);
        return faults_in(folder.path());
    };
    auto says = [](const std::string& faults, const std::string& part) {
        INFO(faults);
        return faults.find(part) != std::string::npos;
    };
    SECTION("a row is gone") {
        CHECK(says(change(2, "DELETE FROM delivery"), "s0-2.db: 1: messages that have lost"));
    }
    SECTION("a message is gone") {
        CHECK(says(change(1, "DELETE FROM message"), "that their message does not know"));
    }
    SECTION("an answer is gone") {
        CHECK(says(change(1, "DELETE FROM answer"), "whose answer is missing"));
    }
    SECTION("an order is broken") {
        CHECK(says(change(3, "UPDATE message SET seq = 9"), "seq out of order"));
    }
    SECTION("a file is gone") {
        fs::remove(segment_file(folder.path(), 2));
        CHECK(says(faults_in(folder.path()), "s0-2.db: is missing"));
    }
    SECTION("a file of another place") {
        fs::copy_file(segment_file(folder.path(), 1), segment_file(folder.path(), 2),
                      fs::copy_options::overwrite_existing);
        CHECK(says(faults_in(folder.path()), "s0-2.db: belongs to another"));
    }
    SECTION("a patch does not fit what was received") {
        CHECK(says(change(1, "INSERT INTO body VALUES(1, 3, NULL, x'05ff050000'); UPDATE delivery SET body = 1"),
                   "s0-1.db: 1: deliveries whose bytes do not fit"));
    }
    SECTION("a delivery is in a state that is none") {
        CHECK(says(change(2, "UPDATE delivery SET state = 9"), "s0-2.db: 1: deliveries in a state"));
    }
    SECTION("a page is damaged") {
        std::fstream bytes{segment_file(folder.path(), 1), std::ios::in | std::ios::out | std::ios::binary};
        bytes.seekp(4096);
        bytes << std::string(std::size_t{8} * 4096, '\xA5');
        bytes.close();
        CHECK_FALSE(well(folder.path()));
    }
}

TEST_CASE("deliveries that were withdrawn, linked or await something were called damage", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = lived_in(folder, box);
    store->close();
    for (const char* state : {"6", "7", "8"}) {
        connection{segment_file(folder.path(), 3), connection::access::write}.run(
            ("UPDATE delivery SET state = " + std::string{state}).c_str());
        CHECK(well(folder.path()));
    }
}

TEST_CASE("messages of a window are exported in order, with a manifest", "[store]") {
    temporary_folder folder;
    temporary_folder out;
    test_mailbox box;
    auto store = lived_in(folder, box);
    export_terms all{0, system_clock().wall() + 1'000'000, {}};
    SECTION("as frames") {
        auto made = export_messages(folder.path(), out.path(), all);
        CHECK(made.messages == 3);
        CHECK(text_of(out.path() / "messages.mllp") == "\x0B"
                                                       "first\x1C\r\x0B"
                                                       "second\x1C\r\x0B"
                                                       "third\x1C\r");
        auto manifest = text_of(out.path() / "manifest.tsv");
        CHECK(std::ranges::count(manifest, '\n') == 4);
        CHECK(manifest.find("\tadt_in\tADT^A01\tC-second\t0\t6\t9\n") != std::string::npos);
        CHECK((fs::status(out.path() / "messages.mllp").permissions() & fs::perms::group_read) == fs::perms::none);
    }
    SECTION("as files") {
        all.as = export_terms::form::files;
        CHECK(export_messages(folder.path(), out.path(), all).messages == 3);
        auto files = std::distance(fs::directory_iterator{out.path()}, fs::directory_iterator{});
        CHECK(files == 4);
    }
    SECTION("of another time") {
        all.until = 1;
        CHECK(export_messages(folder.path(), out.path(), all).messages == 0);
    }
    SECTION("of one input") {
        all.input = "adt_in";
        CHECK(export_messages(folder.path(), out.path(), all).messages == 3);
    }
    SECTION("of an input that is none") {
        all.input = "lab_in";
        CHECK_THROWS_AS(export_messages(folder.path(), out.path(), all), refusal);
    }
}
