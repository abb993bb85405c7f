// Everything behind site.admin: people and their sessions, the audit log, the API and the dashboard on one port.
// Thread rule: made and bound by the thread that starts the engine, then the admin thread.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/admin/desk.hpp"
#include "engine/admin/server.hpp"
#include "engine/app/auditing.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/reloading.hpp"
#include "engine/runtime/tls/profiles.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace vagus::app {

class admin_port {
  public:
    // All of it outlives the port.
    struct surroundings {
        boost::asio::io_context& home;
        auditing& audit;
        const std::map<std::string, admin::verb>& verbs;
        admin::desk desk;
        const reloading& running;
        const tls::profiles& certificates;
        const clock& time;
        reporter& report;
    };
    explicit admin_port(const surroundings& around);
    ~admin_port();

    // The error says which address cannot be had, or which file.
    [[nodiscard]] result<void, std::string> open();
    void start();
    void stop(std::function<void()> then); // the admin thread
    [[nodiscard]] std::string where() const;

  private:
    struct inside;
    std::unique_ptr<inside> in_;
};

} // namespace vagus::app
