#include "engine/audit/trail.hpp"

#include "engine/audit/words.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace vagus::audit {
namespace {

struct broken : std::runtime_error {
    broken()
        : std::runtime_error{"the audit could not be brought to the disk; start the engine anew, which reads what is "
                             "there, once the disk is well"} {}
};

[[noreturn]] void fail_with(int code, const std::filesystem::path& file) {
    throw std::system_error{code, std::generic_category(), file.string()};
}

runtime::descriptor open_file(const std::filesystem::path& path, int flags) {
    runtime::descriptor opened{::open(path.c_str(), flags | O_CLOEXEC, 0600)};
    if (!opened) fail_with(errno, path);
    return opened;
}

std::string words_of(const std::exception& what) {
    const auto* system = dynamic_cast<const std::system_error*>(&what);
    if (system != nullptr && (system->code().value() == ENOSPC || system->code().value() == EDQUOT))
        return "no space is left on the disk of the audit: what cannot be written down is not done";
    return std::string{"the audit cannot be written: "} + what.what();
}

// The engine's own entries.
entry of_engine(std::string_view what, std::vector<std::pair<std::string, std::string>> about) {
    return {0, 0, "vagus", "", std::string{what}, std::move(about), "", "", "ok"};
}

// What a file ends with.
struct tail {
    std::size_t whole = 0; // bytes of lines that are whole
    std::string torn;      // after them
    std::optional<read_line> last;
};
tail tail_of(const std::string& bytes) {
    tail found;
    found.whole = bytes.rfind('\n') + 1; // 0 when there is none
    found.torn = bytes.substr(found.whole);
    if (found.whole == 0) return found;
    const auto before = found.whole == 1 ? std::string::npos : bytes.rfind('\n', found.whole - 2);
    const auto begin = before == std::string::npos ? 0 : before + 1;
    found.last = read(std::string_view{bytes}.substr(begin, found.whole - 1 - begin));
    return found;
}

} // namespace

calls calls::of_system() {
    return {[](int file, const char* bytes, std::size_t size) { return ::write(file, bytes, size); },
            [](int file) { return ::fdatasync(file); }, [](int folder) { return ::fsync(folder); }};
}

result<std::unique_ptr<trail>, std::string> trail::open(const std::filesystem::path& store_folder, const clock& time,
                                                        terms how) {
    try {
        std::unique_ptr<trail> made{new trail{store_folder / folder_name, time, std::move(how)}};
        made->go_on();
        made->sync_up_to_now();
        made->notes_ = std::jthread{[all = made.get()](const std::stop_token& stop) { all->sync_notes(stop); }};
        return made;
    } catch (const std::exception& wrong) {
        return fail(words_of(wrong));
    }
}

trail::trail(std::filesystem::path folder, const clock& time, terms how)
    : folder_{std::move(folder)}
    , time_{time}
    , how_{std::move(how)} {
    std::filesystem::create_directories(folder_);
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
}

trail::~trail() {
    notes_.request_stop();
    if (notes_.joinable()) notes_.join();
    (void)sync();
}

void trail::go_on() {
    const auto promised = read_head(folder_);
    head_file_ = open_file(folder_ / "head", O_CREAT | O_WRONLY);
    sync_folder(open_file(folder_, O_RDONLY | O_DIRECTORY)); // an earlier life may not have come to it
    const auto files = files_of(folder_);
    if (!files.empty()) go_on_in(files.back());
    // The head is written after the sync of what it names: a crash cannot explain that it is ahead.
    if (promised && promised->n > last_.n) {
        const auto first = last_.n + 1;
        last_ = *promised;
        close_file();
        write(of_engine(words::lost, {{"first", std::to_string(first)}, {"last", std::to_string(promised->n)}}));
    }
    write(of_engine(words::started, {}));
}

void trail::go_on_in(const file& newest) {
    const auto bytes = read_whole(newest.path);
    const auto end = bytes ? tail_of(*bytes) : tail{};
    if (end.last) {
        last_ = {end.last->what.n, end.last->hash};
    } else if (end.whole != 0 || !bytes) {
        return; // no line of ours at its end: a new file, and the head says what is missing
    } else if (newest.first > 1) {
        // Begun and torn in its first line: the file before it has the last one.
        const auto all = files_of(folder_);
        if (all.size() > 1)
            if (const auto before = read_whole(all[all.size() - 2].path))
                if (const auto last = tail_of(*before).last) last_ = {last->what.n, last->hash};
    }
    current_ = std::make_shared<runtime::descriptor>(open_file(newest.path, O_WRONLY | O_APPEND));
    size_ = end.whole;
    if (end.torn.empty()) return;
    if (::ftruncate(current_->get(), static_cast<off_t>(size_)) != 0) fail_with(errno, newest.path);
    write(of_engine(words::repaired, {{"bytes", std::to_string(end.torn.size())}, {"sha256", sha256(end.torn)}}));
}

void trail::close_file() {
    broken_ = broken_ || (current_ && how_.through.sync(current_->get()) != 0);
    if (broken_) throw broken{};
    current_.reset();
}

void trail::begin_file() {
    close_file();
    // Before the file is made: one whose name nobody could sync must not be gone on in.
    const auto folder = open_file(folder_, O_RDONLY | O_DIRECTORY);
    const auto path = file_from(folder_, last_.n + 1);
    current_ = std::make_shared<runtime::descriptor>(open_file(path, O_CREAT | O_EXCL | O_WRONLY | O_APPEND));
    size_ = 0;
    // Room for a day on which the disk is full. Where it cannot be set aside there is none, as without it.
    (void)::fallocate(current_->get(), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(how_.file_size));
    sync_folder(folder);
}

// As with a file: a second sync that works would not say that a name in it is safe.
void trail::sync_folder(const runtime::descriptor& folder) {
    broken_ = how_.through.sync_folder(folder.get()) != 0;
    if (broken_) throw broken{};
}

void trail::write(entry what) {
    if (broken_) throw broken{};
    if (!current_ || size_ >= how_.file_size) begin_file();
    what.n = last_.n + 1;
    what.at = time_.wall();
    auto made = written(what, last_.hash);
    write_all(made.text);
    size_ += made.text.size();
    last_ = {what.n, std::move(made.hash)};
}

void trail::write_all(const std::string& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto size = how_.through.write(current_->get(), bytes.data() + done, bytes.size() - done);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) {
            const int why = size == 0 ? ENOSPC : errno;
            // Half a line must not stand before the next one.
            if (done > 0 && ::ftruncate(current_->get(), static_cast<off_t>(size_)) != 0) broken_ = true;
            fail_with(why, folder_);
        }
        done += static_cast<std::size_t>(size);
    }
}

result<std::uint64_t, std::string> trail::note(entry what) {
    try {
        std::lock_guard hold{appending_};
        write(std::move(what));
        notes_wait_ = true;
        noted_.notify_one();
        return last_.n;
    } catch (const std::exception& wrong) {
        return fail(words_of(wrong));
    }
}

result<std::uint64_t, std::string> trail::record(entry what) {
    const auto n = note(std::move(what));
    if (!n) return n;
    if (const auto safe = sync(); !safe) return fail(safe.error());
    return n;
}

result<void, std::string> trail::sync() {
    try {
        sync_up_to_now();
        return {};
    } catch (const std::exception& wrong) {
        return fail(words_of(wrong));
    }
}

// A sync that fails is found by the next who records.
void trail::sync_notes(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::unique_lock hold{appending_};
        noted_.wait(hold, stop, [this] { return notes_wait_; });
        noted_.wait_for(hold, stop, how_.notes_within, [] { return false; });
        notes_wait_ = false;
        hold.unlock();
        (void)sync();
    }
}

void trail::sync_up_to_now() {
    std::unique_lock appending{appending_};
    const auto wanted = last_.n;
    appending.unlock();
    std::lock_guard hold{syncing_};
    if (synced_ >= wanted && wanted != 0) return; // somebody else's sync was ours too
    appending.lock();
    if (broken_) throw broken{};
    const auto now = last_;
    const auto open = current_;
    appending.unlock();
    const bool failed = open && how_.through.sync(open->get()) != 0;
    // The kernel may have dropped what it could not write, and a second sync would not say so: not this one either
    // where the file was closed meanwhile.
    appending.lock();
    broken_ = broken_ || failed;
    if (broken_) throw broken{};
    appending.unlock();
    synced_ = now.n;
    write_head(now);
}

// Not synced: it may be behind after a loss of power, and is never ahead of the entries.
void trail::write_head(const head& what) {
    const auto text = head_text(what);
    (void)::pwrite(head_file_.get(), text.data(), text.size(), 0);
}

head trail::last() const {
    std::lock_guard hold{appending_};
    return last_;
}

} // namespace vagus::audit
