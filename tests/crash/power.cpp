#include "tests/crash/power.hpp"

#include "engine/store/keys.hpp"
#include "tests/crash/power_vfs.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <random>

namespace vagus::crash {
namespace {

namespace fs = std::filesystem;

// The index over a log lives in shared memory: a start after a power cut finds none, and makes it anew.
bool is_index(const std::string& path) {
    return path.ends_with("-shm");
}

std::string read(const fs::path& file) {
    std::string content(fs::file_size(file), '\0');
    std::ifstream{file, std::ios::binary}.read(content.data(), static_cast<std::streamsize>(content.size()));
    return content;
}

void write(const fs::path& file, const std::string& content) {
    std::ofstream{file, std::ios::binary}.write(content.data(), static_cast<std::streamsize>(content.size()));
}

// The whole road can be walked on encrypted stores (CMakeLists.txt).
void encrypt_where_told(const fs::path& folder) {
    if (const char* key = std::getenv("VAGUS_TEST_STORE_KEY"))
        store::use_key(folder, store::store_key::of(key).value());
}

// A disk may have written any of what it was given, and half of one piece.
void replay_some(std::string& content, const std::vector<inode::change>& since, std::mt19937& dice) {
    for (const auto& change : since) {
        auto fate = dice() % 4;
        if (fate == 0) continue;
        auto what = change;
        if (fate == 1) what.bytes.resize(what.bytes.size() / 2);
        replay(content, what);
    }
}

} // namespace

void replay(std::string& content, const inode::change& change) {
    if (change.truncate) {
        content.resize(change.offset);
        return;
    }
    content.resize(std::max(content.size(), change.offset + change.bytes.size()));
    std::copy(change.bytes.begin(), change.bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

void inode::sync() {
    for (const auto& each : since) replay(safe, each);
    since.clear();
}

power& power::supply() {
    static power only;
    static const bool installed = (install_vfs(), true);
    static_cast<void>(installed);
    return only;
}

void power::watch(const fs::path& folder, std::size_t cut_at) {
    encrypt_where_told(folder);
    std::scoped_lock hold{mutex_};
    folder_ = folder.string();
    steps_ = 0;
    cut_at_ = cut_at;
    fault_ = fault::none;
    room_ = 0;
    files_.clear();
    if (fs::exists(folder)) {
        for (const auto& entry : fs::directory_iterator{folder}) {
            auto path = entry.path().string();
            if (!is_index(path)) files_[path] = std::make_shared<inode>(inode{read(path), {}});
        }
    }
    names_ = files_;
}

bool power::is_cut() {
    std::scoped_lock hold{mutex_};
    return steps_ >= cut_at_;
}

void power::go_wrong(fault what, std::size_t at) {
    std::scoped_lock hold{mutex_};
    fault_ = what;
    wrong_at_ = at;
}

bool power::wrong(fault what) {
    std::scoped_lock hold{mutex_};
    return fault_ == what && steps_ + 1 >= wrong_at_;
}

void power::give_room(std::size_t bytes) {
    std::scoped_lock hold{mutex_};
    room_ += bytes;
}

int power::refuses_write(std::size_t growth) {
    std::scoped_lock hold{mutex_};
    if (steps_ + 1 < wrong_at_) return 0;
    if (fault_ == fault::read_only) return EROFS;
    if ((fault_ != fault::full && fault_ != fault::quota) || growth == 0) return 0;
    if (growth > room_) return fault_ == fault::full ? ENOSPC : EDQUOT;
    room_ -= growth;
    return 0;
}

int power::refuses_sync() {
    std::scoped_lock hold{mutex_};
    if (fault_ != fault::sync_fails || steps_ + 1 < wrong_at_) return 0;
    fault_ = fault::none;
    return EIO;
}

std::size_t power::steps() {
    std::scoped_lock hold{mutex_};
    return steps_;
}

bool power::step() {
    return steps_ < cut_at_ && ++steps_ < cut_at_;
}

std::shared_ptr<inode> power::opened(const std::string& path, bool create) {
    std::scoped_lock hold{mutex_};
    if (!path.starts_with(folder_ + "/")) return nullptr;
    auto known = files_.find(path);
    if (known != files_.end()) return known->second;
    if (!create || !step()) return nullptr;
    return files_[path] = std::make_shared<inode>();
}

bool power::changed(const std::shared_ptr<inode>& file, inode::change change) {
    std::scoped_lock hold{mutex_};
    // The step that the cut falls into is under way: how much of it arrives is for survive() to say.
    if (steps_ < cut_at_) file->since.push_back(std::move(change));
    return step();
}

bool power::synced(const std::shared_ptr<inode>& file) {
    std::scoped_lock hold{mutex_};
    if (!step()) return false;
    file->sync();
    return true;
}

bool power::removed(const std::string& path) {
    std::scoped_lock hold{mutex_};
    if (!path.starts_with(folder_ + "/")) return true;
    if (!step()) return false;
    files_.erase(path);
    return true;
}

bool power::renamed(const std::string& from, const std::string& to) {
    std::scoped_lock hold{mutex_};
    if (!from.starts_with(folder_ + "/")) return true;
    if (!step()) return false;
    if (auto file = files_.extract(from)) files_[to] = file.mapped();
    return true;
}

bool power::folder_synced(const std::string& folder) {
    std::scoped_lock hold{mutex_};
    if (folder != folder_) return true;
    if (!step()) return false;
    names_ = files_;
    return true;
}

void power::survive(const fs::path& into, unsynced how, unsigned seed) {
    encrypt_where_told(into);
    std::scoped_lock hold{mutex_};
    fs::create_directories(into);
    std::mt19937 dice{seed};
    for (const auto& [path, file] : how == unsynced::kept ? files_ : names_) {
        auto content = file->safe;
        if (how == unsynced::some) replay_some(content, file->since, dice);
        if (how == unsynced::kept) {
            for (const auto& change : file->since) replay(content, change);
        }
        write(into / fs::path{path}.filename(), content);
    }
}

} // namespace vagus::crash
