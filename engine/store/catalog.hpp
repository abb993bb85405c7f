// catalog.db: what the store is, its segments, and the numbers that stand for names and revisions. Written rarely.
// Thread rule: any thread; every call is short and takes the catalog's own mutex.
#pragma once

#include "base/clock.hpp"
#include "engine/store/clock_marks.hpp"
#include "engine/store/revisions.hpp"
#include "engine/store/sqlite.hpp"
#include "engine/store/types.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vagus::store {

// The low 20 bits of a store's uuid: the first of every id.
[[nodiscard]] std::uint32_t number_of_store(std::string_view uuid);

// Outputs that a person or a backup keeps from sending. Not part of the first catalogs, which are read as ones without.
inline constexpr const char* hold_schema = R"(
CREATE TABLE IF NOT EXISTS hold(output INTEGER PRIMARY KEY, reason TEXT NOT NULL, who TEXT NOT NULL,
                                since_us INTEGER NOT NULL, after_segment INTEGER, after_row INTEGER) STRICT;
)";

struct segment_entry {
    std::uint32_t no = 0;
    bool sealed = false;
    wall_us opened = 0;
    wall_us sealed_at = 0; // 0 for the live one
    bool legal_hold = false;
    std::int64_t bytes = 0;    // when it was sealed
    std::int64_t messages = 0; // that it took, once it is sealed
    // When a person said that the clock is right after a doubt in which the segment was live, or in which dead letters
    // of it may have died; 0: there was none. Times from before that are not believed.
    wall_us live_believed = 0;
    wall_us dead_believed = 0;
};

// When its time begins: it was sealed then, as far as that is believed.
[[nodiscard]] wall_us counted_from(const segment_entry& which, wall_us now);

// Of a catalog that is open: by number, without those removed. Also of one that no engine of this version has used yet.
[[nodiscard]] std::vector<segment_entry> segments_of(connection& catalog);
// Also one that was removed. Nothing: there never was one.
[[nodiscard]] std::optional<segment_entry> segment_of(connection& catalog, std::uint32_t no);

// What is known of a segment when it is sealed.
struct sealed_facts {
    std::uint32_t no = 0;
    std::int64_t last_seq = 0; // first_seq - 1 when it holds no message
    std::int64_t bytes = 0;
};

class catalog {
  public:
    // Makes the catalog in a folder without one. Throws refusal (newer format, missing beside segments), sqlite_error.
    explicit catalog(const std::filesystem::path& folder);

    [[nodiscard]] const std::string& uuid() const { return uuid_; }
    [[nodiscard]] std::uint32_t store_number() const { return number_of_store(uuid_); }
    [[nodiscard]] bool was_clean() const { return was_clean_; }
    // When the backup was taken that this store was put back from; 0: none.
    [[nodiscard]] wall_us restored_from() const { return restored_from_; }
    void mark(bool clean, const clock& time);
    [[nodiscard]] clock_marks marks() const { return marks_; } // the last before this start
    [[nodiscard]] std::uint32_t live_then() const { return live_then_; }

    [[nodiscard]] std::vector<segment_entry> segments();                     // by number, without those removed
    [[nodiscard]] std::optional<segment_entry> segment_of(std::uint32_t no); // also of one that was removed
    // Its file may go: from now on it is none of the store's. Durable when it returns. False: it is held legally, since
    // this moment perhaps, and stays.
    [[nodiscard]] bool retire(std::uint32_t no, wall_us now);
    [[nodiscard]] bool retired(std::uint32_t no) const;
    // False: there is no such segment.
    [[nodiscard]] bool hold_legally(std::uint32_t no, bool held);
    [[nodiscard]] bool legally_held(std::uint32_t no) const;
    // Does what cannot be undone to a segment that is not held legally, and no hold is confirmed meanwhile. False: it
    // is held, and nothing was done.
    template <class Do> [[nodiscard]] bool unless_held(std::uint32_t no, Do what) {
        std::scoped_lock hold{mutex_};
        const auto known = ::vagus::store::segment_of(db_, no);
        if (!known || known->legal_hold) return false;
        what();
        return true;
    }
    // The wall clock jumped; until a person says that it is right. Kept over restarts. `first`: the segment that was
    // live when it was right for the last time.
    void doubt_clock(wall_us now, std::uint32_t first);
    void believe_clock(wall_us now);
    [[nodiscard]] bool clock_doubted() const;
    // One transaction, so that at most one segment is ever open in the catalog.
    void open_segment(std::uint32_t no, std::int64_t first_seq, wall_us now, const std::vector<sealed_facts>& sealed);

    void checkpoint();

    [[nodiscard]] std::uint32_t number(name_kind kind, std::string_view name);
    void learn(const std::vector<named>& names);
    [[nodiscard]] bool rename(name_kind kind, std::string_view old, std::string_view fresh);
    [[nodiscard]] std::uint32_t known_number(name_kind kind, std::string_view name) const; // 0: none
    [[nodiscard]] std::string name(std::uint32_t number) const;
    [[nodiscard]] std::uint32_t begin(const new_revision& what);
    [[nodiscard]] std::vector<revision_entry> ran() const;
    [[nodiscard]] std::optional<std::string> files_of(std::int64_t entry) const;

    void put_hold(std::uint32_t output, std::optional<hold> what);
    [[nodiscard]] std::optional<hold> hold_of(std::uint32_t output) const;

  private:
    void create();
    void read();
    void read_later();
    void read_holds();

    mutable std::mutex mutex_;
    mutable connection db_;
    std::string uuid_;
    bool was_clean_ = true;
    clock_marks marks_;
    std::uint32_t live_then_ = 1;
    wall_us restored_from_ = 0;
    std::map<named, std::uint32_t> numbers_;
    std::map<std::uint32_t, std::string> names_;
    std::set<std::uint32_t> retired_;
    std::set<std::uint32_t> held_; // legally
    bool clock_doubted_ = false;
    std::map<std::uint32_t, hold> holds_;
};

} // namespace vagus::store
