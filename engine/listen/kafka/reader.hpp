// The loop of a Kafka input: poll, accept, follow what becomes of it, say how far the group has come.
// Source: architecture section 5.
#pragma once

#include "engine/intake/mailbox.hpp"
#include "engine/listen/input.hpp"
#include "engine/listen/kafka/consumer.hpp"
#include "engine/listen/kafka/followed.hpp"
#include "engine/listen/kafka/offsets.hpp"
#include "engine/listen/take.hpp"
#include "engine/runtime/io_pool.hpp"
#include "engine/runtime/task_group.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::listen {
struct kafka_topics;
} // namespace vagus::listen

namespace vagus::listen::kafka {

// Asking a broker may take seconds: everything of an input is on a thread of its own.
class reader {
  public:
    reader(intake::source from, const kafka_topics& how, const surroundings& around);
    ~reader();
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;

    void start();
    // After the record in hand, and once the group knows that its partitions are free.
    void stop(std::function<void()> then);
    [[nodiscard]] std::uint64_t messages() const { return messages_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t partitions() const { return partitions_.load(std::memory_order_relaxed); }

  private:
    struct holding {
        offsets open;
        // Up to here an earlier life, or an earlier turn here, has accepted what was read: one entry of `open` stands
        // for it until all of it has come to its end.
        std::optional<std::int64_t> before;
        std::int64_t group_at = 0; // where the group was when it was assigned
    };
    [[nodiscard]] boost::asio::awaitable<void> run();
    [[nodiscard]] boost::asio::awaitable<void> converse();
    [[nodiscard]] boost::asio::awaitable<void> leave();
    [[nodiscard]] boost::asio::awaitable<void> take(record what);
    [[nodiscard]] boost::asio::awaitable<void> begin(std::vector<partition> which);
    [[nodiscard]] boost::asio::awaitable<bool> recall(message_id from);
    [[nodiscard]] boost::asio::awaitable<void> give_up(const std::vector<partition>& which);
    [[nodiscard]] boost::asio::awaitable<bool> accepted(const record& what);
    [[nodiscard]] boost::asio::awaitable<bool> follow(const origin& what, message_id message);
    void told(const store::settlement& what);
    void ended(const origin& what);
    void commit(const partition& which);
    void tell(const trouble& what);
    void keep_to_limits();
    [[nodiscard]] place place_at(std::int64_t offset) const;
    [[nodiscard]] bool stopping() const { return stopping_.load(std::memory_order_relaxed); }

    intake::source from_;
    const kafka_topics& how_;
    surroundings around_;
    vagus::kafka::properties settings_;
    runtime::io_thread thread_;
    intake::io_mailbox box_;
    runtime::task_group tasks_;
    boost::asio::steady_timer timer_;
    intake::share share_;
    std::shared_ptr<const store::watcher> ear_;
    std::unique_ptr<consumer> member_;
    std::map<partition, holding> held_;
    followed followed_;
    std::int64_t recall_ = 0;        // the newest number of one of an earlier life
    std::size_t recalled_ = 0;       // of them, of an earlier life
    std::optional<message_id> last_; // accepted
    std::string trouble_;            // as it was told last
    bool paused_ = false;
    std::atomic<bool> stopping_{false};
    std::atomic<std::uint64_t> messages_{0};
    std::atomic<std::uint64_t> partitions_{0};
};

} // namespace vagus::listen::kafka
