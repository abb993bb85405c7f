#include "engine/store/rekey.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/keys.hpp"
#include "engine/store/sealed_page.hpp"
#include "engine/store/sqlite.hpp"

#include <cerrno>
#include <new>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;

constexpr auto copy_suffix = ".rekeyed"; // of a file that has not taken its place yet

class open_file {
  public:
    open_file(fs::path name, int flags)
        : name_{std::move(name)}
        , number_{::open(name_.c_str(), flags | O_CLOEXEC, 0600)} {
        if (number_ < 0) fail();
    }
    open_file(open_file&&) = delete;
    ~open_file() { ::close(number_); }

    void read(page_image& into, std::int64_t at) const {
        if (::pread(number_, into.data(), into.size(), at) != std::ssize(into)) fail();
    }
    void write(const page_image& from, std::int64_t at) const {
        if (::pwrite(number_, from.data(), from.size(), at) != std::ssize(from)) fail();
    }
    void sync() const {
        if (::fsync(number_) != 0) fail();
    }
    // Whoever could read the old one can read this, and nobody else.
    void belong_as(const open_file& other) const {
        struct stat theirs{};
        struct stat mine{};
        if (::fstat(other.number_, &theirs) != 0 || ::fstat(number_, &mine) != 0) fail();
        const bool same = theirs.st_uid == mine.st_uid && theirs.st_gid == mine.st_gid;
        if (!same && ::fchown(number_, theirs.st_uid, theirs.st_gid) != 0) fail();
        if (::fchmod(number_, theirs.st_mode & 07777U) != 0) fail();
    }
    [[nodiscard]] std::int64_t size() const {
        struct stat what{};
        if (::fstat(number_, &what) != 0) fail();
        return what.st_size;
    }

  private:
    // A write that comes back short found no room.
    [[noreturn]] void fail() const {
        throw std::system_error{errno == 0 ? ENOSPC : errno, std::generic_category(), name_.string()};
    }
    fs::path name_;
    int number_;
};

std::optional<page_cipher> cipher_of(const std::optional<store_key>& key, const file_salt& salt) {
    if (!key) return std::nullopt;
    auto made = page_cipher::of(*key, salt);
    if (!made) throw std::bad_alloc{};
    return made;
}

class rekeying {
  public:
    rekeying(const fs::path& folder, const std::optional<store_key>& from, const std::optional<store_key>& to,
             const std::function<void()>& before_step)
        : folder_{folder}
        , from_{from}
        , to_{to}
        , before_step_{before_step} {}

    rekeyed run() {
        find_files();
        if (left_.empty() && !fs::exists(folder_ / rekey_mark)) return made_;
        mark();
        remove_copies();
        empty_logs();
        for (const auto& each : left_) renew(each);
        step();
        fs::remove(folder_ / rekey_mark);
        sync_folder(folder_);
        return made_;
    }

  private:
    void step() const {
        if (before_step_) before_step_();
    }
    // Under neither key: somebody has mixed files, or the wrong old key was given. All are looked at before the first
    // is changed.
    void find_files() {
        std::vector<fs::path> all;
        for (const auto no : index_files(folder_)) all.push_back(index_file(folder_, no));
        for (const auto no : segment_files(folder_)) all.push_back(segment_file(folder_, no));
        all.push_back(folder_ / catalog_name);
        for (const auto& each : all) {
            if (has(each, to_)) continue;
            if (cover_of(each, from_) == cover::none) continue; // empty: its log says what is to be in it, or nothing
            if (!has(each, from_))
                throw refusal{each.string() + " is neither as it was said to be nor as it is to become: " +
                                  (from_ ? "give the key that the store was written with (--old-key-file)."
                                         : "it is encrypted; give its key (--old-key-file)."),
                              trouble::locked};
            left_.push_back(each);
        }
    }
    [[nodiscard]] static bool has(const fs::path& file, const std::optional<store_key>& key) {
        return cover_of(file, key) == (key ? cover::sealed : cover::plain);
    }
    void mark() const {
        step();
        const open_file made{folder_ / rekey_mark, O_CREAT | O_WRONLY};
        made.sync();
        sync_folder(folder_);
    }
    void remove_copies() const {
        step();
        remove_unfinished(folder_);
        std::vector<fs::path> copies;
        for (const auto& entry : fs::directory_iterator{folder_})
            if (entry.path().extension() == copy_suffix) copies.push_back(entry.path());
        for (const auto& each : copies) fs::remove(each);
    }
    // After a crash the newest rows are in logs alone: SQLite brings them home, and removes the logs.
    void empty_logs() const {
        use_key(folder_, from_);
        for (const auto& each : left_) {
            const auto log = each.string() + "-wal";
            if (!fs::exists(log)) continue;
            step();
            {
                connection db{each, connection::access::write};
                (void)db.ask("SELECT count(*) FROM sqlite_schema");
                db.checkpoint(connection::checkpoint_mode::truncate);
            }
            if (fs::exists(log) && fs::file_size(log) != 0)
                throw refusal{log + " cannot be emptied: somebody reads the store. End that, and run this again.",
                              trouble::in_use};
        }
        sync_folder(folder_); // no old log stands beside a new file
    }
    void renew(const fs::path& file) {
        const fs::path copy = file.string() + copy_suffix;
        step();
        {
            const open_file old{file, O_RDONLY};
            const open_file fresh{copy, O_CREAT | O_TRUNC | O_WRONLY};
            write_anew(file, old, fresh);
            fresh.belong_as(old);
            fresh.sync();
            made_.bytes += static_cast<std::uint64_t>(old.size());
        }
        step();
        fs::rename(copy, file);
        step();
        sync_folder(folder_);
        ++made_.files;
    }
    void write_anew(const fs::path& name, const open_file& old, const open_file& fresh) const {
        const auto end = old.size();
        if (end % static_cast<std::int64_t>(page_bytes) != 0)
            throw refusal{name.string() + " ends within a page: `vagus store verify` says more.", trouble::damaged};
        page_image bytes;
        old.read(bytes, 0);
        auto opens = cipher_of(from_, salt_in({bytes.data(), bytes.size()}).value_or(file_salt{}));
        file_salt salt{};
        if (to_ && !make_salt(salt)) throw std::bad_alloc{};
        auto seals = cipher_of(to_, salt);
        for (std::int64_t at = 0; at < end; at += static_cast<std::int64_t>(page_bytes)) {
            old.read(bytes, at);
            if ((opens && !open_page(*opens, at, bytes.data(), bytes.data())) ||
                (seals && !seal_page(*seals, at, bytes.data(), bytes.data())))
                throw refusal{name.string() + " could not be encrypted anew; it is as it was.", trouble::damaged};
            fresh.write(bytes, at);
        }
    }

    const fs::path& folder_;
    const std::optional<store_key>& from_;
    const std::optional<store_key>& to_;
    const std::function<void()>& before_step_;
    std::vector<fs::path> left_; // still as they were; the catalog last
    rekeyed made_;
};

} // namespace

rekeyed rekey(const fs::path& folder, const std::optional<store_key>& from, const std::optional<store_key>& to,
              const std::function<void()>& before_step) {
    if (!fs::exists(folder / catalog_name)) throw refusal{"there is no store in " + folder.string()};
    const folder_lock alone{folder};
    auto made = rekeying{folder, from, to, before_step}.run();
    use_key(folder, to);
    return made;
}

} // namespace vagus::store
