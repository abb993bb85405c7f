#include "engine/store/revisions.hpp"

namespace vagus::store {

namespace {

// 0: none.
std::int64_t number_of(connection& catalog, const std::string& sha) {
    statement question{catalog, "SELECT no FROM revision WHERE sha = ?"};
    auto found = question.query(sha);
    return found.next() ? found.integer(0) : 0;
}

} // namespace

std::uint32_t begin_revision(connection& catalog, const new_revision& what) {
    const auto last = catalog.ask("SELECT coalesce((SELECT revision FROM history ORDER BY no DESC LIMIT 1), 0)");
    auto number = number_of(catalog, what.sha);
    // Nothing is written: a start must not need room on a full disk.
    if (number != 0 && number == last) return static_cast<std::uint32_t>(number);
    transaction change{catalog};
    // Files that were forgotten are known again.
    statement{catalog, "INSERT INTO revision(sha, files) VALUES(?, ?) ON CONFLICT(sha) DO UPDATE SET files = "
                       "excluded.files"}
        .run(what.sha, what.files);
    number = number_of(catalog, what.sha);
    statement{catalog, "INSERT INTO history(revision, since_us, who, why) VALUES(?, ?, ?, ?)"}.run(number, what.since,
                                                                                                   what.by, what.why);
    statement{catalog, "DELETE FROM history WHERE no <= (SELECT max(no) FROM history) - ?"}.run(
        static_cast<std::int64_t>(history_entries));
    statement{catalog, "UPDATE revision SET files = '' WHERE files <> '' AND no NOT IN (SELECT revision FROM history)"}
        .run();
    change.commit();
    return static_cast<std::uint32_t>(number);
}

std::vector<revision_entry> history(connection& catalog) {
    statement question{catalog, "SELECT h.no, r.sha, h.who, h.why, h.since_us FROM history h JOIN revision r "
                                "ON r.no = h.revision ORDER BY h.no DESC"};
    std::vector<revision_entry> all;
    for (auto found = question.query(); found.next();)
        all.push_back({found.integer(0), std::string{found.bytes(1)}, std::string{found.bytes(2)},
                       std::string{found.bytes(3)}, found.integer(4)});
    return all;
}

std::optional<std::string> files_of_entry(connection& catalog, std::int64_t no) {
    statement question{catalog, "SELECT r.files FROM history h JOIN revision r ON r.no = h.revision WHERE h.no = ?"};
    auto found = question.query(no);
    if (!found.next()) return std::nullopt;
    return std::string{found.bytes(0)};
}

} // namespace vagus::store
