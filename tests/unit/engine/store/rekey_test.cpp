// Another key for a store: cut off before each change to the disk, it is finished by being run again.
#include "engine/store/keys.hpp"
#include "engine/store/rekey.hpp"
#include "engine/store/verify.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <algorithm>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
namespace fs = std::filesystem;

namespace {

struct cut {};

const std::optional<store_key> none;
std::optional<store_key> key(char last) {
    return store_key::of(std::string{"00112233445566778899aabbccddeeff0123456789abcdef0f1e2d3c4b5a697"} + last).value();
}

// Two segments, the newest rows in logs only: it was not stopped cleanly.
void live_and_crash(const fs::path& folder, const std::optional<store_key>& with) {
    temporary_folder life;
    use_key(life.path(), with);
    settings how;
    how.folder = life.path();
    how.segment_bytes = 1;
    how.ballast_bytes = 0;
    test_mailbox box;
    auto store = open(how);
    const auto output = store->number(name_kind::output, "pas");
    REQUIRE(store->number(name_kind::input, "adt_in") != 0);
    for (const char* text : {"first", "second"}) REQUIRE(accept(*store, box, message(text, 2, {output})));
    REQUIRE(settle(*store, box, delivered(pending(*store, box, output)[0].at)));
    fs::copy(life.path(), folder); // closed, SQLite would bring the logs home
    CHECK(fs::file_size(segment_file(folder, 1).string() + "-wal") > 0);
}

void check_whole(const fs::path& folder, const std::optional<store_key>& with) {
    for (const auto& entry : fs::directory_iterator{folder}) {
        const auto name = entry.path().filename().string();
        CHECK((name == "lock" || name.ends_with(".db")));
        if (name.ends_with(".db")) CHECK(cover_of(entry.path(), with) == (with ? cover::sealed : cover::plain));
    }
    use_key(folder, with);
    CHECK(std::ranges::all_of(verify(folder), [](const auto& each) { return each.faults.empty(); }));
    settings how;
    how.folder = folder;
    how.ballast_bytes = 0;
    const auto store = open(how);
    CHECK(store->recovery().pending == 1);
    test_mailbox box;
    const auto left = pending(*store, box, store->number(name_kind::output, "pas"));
    REQUIRE(left.size() == 1);
    const auto kept = message_of(*store, box, left[0].message);
    REQUIRE(kept);
    CHECK(kept->raw == "second");
}

} // namespace

TEST_CASE("a key is changed in a store that crashed, and wherever that is cut off it is finished later", "[store]") {
    const auto [from, to] =
        GENERATE(std::pair{none, key('a')}, std::pair{key('a'), key('b')}, std::pair{key('b'), none});
    temporary_folder old;
    live_and_crash(old.path(), from);
    int cut_at = 0;
    for (bool was_cut = true; was_cut;) {
        temporary_folder life;
        fs::copy(old.path(), life.path());
        was_cut = false;
        ++cut_at;
        INFO("cut before step " << cut_at);
        int step = 0;
        try {
            const auto made = rekey(life.path(), from, to, [&] {
                if (++step == cut_at) throw cut{};
            });
            CHECK(made.files == 4);
        } catch (const cut&) {
            was_cut = true;
        }
        if (was_cut) {
            // In the middle nobody gets in, with whatever key.
            REQUIRE(fs::exists(life.path() / rekey_mark) == (cut_at > 1));
            if (cut_at > 1) {
                for (const auto& each : {from, to}) {
                    use_key(life.path(), each);
                    settings how;
                    how.folder = life.path();
                    const auto opened = vagus::store::store::open(how, system_clock(), no_report());
                    REQUIRE_FALSE(opened);
                    CHECK(opened.error().what == trouble::locked);
                    CHECK(opened.error().text.contains("run the same `vagus store rekey` again"));
                }
            }
            (void)rekey(life.path(), from, to);
        }
        check_whole(life.path(), to);
    }
    CHECK(cut_at > 15);
}

TEST_CASE("a store is not changed by who does not know its key, nor while somebody has it", "[store]") {
    temporary_folder folder;
    live_and_crash(folder.path(), key('a'));
    for (const auto& wrong : {none, key('b')}) {
        try {
            (void)rekey(folder.path(), wrong, key('c'));
            FAIL("it was changed");
        } catch (const refusal& why) {
            CHECK(why.what_is_wrong() == trouble::locked);
            CHECK(std::string{why.what()}.contains("--old-key-file"));
        }
    }
    CHECK_FALSE(fs::exists(folder.path() / rekey_mark));
    CHECK(rekey(folder.path(), key('b'), key('a')).files == 0); // as it is to be
    use_key(folder.path(), key('a'));
    settings how;
    how.folder = folder.path();
    auto store = open(how);
    CHECK_THROWS_AS(rekey(folder.path(), key('a'), none), refusal);
}
