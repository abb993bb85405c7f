// The composition root: builds every part in order, starts them, stops them in the reverse order.
// Source: architecture sections 4 (threads) and 7 (stop).
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/admin/outputs.hpp"
#include "engine/admin/server.hpp"
#include "engine/app/admin_port.hpp"
#include "engine/app/alerting.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/file_watch.hpp"
#include "engine/app/monitoring.hpp"
#include "engine/app/reloading.hpp"
#include "engine/app/running_inputs.hpp"
#include "engine/app/running_outputs.hpp"
#include "engine/deliver/calls.hpp"
#include "engine/intake/budget.hpp"
#include "engine/intake/intake.hpp"
#include "engine/intake/mailbox.hpp"
#include "engine/queue/output_queue.hpp"
#include "engine/runtime/io_pool.hpp"
#include "engine/runtime/task_group.hpp"
#include "engine/runtime/tls/profiles.hpp"
#include "engine/store/store.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace vagus::app {

struct start_failure {
    std::optional<store::trouble> store; // nothing: a port, a certificate
    std::string text;
};

class engine {
  public:
    // Everything given outlives the engine.
    engine(configuration what, const clock& time, reporter& report, store::disk& on = store::system_disk());
    ~engine(); // after stop(), or for a start that failed

    // Every listener is bound when this returns; all that cannot be bound is said at once.
    [[nodiscard]] result<void, start_failure> start(std::function<void(const store::store_error&)> undecided);
    // No new bytes; whoever sent a message gets its answer; what is in hand settles; the store closes last.
    // `then` runs once, on any thread; nothing of the engine runs after it but the threads that finish() ends.
    void stop(std::function<void()> then);
    // Reads the certificates again, whether their files have changed or not. Any thread, like the next.
    void renew_certificates();
    // Goes on with what the files on disk say now, where that can be done; the log says what came of it.
    void reload(std::string by);
    // And does so from now on whenever they change. Any thread, after start().
    void watch_files();
    // Ends the threads. From the thread that called start().
    void finish();

  private:
    void tell_of_messages_without_output();
    void add_verbs();
    [[nodiscard]] result<void, start_failure> open_store();
    [[nodiscard]] result<void, start_failure> build();
    // What answers of an output bring with them, into inputs that have them as messages; empty: nothing.
    [[nodiscard]] queue::brought_by brought_by(const std::string& output) const;
    // Outputs that carry its answers to senders, by their numbers in the store.
    [[nodiscard]] std::set<std::uint32_t> carriers_of(const std::string& output) const;
    // Asks the output on its thread; answers on `box`'s.
    void withdraw(std::uint32_t number, store::delivery_ref at, store::mailbox& box,
                  std::move_only_function<void(bool)> done);
    [[nodiscard]] result<void, start_failure> bind();
    [[nodiscard]] boost::asio::awaitable<void> watch_certificates();
    [[nodiscard]] boost::asio::awaitable<void> watch_fragments();
    [[nodiscard]] boost::asio::awaitable<void> watch_unanswered();
    [[nodiscard]] boost::asio::awaitable<boost::json::object> status();

    const std::shared_ptr<const configuration> what_; // that it was started with
    const std::filesystem::path folder_;
    const clock& clock_;
    reporter& report_;
    store::disk& disk_;
    const std::chrono::steady_clock::time_point began_;
    const std::int64_t began_wall_us_;
    std::uint64_t statuses_ = 0; // asked for so far

    tls::profiles certificates_;

    // Declared in the order they are built; destroyed in reverse. Mailboxes and threads outlive the store that posts to
    // them.
    runtime::io_thread admin_thread_; // outlives the others: what its tasks have asked them may be left in their queues
    runtime::io_pool sessions_;
    runtime::io_pool lanes_;  // a lane's next message must not wait for a round over all sessions
    runtime::io_thread slow_; // what people ask that takes files, passwords or rules
    std::vector<std::unique_ptr<intake::io_mailbox>> boxes_;
    std::vector<std::unique_ptr<intake::io_mailbox>> lane_boxes_;
    std::unique_ptr<intake::io_mailbox> admin_box_;
    std::unique_ptr<store::store> store_;
    intake::budget in_flight_;
    std::unique_ptr<deliver::calls> calls_;
    std::unique_ptr<intake::intake> intake_;
    std::unique_ptr<running_outputs> outputs_;
    std::unique_ptr<running_inputs> inputs_;
    std::map<std::string, std::vector<listen::receiver*>> answers_; // of an output; inputs that have them as messages
    std::unique_ptr<reloading> reloading_;
    std::unique_ptr<auditing> audit_;
    std::map<std::string, admin::verb> verbs_;
    std::unique_ptr<admin::server> admin_;
    std::unique_ptr<alerting> alerting_;
    monitoring monitoring_;
    std::unique_ptr<admin_port> port_; // null: no site.admin
    file_watch files_;
    runtime::task_group watching_;
};

} // namespace vagus::app
