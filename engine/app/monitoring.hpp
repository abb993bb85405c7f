// Looks once a second how everything stands, on the admin thread, and keeps what it saw: for metrics, health and the
// hour that people are shown. What is counted is found in its books.
#pragma once

#include "base/clock.hpp"
#include "base/current.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/app/alerting.hpp"
#include "engine/app/hours_behind.hpp"
#include "engine/app/running_inputs.hpp"
#include "engine/app/running_outputs.hpp"
#include "engine/app/site_monitoring.hpp"
#include "engine/intake/budget.hpp"
#include "engine/observe/books.hpp"
#include "engine/observe/health.hpp"
#include "engine/observe/monitor_port.hpp"
#include "engine/observe/readings.hpp"
#include "engine/runtime/io_pool.hpp"
#include "engine/runtime/tls/profiles.hpp"
#include "engine/store/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace vagus::app {

class reloading;

class monitoring {
  public:
    static constexpr std::chrono::seconds look_every{1};
    static constexpr std::chrono::seconds weigh_every{30}; // the files of the store

    // What there is to look at. All of it outlives watch() and the port.
    struct parts {
        boost::asio::io_context& home; // of the admin thread
        runtime::io_pool& sessions;
        store::store& store;
        std::filesystem::path store_folder;
        const running_inputs& inputs;
        const running_outputs& outputs;
        const reloading& config;
        const tls::profiles& certificates;
        const intake::budget& in_flight;
        alerting& alerts;
    };

    monitoring(const metrics_site& stated, const clock& time, reporter& report);
    ~monitoring();

    [[nodiscard]] observe::books& counted() { return books_; }
    // The port answers from here on, before there is anything to look at.
    [[nodiscard]] result<void, std::string> open_port();
    void watch_over(const parts& all); // before watch()
    [[nodiscard]] boost::asio::awaitable<void> watch();
    void stopping(); // any thread
    void close_port();

    // Adds what was counted of the last hour to the rows of `status`, by their name. The admin thread.
    void add_to_inputs(boost::json::array& rows) const;
    void add_to_outputs(boost::json::array& rows) const;
    void add_to_routes(boost::json::array& rows) const;
    [[nodiscard]] std::uint64_t store_bytes() const { return store_bytes_; }

  private:
    [[nodiscard]] boost::asio::awaitable<void> look();
    [[nodiscard]] boost::asio::awaitable<void> look_at_outputs(observe::readings& into) const;
    void weigh();
    void judge(const observe::readings& seen);
    [[nodiscard]] observe::monitor_reply answer(std::string_view path, std::string_view query) const;
    [[nodiscard]] std::string metrics() const;

    const clock& clock_;
    observe::books books_;
    std::optional<parts> all_;
    hours_behind hours_;
    std::map<std::string, wall_us> silent_from_; // inputs, since when they are there
    std::uint64_t store_bytes_ = 0;
    std::uint64_t capacity_ = 0;
    std::chrono::steady_clock::time_point weighed_{};

    // Shared with the port's thread.
    current<observe::readings> seen_;
    std::atomic<const store::store*> store_{nullptr};
    std::atomic<observe::life> life_{observe::life::starting};
    std::atomic<std::chrono::steady_clock::time_point> beat_;
    std::unique_ptr<observe::monitor_port> port_; // null: not wanted
};

} // namespace vagus::app
