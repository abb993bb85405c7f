#include "engine/store/segments.hpp"

#include "engine/store/events.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"

#include <algorithm>
#include <utility>

namespace vagus::store {
namespace {

// What a crash in segment::create() leaves: the file, but not yet its tables. Nothing was ever promised on it.
bool never_made(const std::filesystem::path& file) {
    return !connection{file, connection::access::write}.has_table("meta");
}

void refuse_missing(const std::filesystem::path& folder, const std::vector<segment_entry>& known,
                    const std::vector<std::uint32_t>& files) {
    for (const auto& entry : known) {
        if (std::binary_search(files.begin(), files.end(), entry.no)) continue;
        throw refusal{segment_file(folder, entry.no).string() +
                      " is missing, but the catalog counts it: messages would be lost in silence. "
                      "Put the file back, with its -wal file, from where it went or from a backup."};
    }
}

} // namespace

segments::segments(const settings& how, catalog& entries, const clock& time, reporter& report)
    : folder_{how.folder}
    , segment_bytes_{how.segment_bytes}
    , segment_age_{how.segment_age}
    , catalog_{entries}
    , time_{time}
    , report_{report} {
    remove_unfinished(folder_); // what was copied into them is still in the segments
    for (auto no : segment_files(folder_)) {
        if (catalog_.retired(no)) remove_database(segment_file(folder_, no)); // a crash came before it was done
    }
    auto known = catalog_.segments();
    auto files = segment_files(folder_);
    refuse_missing(folder_, known, files);
    for (auto no : files) {
        bool counted = std::any_of(known.begin(), known.end(), [no](const auto& entry) { return entry.no == no; });
        if (!counted) finish_change(no, known);
    }
    known = catalog_.segments();
    if (known.empty()) {
        segment::create(folder_, 1, catalog_.uuid(), 1, time_.wall());
        catalog_.open_segment(1, 1, time_.wall(), {});
        known = catalog_.segments();
    }
    live_ = std::make_unique<segment>(folder_, known.back().no, catalog_.uuid());
    // Age counts in steady time. Across a restart only the wall clock knows, and it may have jumped: it is believed
    // between nothing and a whole age.
    auto age = std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::microseconds{time_.wall() - live_->opened()});
    seal_at_ = time_.steady() + segment_age_ - std::clamp(age, {}, segment_age_);
}

void segments::finish_change(std::uint32_t left_over, const std::vector<segment_entry>& known) {
    auto file = segment_file(folder_, left_over);
    auto last = known.empty() ? 0 : known.back().no;
    if (left_over != last + 1) {
        throw refusal{file.string() + " is not in the catalog. Move it out of the store's folder, or put back the "
                                      "catalog.db that belongs to it."};
    }
    // Made again when it is needed. A complete one is taken away as well: the catalog comes before first use.
    if (!never_made(file)) {
        segment unused{folder_, left_over, catalog_.uuid()};
        if (unused.messages() != 0) {
            throw refusal{file.string() + " holds messages, but the catalog does not know it: the catalog is older "
                                          "than the segments. Put back the catalog.db that belongs to them."};
        }
    }
    remove_database(file);
    sync_folder(folder_);
}

segment& segments::live() {
    live_->begin();
    return *live_;
}

segment* segments::find(std::uint32_t no) {
    if (no == live_->no()) return &live();
    auto open = std::find_if(sealed_.begin(), sealed_.end(), [no](const auto& each) { return each->no() == no; });
    if (open == sealed_.end()) {
        if (no == 0 || no > live_->no() || catalog_.retired(no) || !std::filesystem::exists(segment_file(folder_, no)))
            return nullptr;
        sealed_.push_back(std::make_unique<segment>(folder_, no, catalog_.uuid()));
    } else {
        std::rotate(open, open + 1, sealed_.end());
    }
    sealed_.back()->begin();
    return sealed_.back().get();
}

void segments::commit() {
    static_cast<void>(live_->commit());
    for (auto& each : sealed_) {
        if (!each->commit()) continue;
        std::scoped_lock hold{counting_}; // after the commit: see changes()
        ++changes_[each->no()];
    }
}

std::vector<std::uint32_t> segments::roll_back() {
    std::vector<std::uint32_t> undone;
    if (live_->roll_back()) undone.push_back(live_->no());
    for (auto& each : sealed_) {
        if (each->roll_back()) undone.push_back(each->no());
    }
    return undone;
}

void segments::maintain() {
    // A file that is removed gives its room back when nobody has it open.
    std::erase_if(sealed_, [this](const auto& each) { return catalog_.retired(each->no()); });
    while (sealed_.size() > sealed_open) sealed_.erase(sealed_.begin());
    live_->checkpoint_past(wal_bytes);
    for (auto& each : sealed_) each->checkpoint_past(wal_bytes);
}

std::uint64_t segments::changes(std::uint32_t no) const {
    std::scoped_lock hold{counting_};
    const auto known = changes_.find(no);
    return known == changes_.end() ? 0 : known->second;
}

// A log that stayed would be applied to the new file, so the old one must be whole without it, and it must be gone for
// certain, before the name changes. The new name must be safe before anything is written under it.
bool segments::replace(std::uint32_t no, std::uint64_t changes_then) {
    if (no == live_->no() || changes(no) != changes_then) return false;
    const auto file = segment_file(folder_, no);
    if (!std::filesystem::exists(file) || !log_is_empty(no)) return false;
    std::scoped_lock hold{opening_};
    return catalog_.unless_held(no, [&] {
        for (const char* part : {"-wal", "-shm"}) std::filesystem::remove(file.string() + part);
        sync_folder(folder_);
        std::filesystem::rename(reduced_file(folder_, no), file);
        sync_folder(folder_);
    });
}

// Copies the log of a sealed segment into it and closes it. False: a reader holds part of the log.
bool segments::log_is_empty(std::uint32_t no) {
    std::erase_if(sealed_, [no](const auto& each) { return each->no() == no; });
    connection alone{segment_file(folder_, no), connection::access::write};
    alone.run("PRAGMA busy_timeout = 0; SELECT 1 FROM meta"); // senders wait for this thread; the log is open now
    alone.checkpoint(connection::checkpoint_mode::truncate);
    std::error_code absent;
    const auto left = std::filesystem::file_size(segment_file(folder_, no).string() + "-wal", absent);
    return absent || left == 0;
}

void segments::seal_when_due() {
    bool large = live_->has_reached(segment_bytes_) ||
                 live_->next_delivery() + static_cast<std::int64_t>(group_requests) >= rows_per_segment;
    if (live_->messages() != 0 && (large || time_.steady() >= seal_at_)) seal_live();
}

void segments::seal_live() {
    auto next = live_->no() + 1;
    if (next > segment_numbers)
        throw refusal{folder_.string() + " has used up its segment numbers: begin a new store."};
    auto now = time_.wall();
    const auto opened = time_.steady();           // not when a slow disk had all of it
    remove_database(segment_file(folder_, next)); // of an attempt that found no room
    segment::create(folder_, next, catalog_.uuid(), live_->next_seq(), now);
    auto fresh = std::make_unique<segment>(folder_, next, catalog_.uuid());
    catalog_.open_segment(next, live_->next_seq(), now, {{live_->no(), live_->next_seq() - 1, live_->bytes()}});
    sealed_.push_back(std::exchange(live_, std::move(fresh)));
    seal_at_ = opened + segment_age_;
    auto& old = *sealed_.back();
    report_(segment_sealed{old.no(), old.messages(), old.bytes()});
    catalog_.checkpoint();
    old.checkpoint(connection::checkpoint_mode::passive);
}

void segments::close() {
    live_->checkpoint(connection::checkpoint_mode::truncate);
    for (auto& each : sealed_) each->checkpoint(connection::checkpoint_mode::truncate);
    sealed_.clear();
    live_.reset();
}

} // namespace vagus::store
