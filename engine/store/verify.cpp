#include "engine/store/verify.hpp"

#include "engine/store/body_form.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/index.hpp"
#include "engine/store/reduction.hpp"

#include <array>
#include <optional>
#include <stdexcept>
#include <string>

namespace vagus::store {
namespace {

struct check {
    const char* broken; // how many rows break it
    const char* words;
};

// A message's rows in `delivery` lie together and name it; what a delivery names is there. Counters begin at 1.
constexpr std::array whole_checks{
    check{"SELECT (SELECT count(*) FROM message) IS NOT (SELECT coalesce(max(row), 0) FROM message)",
          "rows of `message` are missing"},
    check{"SELECT (SELECT count(*) FROM delivery) IS NOT (SELECT coalesce(max(row), 0) FROM delivery)",
          "rows of `delivery` are missing"},
};

constexpr std::array segment_checks{
    check{"SELECT count(*) FROM message CROSS JOIN meta WHERE message.seq != meta.first_seq + message.row - 1",
          "messages with a seq out of order"},
    check{"SELECT count(*) FROM delivery d LEFT JOIN message m ON m.row = d.message "
          "WHERE m.row IS NULL OR d.row < m.deliveries_first OR d.row >= m.deliveries_first + m.deliveries_n",
          "deliveries that their message does not know"},
    check{"SELECT (SELECT coalesce(sum(deliveries_n), 0) FROM message) IS NOT (SELECT count(*) FROM delivery)",
          "messages that have lost deliveries"},
    check{
        "SELECT count(*) FROM delivery d LEFT JOIN body b ON b.row = d.body WHERE d.body IS NOT NULL AND b.row IS NULL",
        "deliveries whose bytes are missing"},
    check{"SELECT count(*) FROM delivery d LEFT JOIN answer a ON a.row = d.answer "
          "WHERE d.answer != 0 AND (a.row IS NULL OR a.delivery != d.row)",
          "deliveries whose answer is missing"},
    check{"SELECT count(*) FROM delivery WHERE state NOT BETWEEN 0 AND 8", "deliveries in a state that is none"},
};

constexpr std::array catalog_checks{
    check{"SELECT (SELECT count(*) FROM store) != 1", "the catalog does not say which store it is"},
    check{"SELECT (SELECT count(*) FROM segment WHERE sealed IS NULL) != 1", "not one live segment"},
    check{"SELECT count(*) FROM segment a JOIN segment b ON b.no = a.no + 1 WHERE b.first_seq IS NOT a.last_seq + 1",
          "segments that do not follow one another"},
};

std::vector<std::string> damaged_pages(connection& db) {
    std::vector<std::string> found;
    statement pages{db, "PRAGMA quick_check(20)"};
    auto line = pages.query();
    while (line.next()) {
        if (line.bytes(0) != "ok") found.emplace_back(line.bytes(0));
    }
    return found;
}

template <class Checks> void run(connection& db, const Checks& checks, std::vector<std::string>& found) {
    for (const auto& each : checks) {
        if (auto n = db.ask(each.broken); n != 0) found.push_back(std::to_string(n) + ": " + each.words);
    }
}

// Of a patch its bytes alone do not tell: it must fit what was received.
void try_patches(connection& db, std::vector<std::string>& found) {
    statement question{db, "SELECT b.form, b.bytes, m.raw FROM delivery d CROSS JOIN message m ON m.row = d.message "
                           "CROSS JOIN body b ON b.row = d.body WHERE b.form IN (3, 4)"};
    auto at = question.query();
    std::string whole;
    std::int64_t broken = 0;
    while (at.next()) {
        try {
            (void)unpack(static_cast<body_form>(at.integer(0)), at.bytes(1), at.bytes(2), whole);
        } catch (const std::runtime_error&) {
            ++broken;
        }
    }
    if (broken > 0) found.push_back(std::to_string(broken) + ": deliveries whose bytes do not fit what was received");
}

template <class Look> file_verdict look(const std::filesystem::path& file, Look inside) {
    file_verdict found{file.string(), 0, {}};
    try {
        if (!std::filesystem::exists(file)) {
            found.faults.emplace_back("is missing");
            return found;
        }
        connection db{file, connection::access::read};
        inside(db, found);
    } catch (const std::exception& error) {
        found.faults.emplace_back(error.what());
    }
    return found;
}

constexpr auto made_anew = "its segment is there: delete this file, and the engine makes it anew of what the segment "
                           "still has";
constexpr auto lost = "its segment has gone, so nothing can make it anew: put it back from a backup, or delete it";

file_verdict look_at_index(const std::filesystem::path& folder, std::uint32_t no, const std::string& uuid) {
    auto seen = look(index_file(folder, no), [&](connection& db, file_verdict& found) {
        found.faults = index_faults(db);
        const auto known = facts_of(db);
        if (known && (known->store != uuid || known->no != no))
            found.faults.emplace_back("belongs to another store or another place in this one");
        if (found.faults.empty()) found.rows = known->messages;
    });
    if (!seen.faults.empty())
        seen.faults.emplace_back(std::filesystem::exists(segment_file(folder, no)) ? made_anew : lost);
    return seen;
}

} // namespace

std::vector<std::string> faults_of(connection& segment) {
    auto found = damaged_pages(segment);
    if (!found.empty()) return found; // of damaged pages questions about rows say nothing more
    if (!reduction_of(segment)) run(segment, whole_checks, found);
    run(segment, segment_checks, found);
    if (found.empty()) try_patches(segment, found);
    return found;
}

std::vector<std::string> index_faults(connection& index) {
    auto found = damaged_pages(index);
    if (!found.empty()) return found;
    const auto known = facts_of(index);
    if (!known) return {"it is no index, or a newer vagus made it"};
    if (known->known != index.ask("SELECT count(*) FROM message")) found.emplace_back("rows of `message` are missing");
    if (known->known != known->messages)
        found.push_back(std::to_string(known->messages - known->known) + ": messages that it does not know");
    return found;
}

std::vector<file_verdict> verify(const std::filesystem::path& folder) {
    std::string uuid;
    std::vector<std::uint32_t> segments;
    std::vector<file_verdict> all;
    all.push_back(look(folder / catalog_name, [&](connection& db, file_verdict& found) {
        found.faults = damaged_pages(db);
        if (found.faults.empty()) run(db, catalog_checks, found.faults);
        statement name{db, "SELECT uuid FROM store"};
        if (auto row = name.query(); row.next()) uuid = row.bytes(0);
        for (const auto& each : segments_of(db)) segments.push_back(each.no);
        found.rows = static_cast<std::int64_t>(segments.size());
    }));
    for (auto no : segments) {
        all.push_back(look(segment_file(folder, no), [&](connection& db, file_verdict& found) {
            found.faults = faults_of(db);
            statement meta{db, "SELECT store, no FROM meta"};
            auto row = meta.query();
            if (!row.next() || row.bytes(0) != uuid || row.integer(1) != no)
                found.faults.emplace_back("belongs to another store or another place in this one");
            if (found.faults.empty()) found.rows = db.ask("SELECT max(row) FROM message");
        }));
    }
    for (auto no : index_files(folder)) all.push_back(look_at_index(folder, no, uuid));
    return all;
}

} // namespace vagus::store
