// One thread that writes all that waits as one SQLite transaction: group commit, fsynced (WAL, synchronous=FULL).
#pragma once

#include <boost/asio/io_context.hpp>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct sqlite3;

namespace road {

using io = boost::asio::io_context;
using shared_bytes = std::shared_ptr<const std::string>;
using task = std::move_only_function<void()>;

// Both tasks run after the commit, each on its own I/O thread.
struct accepted {
    shared_bytes frame;
    std::string control;
    io* sender = nullptr;
    task answer;
    io* lane = nullptr;
    std::move_only_function<void(std::int64_t row)> forward;
};

class writer {
  public:
    writer(const std::string& folder, std::vector<io*> homes);
    ~writer();

    // Any thread.
    void accept(accepted message);
    // Any thread; rides a later group, at most 5 ms late.
    void settle(std::int64_t row);

  private:
    struct group {
        std::vector<accepted> accepts;
        std::vector<std::int64_t> settles;
    };
    struct statements;

    void run();
    [[nodiscard]] bool take(group& next);
    void commit(group& batch);
    void hand_back(group& batch);

    sqlite3* db_ = nullptr;
    std::unique_ptr<statements> sql_;
    std::vector<io*> homes_;
    std::int64_t last_row_ = 0;
    std::mutex guard_;
    std::condition_variable wake_;
    group waiting_;
    bool stopping_ = false;
    std::jthread thread_;
};

} // namespace road
