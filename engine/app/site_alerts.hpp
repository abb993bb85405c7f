// `site.alerts`: who is told when something is wrong.
#pragma once

#include "config/fields.hpp"
#include "engine/alerts/sinks.hpp"
#include "engine/deliver/web/address.hpp"

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

struct alerts_site {
    std::vector<alert_sink> send; // empty: nobody is told; people see them all the same
    std::optional<smtp_site> smtp;
    config::duration remind{std::chrono::hours{4}};
};
[[nodiscard]] const config::fields<alerts_site>& alerts_fields();

[[nodiscard]] std::vector<alerts::address> addresses_of(const alerts_site& stated);

} // namespace vagus::app
