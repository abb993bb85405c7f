#include "engine/app/file_watch.hpp"

#include "engine/runtime/pause.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace vagus::app {
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t seen = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;
constexpr std::size_t events_bytes = 16U << 10U; // read at once; one has up to 272

// Kubernetes puts a new state in place by renaming this link.
constexpr std::string_view kubernetes_link = "..data";

bool may_be_yaml(const std::string& name) {
    return name.ends_with(".yaml") || name.ends_with(".yml") || name == kubernetes_link;
}

} // namespace

file_watch::file_watch(asio::io_context& context, reporter& report)
    : events_{context}
    , timer_{context}
    , report_{report} {}

asio::awaitable<void> file_watch::run(fs::path folder, std::function<std::vector<std::string>()> files,
                                      std::function<bool()> late, std::function<void()> changed) {
    if (auto opened = open(); !opened) {
        report_(config_unwatched{opened.error()});
        co_return;
    }
    look_at(folder, files());
    for (bool ours = late();; ours = take()) {
        if (ours) {
            co_await settle();
            changed();
            look_at(folder, files());
        }
        if (!co_await readable()) co_return;
    }
}

result<void, std::string> file_watch::open() {
    const int made = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (made < 0) return fail("inotify: " + std::generic_category().message(errno));
    events_.assign(made);
    return {};
}

// A folder that is watched already keeps its number.
void file_watch::look_at(const fs::path& folder, const std::vector<std::string>& files) {
    names_ = {files.begin(), files.end()};
    std::set<fs::path> below{fs::path{}};
    for (const auto& file : files) below.insert(fs::path{file}.parent_path());
    for (const auto& each : below) {
        const int number = ::inotify_add_watch(events_.native_handle(), (folder / each).c_str(), seen);
        if (number >= 0)
            folders_[number] = each;
        else
            report_(config_unwatched{(folder / each).string() + ": " + std::generic_category().message(errno)});
    }
}

asio::awaitable<bool> file_watch::readable() {
    const auto [failed] =
        co_await events_.async_wait(asio::posix::stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
    co_return !failed;
}

// Whether something of the configuration is among what there is to read.
bool file_watch::take() {
    bool ours = false;
    alignas(inotify_event) std::array<char, events_bytes> bytes{};
    for (;;) { // a read a turn, until there is no more
        const auto got = ::read(events_.native_handle(), bytes.data(), bytes.size());
        if (got <= 0) return ours;
        for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, bytes.data() + at, sizeof event);
            const std::string name = event.len == 0 ? std::string{} : std::string{bytes.data() + at + sizeof event};
            at += sizeof event + event.len;
            const auto where = folders_.find(event.wd);
            const bool lost = (event.mask & IN_Q_OVERFLOW) != 0; // anything may have changed
            ours = ours || lost || may_be_yaml(name) ||
                   (where != folders_.end() && names_.contains((where->second / name).generic_string()));
        }
    }
}

asio::awaitable<void> file_watch::settle() {
    const auto until = std::chrono::steady_clock::now() + files_settle_at_most;
    do co_await runtime::pause(timer_, files_settle);
    while (take() && std::chrono::steady_clock::now() < until);
}

} // namespace vagus::app
