// `site:`, the settings of one installation: where messages are kept and for how long, its zone and its secrets.
#pragma once

#include "config/fields.hpp"
#include "engine/app/site_admin.hpp"
#include "engine/app/site_alerts.hpp"
#include "engine/app/site_audit.hpp"
#include "engine/app/site_monitoring.hpp"
#include "engine/observe/log.hpp"
#include "engine/store/store_key.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {

struct store_site {
    std::string path = ".vagus/store"; // relative to the configuration folder
    std::uint64_t segment_size = std::uint64_t{1} << 30U;
    config::duration segment_age{std::chrono::hours{24}};
    std::uint64_t stop_inputs_below = std::uint64_t{1} << 30U;
    std::optional<store::store_key> encrypt_key; // nothing: its files are plain
};

struct log_site {
    severity level = severity::info;
    observe::log_form format = observe::log_form::json;
};

struct retention_site {
    std::optional<config::duration> bodies;      // nothing: for ever
    std::optional<config::duration> dead_letter; // likewise
    std::optional<config::duration> index;       // nothing: as long as the segment
};

struct site {
    std::string name = "vagus";
    std::string timezone; // empty: not stated
    std::vector<config::named<std::string>> secrets;
    store_site store;
    retention_site retention;
    std::uint64_t in_flight = std::uint64_t{256} << 20U;
    log_site log;
    std::optional<admin_site> admin; // nothing: no dashboard
    phi_site phi;
    std::vector<config::located<path::path>> index; // empty: nothing to search by
    audit_site audit;
    metrics_site metrics;
    std::optional<traces_site> traces; // nothing: none
    alerts_site alerts;
};

[[nodiscard]] const config::fields<site>& site_fields();
[[nodiscard]] const config::fields<store_site>& store_fields();
[[nodiscard]] const config::fields<retention_site>& retention_fields();
[[nodiscard]] const config::fields<log_site>& log_fields();

} // namespace vagus::app
