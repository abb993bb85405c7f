// A store with a key: nothing that a message says is readable in its folder, and with another key nothing happens.
#include "engine/store/backup.hpp"
#include "engine/store/export.hpp"
#include "engine/store/index.hpp"
#include "engine/store/keys.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/survey.hpp"
#include "engine/store/verify.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <fstream>
#include <iterator>
#include <map>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
namespace fs = std::filesystem;

namespace {

store_key key(char last = 'f') {
    return store_key::of(std::string{"00112233445566778899aabbccddeeff0123456789abcdef0f1e2d3c4b5a697"} + last).value();
}

using contents = std::map<std::string, std::string>;
contents files_of(const fs::path& folder) {
    contents all;
    for (const auto& entry : fs::directory_iterator{folder}) {
        if (entry.path().filename() == "lock" || entry.path().filename() == ballast_name) continue;
        std::ifstream in{entry.path(), std::ios::binary};
        all[entry.path().filename()] = {std::istreambuf_iterator<char>{in}, {}};
    }
    return all;
}

// Names of the files in which the text stands.
std::string holding(const fs::path& folder, std::string_view text) {
    std::string found;
    for (const auto& [name, bytes] : files_of(folder))
        if (bytes.contains(text)) found += name + ' ';
    return found;
}

// Two sealed segments and the live one, with what is received, sent, answered, noted, remembered and why.
std::unique_ptr<vagus::store::store> lived_in(const temporary_folder& folder, test_mailbox& box) {
    auto how = in(folder);
    how.segment_bytes = 1;
    how.memories["seen"] = {};
    auto store = open(how);
    const auto output = store->number(name_kind::output, "pas");
    const auto input = store->number(name_kind::input, "adt_in");
    const auto memory = store->number(name_kind::memory, "seen");
    for (const char* text : {"first", "second", "third"}) {
        auto made = message(std::string{text} + " PATIENTZERO", input, {output});
        made.control = "C-PATIENTZERO";
        made.type = "ADT^PATIENTZERO";
        made.reason = "since PATIENTZERO";
        made.deliveries[0].body = "sent of PATIENTZERO";
        made.deliveries[0].attributes = "PATIENTZERO/url";
        made.remembers.push_back({memory, {}, memory_kind::value, "knows PATIENTZERO"});
        REQUIRE(accept(*store, box, std::move(made)));
    }
    auto answered = delivered(pending(*store, box, output)[0].at);
    answered.answer = "MSA|AE|PATIENTZERO";
    REQUIRE(settle(*store, box, answered));
    store->note("unframed", input, {}, "bytes of PATIENTZERO");
    REQUIRE(settle(*store, box, delivered(pending(*store, box, output)[0].at))); // the note has come before it
    return store;
}

std::string why_not_opened(const fs::path& folder) {
    settings how;
    how.folder = folder;
    auto opened = vagus::store::store::open(how, system_clock(), no_report());
    if (opened) return "it opened";
    CHECK(opened.error().what == trouble::locked);
    return opened.error().text;
}

} // namespace

TEST_CASE("what a message says is in no file of an encrypted store, and in those of a plain one", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    const bool encrypted = GENERATE(true, false);
    use_key(folder.path(), encrypted ? std::optional{key()} : std::nullopt);
    auto store = lived_in(folder, box);
    CHECK(holding(folder.path(), "PATIENTZERO").empty() == encrypted);
    CHECK(holding(folder.path(), "CREATE TABLE").empty() == encrypted);
    CHECK(files_of(folder.path()).contains("s0-4.db-wal"));
    SECTION("as a crash leaves it") {
        temporary_folder left;
        fs::copy(folder.path(), left.path());
        use_key(left.path(), key_of(folder.path()));
        CHECK(open(in(left))->recovery().pending == 1);
    }
    SECTION("after a clean stop") {
        store->close();
        store.reset();
        CHECK(holding(folder.path(), "PATIENTZERO").empty() == encrypted);
    }
    SECTION("in a copy, in what is reduced to what it owes, and in an index") {
        temporary_folder copy;
        CHECK(back_up(folder.path(), copy.path(), 1).segments == 4);
        CHECK(holding(copy.path(), "PATIENTZERO").empty() == encrypted);
        CHECK(look_at(copy.path()).segments[2].pending == 1); // the copy has the key of what it is of
        (void)make_reduced(folder.path(), 3, 1);
        CHECK(holding(folder.path(), "PATIENTZERO").empty() == encrypted);
        connection catalog{folder.path() / catalog_name, connection::access::read};
        const auto entry = segment_of(catalog, 1);
        REQUIRE(entry);
        (void)make_index(folder.path(), *entry, look_at(folder.path()).uuid);
        CHECK(files_of(folder.path()).contains("s0-1.idx"));
        CHECK(holding(folder.path(), "PATIENTZERO").empty() == encrypted);
        for (const auto& each : verify(folder.path())) CHECK(each.faults.empty());
        store->close();
        store.reset();
        const auto restored = open(in(copy));
        CHECK(restored->recovery().pending == 1);
        CHECK(holding(copy.path(), "PATIENTZERO").empty() == encrypted);
    }
    SECTION("to be taken out, they are read as before") {
        temporary_folder out;
        CHECK(export_messages(folder.path(), out.path(), {0, system_clock().wall() + 1, {}, {}}).messages == 3);
        CHECK(holding(out.path(), "PATIENTZERO").contains("messages.mllp"));
    }
}

TEST_CASE("without its key, and with one that is not its own, a store is not touched", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    use_key(folder.path(), key());
    lived_in(folder, box)->close();
    const auto before = files_of(folder.path());
    SECTION("none") {
        use_key(folder.path(), {});
        CHECK(why_not_opened(folder.path()).contains("is encrypted, and its key is not there"));
    }
    SECTION("another") {
        use_key(folder.path(), key('0'));
        CHECK(why_not_opened(folder.path()).contains("is encrypted under another key"));
    }
    SECTION("of one segment that was put in from elsewhere") {
        temporary_folder other;
        use_key(other.path(), key('0'));
        lived_in(other, box)->close();
        fs::copy_file(segment_file(other.path(), 1), segment_file(folder.path(), 1),
                      fs::copy_options::overwrite_existing);
        CHECK_FALSE(verify(folder.path())[1].faults.empty());
        CHECK_FALSE(vagus::store::store::open(in(folder), system_clock(), no_report()));
        return;
    }
    CHECK(files_of(folder.path()) == before);
    use_key(folder.path(), key());
    CHECK(open(in(folder))->recovery().pending == 1);
}

TEST_CASE("a plain store is not taken for an encrypted one", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    use_key(folder.path(), {});
    lived_in(folder, box)->close();
    const auto before = files_of(folder.path());
    use_key(folder.path(), key());
    CHECK(why_not_opened(folder.path()).contains("is not encrypted"));
    CHECK_THROWS_AS((connection{segment_file(folder.path(), 1), connection::access::write}.ask("SELECT 1 FROM meta")),
                    sqlite_error);
    CHECK(files_of(folder.path()) == before);
}

TEST_CASE("two files under one key have nothing in common", "[store]") {
    temporary_folder folder;
    fs::create_directories(folder.path());
    use_key(folder.path(), key());
    for (const auto no : {1U, 2U})
        connection{segment_file(folder.path(), no), connection::access::write}.run(
            "PRAGMA journal_mode = OFF; CREATE TABLE a(b); INSERT INTO a VALUES(zeroblob(9000))");
    const auto both = files_of(folder.path());
    std::map<std::string, int> blocks;
    for (const auto& [name, bytes] : both)
        for (std::size_t at = 16; at < bytes.size(); at += 16) ++blocks[bytes.substr(at, 16)];
    CHECK(both.size() == 2);
    CHECK(blocks.size() == 2 * (4 * 4096 / 16 - 1)); // none twice, though pages of zeros repeat
}

TEST_CASE("pages of an encrypted file go nowhere else", "[store]") {
    temporary_folder folder;
    fs::create_directories(folder.path());
    use_key(folder.path(), key());
    connection db{segment_file(folder.path(), 1), connection::access::write};
    db.run("BEGIN; CREATE TABLE a(b); INSERT INTO a VALUES('PATIENTZERO'); COMMIT"); // a new file's journal has no page
                                                                                     // in it
    CHECK_THROWS_AS(db.run("UPDATE a SET b = 'other'"), sqlite_error);
    CHECK(db.ask("PRAGMA temp_store") == 2);
    CHECK(db.ask("SELECT b = 'PATIENTZERO' FROM a") == 1);
    CHECK(holding(folder.path(), "PATIENTZERO").empty());
}

TEST_CASE("a key is 32 random bytes", "[store]") {
    const std::string digits = "00112233445566778899aabbccddeeff0123456789abcdef0f1e2d3c4b5a6978";
    CHECK(store_key::of(digits));
    CHECK(store_key::of("ABEiM0RVZneImaq7zN3u/wEjRWeJq83vDx4tPEtaaXg=") == store_key::of(digits));
    for (const std::string_view wrong :
         {"", "secret", "00112233445566778899aabbccddeeff0123456789abcdef0f1e2d3c4b5a697",
          "00112233445566778899aabbccddeeff0123456789abcdef0f1e2d3c4b5a697g",
          "ABEiM0RVZneImaq7zN3u/wEjRWeJq83vDx4tPEtaaXgA", // 33 bytes
          "ABEiM0RVZneImaq7zN3u/wEjRWeJq83vDx4tPEtaaQ=="}) {
        const auto refused = store_key::of(wrong);
        REQUIRE_FALSE(refused);
        CHECK((wrong.empty() || !refused.error().contains(wrong)));
        CHECK(refused.error().contains("openssl rand"));
    }
    CHECK(store_key::of(std::string(64, 'a')).error().contains("repeats itself"));
    CHECK(store_key::of("000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f")); // sixteen differ
    CHECK_FALSE(store_key::of("000102030405060708090a0b0c0d0e0e000102030405060708090a0b0c0d0e0e"));
    CHECK(store_key::of("VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyAwdiAxMyE=").error().contains("letters"));
}
