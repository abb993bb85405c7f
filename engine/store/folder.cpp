#include "engine/store/folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "s0-"; // of shard 0, the only one today
constexpr std::string_view suffix = ".db";
constexpr std::string_view reduced = ".reduced"; // with its log: ".reduced-wal"
constexpr std::string_view index_suffix = ".idx";
constexpr std::string_view new_index = ".idx-new";

std::string os_error() {
    return std::generic_category().message(errno);
}

// Who holds the lock, for the person who must stop it. The holder may be just writing it, or gone.
std::string holder(int file) {
    std::array<char, 16> text{};
    auto n = ::pread(file, text.data(), text.size(), 0);
    std::string_view pid{text.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
    pid = pid.substr(0, pid.find('\n'));
    return pid.empty() ? std::string{"another process"} : "process " + std::string{pid};
}

// Of the files of one kind, ascending.
std::vector<std::uint32_t> numbers_of(const fs::path& folder, std::string_view kind) {
    std::vector<std::uint32_t> numbers;
    for (const auto& entry : fs::directory_iterator{folder}) {
        auto name = entry.path().filename().string();
        if (!name.starts_with(prefix) || !name.ends_with(kind)) continue;
        const char* end = name.data() + name.size() - kind.size();
        std::uint32_t no = 0;
        auto [stop, error] = std::from_chars(name.data() + prefix.size(), end, no);
        if (error == std::errc{} && stop == end) numbers.push_back(no);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

} // namespace

folder_lock::folder_lock(const fs::path& folder) {
    auto path = folder / "lock";
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (file_ < 0) {
        if (errno == EROFS || is_no_room(errno)) throw std::system_error{errno, std::generic_category(), path.string()};
        throw refusal{"cannot write to the store's folder " + folder.string() + ": " + os_error() +
                      ". Give the user who runs vagus the right to write there."};
    }
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
        auto who = holder(file_);
        ::close(file_);
        throw refusal{"the store in " + folder.string() + " is in use by " + who +
                          ". Stop that engine first, or give this one a folder of its own.",
                      trouble::in_use};
    }
    auto pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, pid.data(), pid.size(), 0) < 0) {
        std::system_error why{errno, std::generic_category(), path.string()};
        ::close(file_);
        throw why;
    }
}

folder_lock::~folder_lock() {
    ::close(file_);
}

bool in_use(const fs::path& folder) {
    int file = ::open((folder / "lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    bool held = ::flock(file, LOCK_SH | LOCK_NB) != 0;
    ::close(file);
    return held;
}

void make_empty_folder(const fs::path& folder) {
    if (fs::create_directories(folder)) fs::permissions(folder, fs::perms::owner_all);
    if (!fs::is_empty(folder)) throw refusal{folder.string() + " is not empty: name a folder that is, or none yet."};
}

void sync_folder(const fs::path& folder) {
    int dir = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int failed = dir < 0 || ::fsync(dir) != 0 ? errno : 0;
    if (dir >= 0) ::close(dir);
    if (failed != 0) throw std::system_error{failed, std::generic_category(), folder.string() + ": sync of the folder"};
}

fs::path segment_file(const fs::path& folder, std::uint32_t no) {
    std::string name{prefix};
    name += std::to_string(no);
    name += suffix;
    return folder / name;
}

bool holds_messages(const fs::path& file) {
    const auto name = file.filename().string();
    return name.starts_with(prefix) || name.starts_with("catalog.");
}

fs::path reduced_file(const fs::path& folder, std::uint32_t no) {
    return segment_file(folder, no).replace_extension(reduced);
}

fs::path index_file(const fs::path& folder, std::uint32_t no) {
    return segment_file(folder, no).replace_extension(index_suffix);
}

fs::path unfinished_index(const fs::path& folder, std::uint32_t no) {
    return segment_file(folder, no).replace_extension(new_index);
}

void remove_unfinished(const fs::path& folder) {
    std::vector<fs::path> left;
    for (const auto& entry : fs::directory_iterator{folder}) {
        const auto kind = entry.path().extension().string();
        if (kind.starts_with(reduced) || kind.starts_with(new_index)) left.push_back(entry.path());
    }
    for (const auto& each : left) fs::remove(each);
}

std::vector<std::uint32_t> segment_files(const fs::path& folder) {
    return numbers_of(folder, suffix);
}

std::vector<std::uint32_t> index_files(const fs::path& folder) {
    return numbers_of(folder, index_suffix);
}

void remove_database(const fs::path& file) {
    for (const char* part : {"-wal", "-shm", "-journal", ""}) fs::remove(file.string() + part);
}

} // namespace vagus::store
