#include "engine/store/reduction.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/verify.hpp"

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace vagus::store {
namespace {

// Pending, dead, failed, awaiting: what `depths` counts.
const std::string owed_deliveries = "SELECT count(*) FROM delivery WHERE state IN (0, 2, 3, 8)";
const std::string owed = "(SELECT message FROM delivery WHERE state IN (0, 2, 3, 8))";
const std::string kept_bodies = "row IN (SELECT body FROM delivery WHERE message IN " + owed + ")";
// Each answer names the one before it; no index would find them by their delivery.
const std::string kept_answers =
    "row IN (WITH RECURSIVE chain(row) AS (SELECT answer FROM delivery WHERE message IN " + owed +
    " UNION SELECT a.prev FROM chain JOIN answer a ON a.row = chain.row) SELECT row FROM chain)";

struct part {
    const char* table;
    std::string which;
};
const std::array parts{
    part{"meta", "1"},
    part{"message", "row IN " + owed},
    part{"delivery", "message IN " + owed},
    part{"body", kept_bodies},
    part{"answer", kept_answers},
    part{"position", "1"},
    part{"remembered", "1"},
    part{"tagged", "message IN " + owed},
    part{"sought", "message IN " + owed},
    part{"asked", "message IN " + owed},
};

// Of the page and index that a row of any table takes beside its bytes.
constexpr std::uint64_t row_margin = 512;
constexpr std::uint64_t empty_bytes = 16 * page_bytes; // a file with all tables and no rows

void copy_schema(connection& from, connection& into) {
    statement tables{from, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'reduced'"};
    for (auto at = tables.query(); at.next();) into.run(std::string{at.bytes(0)}.c_str());
    into.run("CREATE TABLE reduced(at_us INTEGER NOT NULL, messages INTEGER NOT NULL) STRICT");
}

void copy_rows(connection& from, connection& into, const part& which) {
    statement question{from, "SELECT * FROM " + std::string{which.table} + " WHERE " + which.which};
    std::optional<statement> put;
    for (auto at = question.query(); at.next();) {
        if (!put) {
            std::string marks = "?";
            for (int n = 1; n < at.columns(); ++n) marks += ",?";
            put.emplace(into, "INSERT INTO " + std::string{which.table} + " VALUES(" + marks + ")");
        }
        put->run_with(at);
    }
}

// What is thrown away is thrown away for good: the copy is looked over as `vagus store verify` would.
void look_over(connection& copy, std::int64_t owes) {
    auto faults = faults_of(copy);
    if (copy.ask(owed_deliveries.c_str()) != owes) faults.emplace_back("deliveries that are owed are missing");
    if (!faults.empty())
        throw std::runtime_error{copy.file().string() +
                                 ": the reduced copy is not sound, and the segment stays whole (" + faults.front() +
                                 "). Look at it with `vagus store verify`."};
}

} // namespace

std::optional<reduction> reduction_of(connection& segment) {
    if (!segment.has_table("reduced")) return std::nullopt;
    statement question{segment, "SELECT at_us, messages FROM reduced"};
    auto at = question.query();
    if (!at.next()) return std::nullopt;
    return reduction{at.integer(0), at.integer(1)};
}

std::uint64_t room_for_reduced(connection& segment) {
    const auto sum = [&](const std::string& what) { return static_cast<std::uint64_t>(segment.ask(what.c_str())); };
    const auto remembered = segment.has_table("remembered");
    const auto tagged = segment.has_table("tagged");
    const auto asked = segment.has_table("asked");
    const auto bytes = sum("SELECT sum(length(raw)) FROM message WHERE row IN " + owed) +
                       sum("SELECT sum(length(bytes)) FROM body WHERE " + kept_bodies) +
                       sum("SELECT sum(length(bytes)) FROM answer WHERE " + kept_answers) +
                       (remembered ? sum("SELECT sum(length(value)) FROM remembered") : 0) +
                       (tagged ? sum("SELECT sum(length(tags)) FROM tagged WHERE message IN " + owed) : 0) +
                       (asked ? sum("SELECT sum(length(answers)) FROM asked WHERE message IN " + owed) : 0);
    const auto rows = sum("SELECT count(*) FROM delivery WHERE message IN " + owed) +
                      sum("SELECT count(*) FROM answer WHERE " + kept_answers) + sum("SELECT count(*) FROM position") +
                      (remembered ? sum("SELECT count(*) FROM remembered") : 0) +
                      (tagged ? sum("SELECT count(*) FROM tagged WHERE message IN " + owed) : 0) +
                      (asked ? sum("SELECT count(*) FROM asked WHERE message IN " + owed) : 0);
    return empty_bytes + bytes + 2 * rows * row_margin; // each delivery may be all that there is of its message
}

reduction make_reduced(const std::filesystem::path& folder, std::uint32_t no, wall_us now) {
    const auto file = reduced_file(folder, no);
    remove_database(file); // of an attempt that failed
    connection from{segment_file(folder, no), connection::access::read};
    connection into{file, connection::access::write};
    // Nobody knows the file before it gets its name: it needs no log, and one sync.
    into.run(("PRAGMA page_size = " + std::to_string(page_bytes) +
              "; PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL; BEGIN")
                 .c_str());
    from.run("BEGIN"); // one moment of the segment
    copy_schema(from, into);
    for (const auto& each : parts)
        if (from.has_table(each.table)) copy_rows(from, into, each); // old ones have not all of them
    const reduction made{now, into.ask("SELECT count(*) FROM message")};
    statement{into, "INSERT INTO reduced VALUES(?, ?)"}.run(made.at, made.messages);
    into.run("COMMIT");
    look_over(into, from.ask(owed_deliveries.c_str()));
    into.run("PRAGMA journal_mode = WAL"); // as segments are; on closing there is no log left
    return made;
}

} // namespace vagus::store
