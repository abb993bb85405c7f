// The configurations that ran: what each was, since when, and who had it run for what reason. In the catalog; a message
// names the one that planned it.
// Thread rule: the catalog's mutex is held.
#pragma once

#include "base/clock.hpp"
#include "engine/store/sqlite.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::store {

// Of more the oldest is forgotten, and with it the files of a revision that no entry names any more. Its hash stays:
// messages name it.
inline constexpr std::size_t history_entries = 100;

struct new_revision {
    std::string sha;
    std::string files; // JSON: names and texts, the main file first
    std::string by;    // who had it run
    std::string why;
    wall_us since = 0;
};
struct revision_entry {
    std::int64_t no = 0; // 1 for the first that ever ran
    std::string sha;
    std::string by;
    std::string why;
    wall_us since = 0;
};

// Not part of the first catalogs, which are read as ones without.
inline constexpr const char* history_schema = R"(
CREATE TABLE IF NOT EXISTS history(no INTEGER PRIMARY KEY AUTOINCREMENT, revision INTEGER NOT NULL,
                                   since_us INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT;
)";

// Its number. The same again, with no other in between, is no new entry of the history. Durable when it returns.
[[nodiscard]] std::uint32_t begin_revision(connection& catalog, const new_revision& what);
[[nodiscard]] std::vector<revision_entry> history(connection& catalog); // the newest first
[[nodiscard]] std::optional<std::string> files_of_entry(connection& catalog, std::int64_t no);

} // namespace vagus::store
