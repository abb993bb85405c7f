#include "engine/listen/file/drop.hpp"

#include "engine/intake/fresh_id.hpp"
#include "engine/runtime/rename.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <memory>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace vagus::listen::file {
using runtime::descriptor;

namespace {

constexpr mode_t for_the_group = 0750; // patient data
constexpr std::size_t id_length = 20;  // of fresh_control_id()

std::string words(int error) {
    return std::error_code{error, std::system_category()}.message();
}

std::unexpected<std::string> failed(const std::string& what) {
    return fail(what + ": " + words(errno));
}

result<descriptor, std::string> folder(const std::filesystem::path& path, bool make) {
    if (make && ::mkdir(path.c_str(), for_the_group) != 0 && errno != EEXIST)
        return failed("the folder " + path.string() + " cannot be made");
    descriptor made{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!made) return failed("the folder " + path.string() + " cannot be opened");
    return made;
}

shape shape_of(const struct stat& about) {
    return {static_cast<std::uint64_t>(about.st_size),
            std::int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + about.st_mtim.tv_nsec};
}

// Programs that write into such folders name what is not whole yet like this.
bool unfinished(std::string_view name) {
    static constexpr std::array<std::string_view, 4> ends{".tmp", ".part", ".filepart", ".partial"};
    return name.starts_with('.') || std::ranges::any_of(ends, [&](auto end) { return name.ends_with(end); });
}

// One that another try will not mend, and that says nothing about the files behind it: not that the file is gone, or
// that the engine has no descriptor or memory left.
bool is_of_the_file(int error) {
    static constexpr std::array others{ENOENT, ESTALE, EINTR, EMFILE, ENFILE, ENOMEM};
    return std::ranges::find(others, error) == others.end();
}

std::string in_work(const claim& which) {
    return which.id + "-" + which.name;
}

// Calls `each` with every name of a folder. False: it could not be read.
template <class Each> bool names_in(int folder, Each each) {
    const int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> open{again < 0 ? nullptr : ::fdopendir(again), &::closedir};
    if (!open) return false;
    for (errno = 0;; errno = 0) { // ends with the folder
        const auto* next = ::readdir(open.get());
        if (next == nullptr) return errno == 0;
        each(std::string{next->d_name});
    }
}

// Why a file that is in the one may not go into the other; empty: it may.
std::string objection(const descriptor& from, const descriptor& into) {
    struct stat one{};
    struct stat other{};
    if (::fstat(from.get(), &one) != 0 || ::fstat(into.get(), &other) != 0) return words(errno);
    if (one.st_dev != other.st_dev)
        return "it must lie on the file system of the folder that is watched: a file moves whole or not at all";
    if (one.st_ino == other.st_ino) return "it is the folder that is watched: what is done with would be taken again";
    return {};
}

} // namespace

drop::drop(terms how)
    : how_{std::move(how)} {}

void drop::close() {
    from_ = {}, work_ = {}, failed_ = {}, done_ = {};
    seen_.clear(), ready_.clear(), left_over_.clear();
}

result<void, std::string> drop::open() {
    close();
    const auto& where = how_.where;
    auto from = folder(where.from, false);
    if (!from) return fail(std::move(from.error()));
    auto work = folder(where.work, true);
    if (!work) return fail(std::move(work.error()));
    auto apart = folder(where.failed, true);
    if (!apart) return fail(std::move(apart.error()));
    auto done = where.done ? folder(*where.done, true) : result<descriptor, std::string>{};
    if (!done) return fail(std::move(done.error()));
    for (const auto& [path, into] : {std::pair{&where.work, &*work}, std::pair{&where.failed, &*apart},
                                     std::pair{where.done ? &*where.done : &where.work, where.done ? &*done : &*work}})
        if (auto why = objection(*from, *into); !why.empty())
            return fail("the folder " + path->string() + " cannot be used: " + why);
    if (::flock(work->get(), LOCK_EX | LOCK_NB) != 0)
        return fail("the work folder " + where.work.string() +
                    " is in use by another input or engine: give this one a `work` of its own");
    from_ = std::move(*from), work_ = std::move(*work), failed_ = std::move(*apart), done_ = std::move(*done);
    return find_left_over();
}

result<void, std::string> drop::find_left_over() {
    const bool read = names_in(work_.get(), [&](const std::string& name) {
        struct stat about{};
        if (name.size() < id_length + 2 || name[id_length] != '-') return;
        if (::fstatat(work_.get(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(about.st_mode)) return;
        left_over_.push_back({name.substr(0, id_length), name.substr(id_length + 1), shape_of(about)});
    });
    if (!read) return failed("the folder " + how_.where.work.string() + " cannot be read");
    // The life that claimed them may have ended before its claim was on the disk.
    if (!left_over_.empty()) return sync_claims();
    return {};
}

// A power cut could bring a file back as one that nobody has taken.
result<void, std::string> drop::sync_claims() const {
    if (::fsync(work_.get()) == 0 && ::fsync(from_.get()) == 0) return {};
    return failed("the folder " + how_.where.work.string() + " cannot be synced");
}

result<std::optional<claim>, std::string> drop::next(steady_time now) {
    if (!left_over_.empty()) {
        auto first = std::move(left_over_.front());
        left_over_.pop_front();
        return first;
    }
    if (ready_.empty())
        if (auto looked = look(now); !looked) return fail(std::move(looked.error()));
    if (ready_.empty()) return std::nullopt;
    const auto name = std::move(ready_.front());
    ready_.pop_front();
    const auto known = seen_.extract(name);
    // Written to since, or gone: those behind it wait for another look, so that none overtakes it.
    if (known.empty() || shape_in(name) != known.mapped().as) {
        ready_.clear();
        return std::nullopt;
    }
    return take(name);
}

bool drop::wanted(const std::string& name) const {
    return !unfinished(name) && ::fnmatch(how_.pattern.c_str(), name.c_str(), FNM_PERIOD) == 0;
}

std::optional<shape> drop::shape_in(const std::string& name) const {
    struct stat about{};
    if (::fstatat(from_.get(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(about.st_mode))
        return std::nullopt;
    return shape_of(about);
}

// Quiet is what has kept its size and its time for `settle`, by our clock: the writer's may be another.
result<void, std::string> drop::look(steady_time now) {
    std::vector<entry> found;
    const auto keep_first = [&found] {
        if (found.size() <= most_names) return;
        std::ranges::nth_element(found, found.begin() + most_names);
        found.resize(most_names);
    };
    const bool read = names_in(from_.get(), [&](std::string name) {
        if (!wanted(name)) return;
        const auto as = how_.in == order::time ? shape_in(name) : std::optional{shape{}};
        if (!as) return;
        found.push_back({as->changed_ns, std::move(name)});
        if (found.size() >= 2 * most_names) keep_first();
    });
    if (!read) return failed("the folder " + how_.where.from.string() + " cannot be read");
    keep_first();
    std::ranges::sort(found);

    std::map<std::string, seen> now_there;
    bool all_quiet = true;
    for (auto& each : found) {
        const auto as = shape_in(each.name);
        if (!as) continue;
        const auto before = seen_.find(each.name);
        const bool unchanged = before != seen_.end() && before->second.as == *as;
        const auto since = unchanged ? before->second.since : now;
        all_quiet = all_quiet && now - since >= how_.settle;
        if (all_quiet) ready_.push_back(each.name);
        now_there.emplace(std::move(each.name), seen{*as, since});
    }
    seen_ = std::move(now_there);
    return {};
}

result<std::optional<claim>, std::string> drop::take(const std::string& name) {
    claim made{intake::fresh_control_id(), name, {}};
    const bool too_long = name.size() > longest_name;
    if (too_long) made.name = name.substr(name.size() - longest_name);
    const auto as = in_work(made);
    if (::renameat(from_.get(), name.c_str(), work_.get(), as.c_str()) != 0) {
        if (errno == ENOENT) return std::nullopt; // another engine was faster
        return failed("a file of " + how_.where.from.string() + " cannot be moved into the work folder");
    }
    struct stat about{};
    auto claimed = ::fstatat(work_.get(), as.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0
                       ? sync_claims()
                       : failed("a file in " + how_.where.work.string() + " cannot be looked at");
    made.as = shape_of(about);
    if (claimed) return made;
    left_over_.push_back(std::move(made)); // it is ours, and is tried again
    return fail(std::move(claimed.error()));
}

result<content, std::string> drop::read(const claim& which, std::uint64_t most) const {
    const auto trouble = [this]() -> result<content, std::string> {
        if (!is_of_the_file(errno)) return failed("a file in " + how_.where.work.string() + " cannot be read");
        return content{content::kind::unreadable, {}, {}, words(errno)};
    };
    const descriptor file{
        ::openat(work_.get(), in_work(which).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    struct stat before{};
    if (!file || ::fstat(file.get(), &before) != 0) return trouble();
    if (!S_ISREG(before.st_mode)) return content{content::kind::unreadable, {}, {}, "it is no file of bytes"};
    content made;
    made.as = shape_of(before);
    const auto size = made.as.size;
    if (size > most) {
        made.what = content::kind::too_long;
        return made;
    }
    made.bytes.resize(size);
    std::size_t got = 0;
    while (got < size) { // each round reads something or ends
        const auto n = ::read(file.get(), made.bytes.data() + got, size - got);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return trouble();
        if (n == 0) break;
        got += static_cast<std::size_t>(n);
    }
    struct stat after{};
    if (::fstat(file.get(), &after) != 0) return trouble();
    if (got != size || made.as != shape_of(after) || made.as != which.as)
        return content{content::kind::changing, {}, shape_of(after)};
    // What its sender left in the system's memory is on the disk before the first message of it counts.
    if (::fsync(file.get()) != 0) return failed("a file in " + how_.where.work.string() + " cannot be synced");
    return made;
}

result<void, std::string> drop::finish(const claim& which) const {
    const auto from = in_work(which);
    if (how_.where.done) {
        // A name that is taken there keeps its file: this one goes beside it.
        if (runtime::rename_to_free(work_.get(), from, done_.get(), which.name) != 0 &&
            (errno != EEXIST || runtime::rename_to_free(work_.get(), from, done_.get(), from) != 0) && errno != ENOENT)
            return failed("a file cannot be moved into " + how_.where.done->string());
        if (::fsync(done_.get()) != 0) return failed("the folder " + how_.where.done->string() + " cannot be synced");
    } else if (::unlinkat(work_.get(), from.c_str(), 0) != 0 && errno != ENOENT) {
        return failed("a file in " + how_.where.work.string() + " cannot be deleted");
    }
    if (::fsync(work_.get()) != 0) return failed("the folder " + how_.where.work.string() + " cannot be synced");
    return {};
}

result<void, std::string> drop::set_aside(const claim& which) const {
    const auto name = in_work(which);
    if (runtime::rename_to_free(work_.get(), name, failed_.get(), name) != 0 && errno != ENOENT)
        return failed("a file cannot be moved into " + how_.where.failed.string());
    if (::fsync(failed_.get()) != 0 || ::fsync(work_.get()) != 0)
        return failed("the folder " + how_.where.failed.string() + " cannot be synced");
    return {};
}

} // namespace vagus::listen::file
