// Sees that files of the configuration change, by inotify: written anew, or put in place by a rename, as editors,
// configuration management and Kubernetes do.
// Thread rule: everything on the context's thread.
#pragma once

#include "base/report.hpp"
#include "base/result.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace vagus::app {

// Files are read once nothing has changed for so long: an editor or a checkout writes more than one.
inline constexpr std::chrono::milliseconds files_settle{500};
// Where they never rest, they are read all the same after so long.
inline constexpr std::chrono::seconds files_settle_at_most{10};

// Nothing is looked at until somebody touches the files.
struct config_unwatched {
    std::string reason;
    static constexpr std::string_view name = "config.unwatched";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"reason", reason}}; }
};

class file_watch {
  public:
    file_watch(boost::asio::io_context& context, reporter& report);

    // Calls `changed` on each change of a file in `folder` that is named, or is YAML, there or in a folder below that
    // holds one of them. `files` is asked before and after each call: a change may bring other files. `late` is asked
    // once, when the watch stands: whether one has changed since they were read. Ends with its context, or when there
    // is nothing to watch with.
    [[nodiscard]] boost::asio::awaitable<void> run(std::filesystem::path folder,
                                                   std::function<std::vector<std::string>()> files,
                                                   std::function<bool()> late, std::function<void()> changed);

  private:
    [[nodiscard]] result<void, std::string> open();
    void look_at(const std::filesystem::path& folder, const std::vector<std::string>& files);
    [[nodiscard]] boost::asio::awaitable<bool> readable();
    [[nodiscard]] bool take();
    [[nodiscard]] boost::asio::awaitable<void> settle();

    boost::asio::posix::stream_descriptor events_;
    boost::asio::steady_timer timer_;
    reporter& report_;
    std::map<int, std::filesystem::path> folders_; // by inotify's number: relative, as files are named
    std::set<std::string> names_;
};

} // namespace vagus::app
