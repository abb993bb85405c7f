// A store is copied while it lives, and the copy starts again with all that it says is done.
#include "engine/store/backup.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/survey.hpp"
#include "tests/unit/engine/store/lived_in.hpp"

#include <fstream>
#include <functional>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
namespace fs = std::filesystem;

namespace {

// What happens to a store while it is copied, when that file is open for the nth time.
struct meanwhile {
    fs::path file;
    int nth = 1;
    std::function<void()> what;

    void operator()(const fs::path& opened) {
        if (opened == file && ++seen == nth) what();
    }
    int seen = 0;
};

std::string raw_in(vagus::store::store& in, test_mailbox& box, std::uint32_t output) {
    std::string all;
    for (const auto& each : pending(in, box, output)) all += *each.body + " ";
    return all;
}

} // namespace

TEST_CASE("a backup of a store in use starts again with everything in it, and every output held", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    auto store = lived_in(folder, box);
    auto made = back_up(folder.path(), copy.path(), 1'700'000'000'000'000);
    CHECK(made.segments == 4);
    REQUIRE(accept(*store, box, message("later", 1))); // after the backup
    CHECK(faults_in(copy.path()).empty());
    CHECK_THROWS_AS(back_up(folder.path(), copy.path(), 0), refusal); // not into one that is there

    connection catalog{copy.path() / "catalog.db", connection::access::read};
    CHECK(catalog.ask("SELECT count(*) FROM hold JOIN name ON no = output WHERE name = 'pas'") == 1);
    CHECK(catalog.ask("SELECT count(*) FROM hold") == 1); // inputs are not held
    auto how = in(copy);
    auto again = open(how);
    CHECK(look_at(copy.path()).restored_from == 1'700'000'000'000'000);
    CHECK(again->recovery().pending == 1);
    CHECK(again->depth(again->known_number(name_kind::output, "pas")).dead == 1);
    CHECK(accept(*again, box, message("next", 1)));
}

TEST_CASE("a backup lost what took the place of a dead letter when the live segment changed under it", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    auto store = lived_in(folder, box);
    const auto output = store->known_number(name_kind::output, "pas");
    const auto letter = dead_letters(*store, box).front().at;
    meanwhile change{segment_file(folder.path(), 2), 1, [&] {
                         REQUIRE(accept(*store, box, message("seals 4", 1)));
                         REQUIRE(resolve(*store, box, letter, delivery_state::retried, message("again", 1, {output})));
                     }};
    static_cast<void>(back_up(folder.path(), copy.path(), 1, std::ref(change)));
    REQUIRE(change.seen > 0);
    CHECK(faults_in(copy.path()).empty());
    auto again = open(in(copy));
    CHECK(again->depth(output).dead == 0);
    CHECK(raw_in(*again, box, output) == "third again ");
}

TEST_CASE("a backup sent unasked what went to an output that came while it was taken", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    auto store = lived_in(folder, box);
    std::uint32_t fresh = 0;
    meanwhile change{segment_file(folder.path(), 4), 1, [&] {
                         fresh = store->number(name_kind::output, "new");
                         REQUIRE(accept(*store, box, message("for it", 1, {fresh})));
                     }};
    static_cast<void>(back_up(folder.path(), copy.path(), 1, std::ref(change)));
    REQUIRE(fresh != 0);
    auto again = open(in(copy));
    CHECK(raw_in(*again, box, fresh) == "for it ");
    CHECK(again->name(fresh) == "new");
    CHECK(again->hold_of(fresh));
    CHECK(again->number(name_kind::output, "another") != fresh);
}

TEST_CASE("a backup has no gap where the live segment was sealed after it was copied", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    auto store = lived_in(folder, box);
    const auto output = store->known_number(name_kind::output, "pas");
    meanwhile change{folder.path() / "catalog.db", 2, [&] {
                         for (const char* text : {"fourth", "fifth"})
                             REQUIRE(accept(*store, box, message(text, 1, {output})));
                     }};
    static_cast<void>(back_up(folder.path(), copy.path(), 1, std::ref(change)));
    auto again = open(in(copy));
    CHECK(raw_in(*again, box, output) == "third fourth fifth ");
}

TEST_CASE("a backup leaves out a segment that retention removes under it, and has what that knew", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    test_clock time;
    auto how = in(folder);
    how.segment_bytes = 1;
    how.kept_for = std::chrono::hours{24};
    auto store = open(how, time);
    auto first = message("numbered", 1);
    first.sequence = {41};
    REQUIRE(accept(*store, box, std::move(first)));
    REQUIRE(accept(*store, box, message("waits", 2, {5})));
    REQUIRE(accept(*store, box, message("waits too", 2, {5})));
    REQUIRE(settle(*store, box, delivered({1, 1}))); // nothing to do, after the change to segment 4
    const bool while_read = GENERATE(true, false);   // or when all have been
    meanwhile change{while_read ? segment_file(folder.path(), 1) : folder.path() / "catalog.db", while_read ? 1 : 2,
                     [&] {
                         time.advance(std::chrono::hours{25});
                         REQUIRE(comes_to(time, [&] { return !fs::exists(segment_file(folder.path(), 1)); }));
                     }};
    static_cast<void>(back_up(folder.path(), copy.path(), 1, std::ref(change)));
    CHECK_FALSE(fs::exists(segment_file(copy.path(), 1)));
    CHECK(faults_in(copy.path()).empty());
    auto again = open(in(copy));
    CHECK(again->depth(5).pending == 2);
    auto out_of_turn = message("out of turn", 1);
    out_of_turn.sequence = {50};
    CHECK(accept(*again, box, std::move(out_of_turn))->expected == 42);
}

TEST_CASE("a backup copies a segment again that is reduced under it", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    auto store = lived_in(folder, box);
    store->close();
    store.reset();
    const auto third = segment_file(folder.path(), 3);
    meanwhile change{third, 1, [&] {
                         (void)make_reduced(folder.path(), 3, 1);
                         fs::rename(reduced_file(folder.path(), 3), third);
                     }};
    static_cast<void>(back_up(folder.path(), copy.path(), 1, std::ref(change)));
    CHECK(faults_in(copy.path()).empty());
    connection reduced{segment_file(copy.path(), 3), connection::access::read};
    CHECK(reduction_of(reduced));
}

TEST_CASE("a segment that is missing ends a backup", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    lived_in(folder, box)->close();
    fs::remove(segment_file(folder.path(), 2));
    CHECK_THROWS_AS(back_up(folder.path(), copy.path(), 1), sqlite_error);
}

TEST_CASE("a backup follows a store whose segments change again and again, up to a limit", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    auto store = lived_in(folder, box);
    const auto changes = GENERATE(backup_turns - 1, backup_turns);
    int left = changes + 1; // nothing is copied yet at the first
    const auto opened = [&](const fs::path& file) {
        if (file.filename() != "catalog.db" || left-- <= 0) return;
        REQUIRE(accept(*store, box, message("one", 1)));
        REQUIRE(settle(*store, box, delivered({1, 1}))); // nothing to do, after the change
    };
    if (changes < backup_turns) {
        static_cast<void>(back_up(folder.path(), copy.path(), 1, opened));
        CHECK(faults_in(copy.path()).empty());
    } else {
        CHECK_THROWS_AS(back_up(folder.path(), copy.path(), 1, opened), refusal);
        CHECK_FALSE(fs::exists(copy.path() / "catalog.db"));
    }
}

TEST_CASE("an index that was made after its segment was copied is not in a backup", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    auto store = lived_in(folder, box);
    REQUIRE(accept(*store, box, message("seals 4", 1)));
    REQUIRE(accept(*store, box, message("seals 5", 1)));
    for (const std::uint32_t no : {1U, 6U, 7U}) std::ofstream{index_file(folder.path(), no)} << "an index";
    static_cast<void>(back_up(folder.path(), copy.path(), 1));
    CHECK(fs::exists(index_file(copy.path(), 1)));
    CHECK_FALSE(fs::exists(index_file(copy.path(), 6))); // of what it is live in the copy it knows too much
    CHECK_FALSE(fs::exists(index_file(copy.path(), 7)));
}

TEST_CASE("an output that a person held behind its queue sent that queue after a restore", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    auto store = lived_in(folder, box);
    const auto output = store->known_number(name_kind::output, "pas");
    REQUIRE(store->put_hold(output, hold{"maintenance", "somebody", 1, delivery_ref{3, 1}}));
    static_cast<void>(back_up(folder.path(), copy.path(), 1));
    const auto held = open(in(copy))->hold_of(output);
    REQUIRE(held);
    CHECK(held->reason == "maintenance");
    CHECK_FALSE(held->after);
}

TEST_CASE("a backup that was cut short is no store", "[store]") {
    temporary_folder folder;
    temporary_folder copy;
    test_mailbox box;
    auto store = lived_in(folder, box);
    static_cast<void>(back_up(folder.path(), copy.path(), 1));
    fs::rename(copy.path() / "catalog.db", copy.path() / "catalog.unfinished");
    auto opened = vagus::store::store::open(in(copy), system_clock(), no_report());
    REQUIRE_FALSE(opened);
    CHECK(opened.error().what == trouble::unusable);
}
