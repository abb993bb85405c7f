// The loop of a file input: look, claim a file, take its messages one by one, put it away.
#pragma once

#include "engine/listen/file/drop.hpp"
#include "engine/listen/file/progress.hpp"
#include "engine/listen/input.hpp"
#include "engine/listen/take.hpp"
#include "engine/runtime/io_pool.hpp"
#include "engine/runtime/task_group.hpp"
#include "engine/runtime/visit.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

namespace vagus::listen {
struct file_folder;
} // namespace vagus::listen

namespace vagus::listen::file {

// A disk may hang for as long as it likes: it has a thread of its own. Everything else is on one of the pool's.
class watch {
  public:
    watch(intake::source from, const file_folder& how, const surroundings& around);

    void start();
    void stop(std::function<void()> then); // after the message in hand; the file is gone on with at the next start
    [[nodiscard]] std::uint64_t messages() const { return messages_.load(std::memory_order_relaxed); }
    [[nodiscard]] const std::string& folder() const { return folder_; }

  private:
    // A step that may find its folder unusable; false: there was nothing to do.
    using step = result<bool, std::string>;
    [[nodiscard]] boost::asio::awaitable<void> run();
    [[nodiscard]] boost::asio::awaitable<step> take_next_or_say_why();
    [[nodiscard]] boost::asio::awaitable<step> take_next();
    [[nodiscard]] boost::asio::awaitable<step> work_off(claim which);
    [[nodiscard]] boost::asio::awaitable<result<content, std::string>> read_whole(claim& which);
    // False: the engine stops first.
    [[nodiscard]] boost::asio::awaitable<bool> take_message(const std::string& bytes, std::size_t beside, place& at);
    [[nodiscard]] boost::asio::awaitable<step> set_aside(claim which, std::string reason);
    [[nodiscard]] boost::asio::awaitable<bool> room_in_the_store();
    [[nodiscard]] boost::asio::awaitable<bool> room_for(std::size_t bytes);
    [[nodiscard]] bool stopping() const { return stopping_.load(std::memory_order_relaxed); }
    void say(const step& went);
    template <class What> auto on_disk(What what) { return runtime::visit(disk_.context(), std::move(what)); }

    intake::source from_;
    const file_folder& how_;
    surroundings around_;
    std::string folder_;
    std::size_t home_;
    drop drop_; // on the disk's thread
    runtime::io_thread disk_;
    runtime::task_group tasks_;
    boost::asio::steady_timer timer_;
    intake::share share_;
    bool open_ = false;
    std::string trouble_; // as it was told last; empty: none
    std::atomic<bool> stopping_{false};
    std::atomic<std::uint64_t> messages_{0};
};

} // namespace vagus::listen::file
