// `site.alerts`: who is told when something is wrong.
#pragma once

#include "config/fields.hpp"
#include "engine/alerts/sinks.hpp"
#include "engine/deliver/web/address.hpp"
#include "engine/queue/hours.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {

struct smtp_site {
    config::endpoint server;
    std::string from;
    alerts::mailbox::security tls = alerts::mailbox::security::starttls;
    std::string user; // "": nobody logs in
    std::string password;
};
[[nodiscard]] const config::fields<smtp_site>& smtp_fields();

struct alert_sink {
    std::optional<deliver::web_address> webhook;
    std::string email;
};
[[nodiscard]] const config::fields<alert_sink>& alert_sink_fields();

// When an input may be silent.
struct quiet_hours {
    alerts::rule rule = alerts::rule::feed_silent;
    config::located<std::string> input;
    queue::hours between;
};
[[nodiscard]] const config::fields<quiet_hours>& quiet_fields();

struct alerts_site {
    std::vector<alert_sink> send; // empty: nobody is told; people see them all the same
    std::optional<smtp_site> smtp;
    std::vector<quiet_hours> quiet;
    config::duration remind{std::chrono::hours{4}};
};
[[nodiscard]] const config::fields<alerts_site>& alerts_fields();

// Whether silence of the input is no alert just now. `local`: of the site.
[[nodiscard]] bool is_quiet(const alerts_site& stated, const std::string& input, const zones::zone& local, wall_us now);

[[nodiscard]] std::vector<alerts::address> addresses_of(const alerts_site& stated);

} // namespace vagus::app
