// Sends the audit to a collector: syslog over TLS (syslog.hpp). It reads the audit's files from where it was, so that
// nothing is lost over a restart or while the collector is away; `sent` beside them says how far it has come. Syslog
// has no answers: what counts as sent is what the collector's machine has confirmed (TCP). After a connection that
// broke the last ones may come twice; the number of the entry tells. Thread rule: everything on the context's thread,
// but for status().
#pragma once

#include "base/report.hpp"
#include "engine/audit/follower.hpp"
#include "engine/audit/syslog.hpp"
#include "engine/runtime/stream.hpp"
#include "engine/runtime/task_group.hpp"
#include "engine/runtime/tls/sides.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace vagus::audit {

struct collector {
    std::string host;
    std::uint16_t port = 6514;
    std::function<tls::client_side()> secured; // asked for at each connection: certificates are renewed
    sender from;
    std::chrono::milliseconds look_every{1000};  // for what is new
    std::chrono::milliseconds first_pause{1000}; // between tries to connect; it doubles
    std::chrono::milliseconds longest_pause{60'000};
    std::chrono::milliseconds settles_after{5000}; // a connection that stood for so long after what it carried
};

struct forward_status {
    bool up = false;
    std::uint64_t sent = 0; // the last entry that the collector's machine confirmed
    std::string why;        // not up
};

class forwarder {
  public:
    // `folder` is the audit's.
    forwarder(boost::asio::io_context& context, reporter& report, std::filesystem::path folder, collector to);

    void start();
    void stop(std::function<void()> then); // what is on its way is left to the next start
    [[nodiscard]] forward_status status() const;

  private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<bool> connect();
    boost::asio::awaitable<bool> send(const std::vector<read_line>& batch);
    boost::asio::awaitable<bool> confirmed();
    [[nodiscard]] bool still_up();
    boost::asio::awaitable<void> wait(std::chrono::milliseconds span);
    void went_down(const std::string& why);
    void confirm(std::uint64_t sent);
    void settle(std::chrono::steady_clock::time_point up_to);

    reporter& report_;
    std::filesystem::path folder_;
    collector to_;
    runtime::stream peer_;
    boost::asio::steady_timer timer_;
    runtime::task_group tasks_;
    std::optional<follower> lines_;
    std::chrono::milliseconds pause_;
    bool stopping_ = false;
    struct confirmed_batch {
        std::chrono::steady_clock::time_point at;
        std::uint64_t last = 0;
    };
    std::deque<confirmed_batch> unsettled_; // unsettled_at_most
    std::uint64_t settled_ = 0;             // where to begin again
    mutable std::mutex guard_;
    forward_status status_;
};

} // namespace vagus::audit
