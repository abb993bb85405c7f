#include "engine/store/index.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/verify.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>
#include <vector>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* schema = R"(
CREATE TABLE meta(store TEXT NOT NULL, shard INTEGER NOT NULL, no INTEGER NOT NULL, format INTEGER NOT NULL,
                  messages INTEGER NOT NULL, known INTEGER NOT NULL) STRICT;
CREATE TABLE message(row INTEGER PRIMARY KEY, received_us INTEGER NOT NULL, input INTEGER NOT NULL,
                     state INTEGER NOT NULL, type TEXT NOT NULL, control INTEGER NOT NULL) STRICT;
CREATE TABLE delivery(message INTEGER NOT NULL, ordinal INTEGER NOT NULL, output INTEGER NOT NULL,
                      state INTEGER NOT NULL, at_us INTEGER NOT NULL, PRIMARY KEY(message, ordinal))
    STRICT, WITHOUT ROWID;
CREATE TABLE sought(hash INTEGER NOT NULL, message INTEGER NOT NULL, PRIMARY KEY(hash, message)) STRICT, WITHOUT ROWID;
)";

// After the rows: sorted at once, where row by row it would be written all over.
constexpr const char* by_control = "CREATE INDEX message_control ON message(control)";

// A damaged one is as none: what it knew is missing in the next, which says so.
bool is_sound(const fs::path& file) {
    if (!fs::exists(file)) return false;
    try {
        connection index{file, connection::access::read};
        return index_faults(index).empty();
    } catch (const sqlite_error&) {
        return false;
    }
}

// Row for row; both tables have these columns everywhere.
void copy(connection& from, connection& into, const char* question, const char* put) {
    statement asked{from, question};
    statement told{into, put};
    for (auto at = asked.query(); at.next();) told.run_with(at);
}

constexpr const char* put_message = "INSERT OR REPLACE INTO message VALUES(?, ?, ?, ?, ?, ?)";
constexpr const char* put_sought = "INSERT OR REPLACE INTO sought VALUES(?, ?)";
constexpr const char* put_delivery = "INSERT OR REPLACE INTO delivery VALUES(?, ?, ?, ?, ?)";

void take_in(connection& segment, connection& into) {
    statement messages{segment, "SELECT row, received_us, input, state, type, control FROM message"};
    statement put{into, put_message};
    for (auto at = messages.query(); at.next();)
        put.run(at.integer(0), at.integer(1), at.integer(2), at.integer(3), at.bytes(4), control_hash(at.bytes(5)));
    copy(segment, into, "SELECT message, ordinal, output, state, at_us FROM delivery", put_delivery);
}

// Sorted before they are put: each would go anywhere in the file.
void take_in_sought(connection& segment, connection& into) {
    if (!segment.has_table("sought")) return; // it was begun without
    std::vector<std::pair<std::int64_t, std::int64_t>> all;
    statement question{segment, "SELECT message, hashes FROM sought"};
    for (auto at = question.query(); at.next();) {
        auto hashes = at.bytes(1);
        for (std::int64_t each = 0; hashes.size() >= sizeof each; hashes.remove_prefix(sizeof each)) {
            std::memcpy(&each, hashes.data(), sizeof each);
            all.emplace_back(each, at.integer(0));
        }
    }
    std::ranges::sort(all);
    statement put{into, put_sought};
    for (const auto& [hash, message] : all) put.run(hash, message);
}

void fill(connection& into, const fs::path& before, connection& segment) {
    if (reduction_of(segment) && is_sound(before)) {
        connection old{before, connection::access::read};
        copy(old, into, "SELECT row, received_us, input, state, type, control FROM message", put_message);
        copy(old, into, "SELECT message, ordinal, output, state, at_us FROM delivery", put_delivery);
        if (old.has_table("sought")) copy(old, into, "SELECT hash, message FROM sought", put_sought);
    }
    segment.run("BEGIN"); // one moment of it
    take_in(segment, into);
    take_in_sought(segment, into);
    segment.run("COMMIT");
}

} // namespace

std::int64_t control_hash(std::string_view control) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> whole{};
    std::size_t size = 0;
    // SHA-256 in memory fails only when the library itself is broken.
    if (EVP_Q_digest(nullptr, "SHA256", nullptr, control.data(), control.size(), whole.data(), &size) != 1)
        throw std::bad_alloc{};
    std::int64_t hash = 0;
    std::memcpy(&hash, whole.data(), sizeof hash); // little-endian machines only; the store is not moved to others
    return hash;
}

std::optional<index_facts> facts_of(connection& index) {
    if (!index.has_table("meta")) return std::nullopt;
    statement question{index, "SELECT store, no, messages, known FROM meta WHERE format <= ?"};
    auto at = question.query(format_version);
    if (!at.next()) return std::nullopt;
    return index_facts{std::string{at.bytes(0)}, static_cast<std::uint32_t>(at.integer(1)), at.integer(2),
                       at.integer(3)};
}

std::uint64_t make_index(const fs::path& folder, const segment_entry& of, std::string_view uuid) {
    const auto name = index_file(folder, of.no);
    const auto file = unfinished_index(folder, of.no);
    remove_database(file); // of an attempt that failed
    {
        connection segment{segment_file(folder, of.no), connection::access::read};
        connection into{file, connection::access::write};
        // Nobody knows the file before it gets its name: it needs no log, and one sync.
        into.run(("PRAGMA page_size = " + std::to_string(page_bytes) +
                  "; PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL; PRAGMA cache_size = -" +
                  std::to_string(index_cache_bytes / limits::KiB) + "; BEGIN")
                     .c_str());
        into.run(schema);
        fill(into, name, segment);
        into.run(by_control);
        statement{into, "INSERT INTO meta SELECT ?, 0, ?, ?, ?, count(*) FROM message"}.run(uuid, of.no, format_version,
                                                                                            of.messages);
        into.run("COMMIT");
    }
    const auto bytes = fs::file_size(file);
    fs::rename(file, name);
    sync_folder(folder);
    return bytes;
}

} // namespace vagus::store
