// The outputs of the engine at work: opened, replaced and closed while messages flow. None is waited for: what is in
// hand when one is replaced ends first, in its own time, and the new one goes on from the disk.
// Thread rule: the thread that starts the engine, then the admin thread, where not said otherwise.
#pragma once

#include "base/clock.hpp"
#include "base/current.hpp"
#include "base/report.hpp"
#include "config/types.hpp"
#include "engine/admin/outputs.hpp"
#include "engine/deliver/output.hpp"
#include "engine/intake/mailbox.hpp"
#include "engine/observe/books.hpp"
#include "engine/queue/output_queue.hpp"
#include "engine/runtime/io_pool.hpp"
#include "engine/runtime/task_group.hpp"
#include "engine/runtime/tls/profiles.hpp"
#include "engine/store/store.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace vagus::app {

class running_outputs {
  public:
    // All of it outlives the outputs.
    struct surroundings {
        store::store& store;
        runtime::io_pool& lanes;
        std::vector<std::unique_ptr<intake::io_mailbox>>& boxes; // by thread of the lanes
        boost::asio::io_context& home;                           // of the admin thread
        const clock& time;
        reporter& report;
        const tls::profiles& certificates;
        std::filesystem::path folder;             // of the configuration
        std::shared_ptr<const zones::zone> local; // of the site; null: not stated
        observe::books& counted;
    };
    using written = config::named<std::shared_ptr<const deliver::output>>;

    explicit running_outputs(const surroundings& around);
    ~running_outputs();

    // `brings`: what its answers bring with them; empty: nothing. Nothing is sent before start(), and once the threads
    // run neither is called.
    void open(const written& what, queue::brought_by brings);
    void start();
    // Opens it where it is not there. One that was changed goes on with what is written now, once what the old one has
    // in hand has ended; one that is `kept` and has its number goes on as it is.
    void go_on_with(const written& what, bool kept);
    // All but these end once they have sent everything and `planned_for` says that nothing more can come.
    void close_others(const std::set<std::uint32_t>& but, const std::function<bool()>& planned_for);
    // No new sends; `then` runs when what was in hand has settled.
    void stop(std::function<void()> then);

    [[nodiscard]] std::size_t replaced() const { return replaced_; }
    [[nodiscard]] std::vector<admin::named_output> rows() const; // those that are not closed
    // Any thread. Null: nobody sends it just now; it may yet be opened.
    [[nodiscard]] queue::output_queue* queue_of(std::uint32_t number) const;

  private:
    struct running;
    using withdrawals = std::set<store::delivery_ref>;
    using queues = std::map<std::uint32_t, queue::output_queue*>;

    [[nodiscard]] std::size_t thread_of(const deliver::output& stated);
    [[nodiscard]] running* live(std::uint32_t number);
    running& add(const written& what, queue::brought_by brings);
    [[nodiscard]] std::unique_ptr<queue::output_queue> make(running& one); // on its thread, once threads run
    // `withdrawn`: what its predecessor handed over.
    void open_there(const written& what, std::function<bool()> planned_for, withdrawals withdrawn);
    void opened(running& one);
    void close(running& one);
    [[nodiscard]] boost::asio::awaitable<void> drain(running& one);
    void leave(running& one);
    void left(running& one);
    void publish();
    [[nodiscard]] bool all_gone() const;

    surroundings around_;
    std::map<std::string, std::size_t> shared_threads_; // of outputs that share
    std::list<running> all_;
    std::size_t replaced_ = 0;
    runtime::task_group tasks_;
    std::function<void()> stopped_;
    current<queues> queues_;
};

} // namespace vagus::app
