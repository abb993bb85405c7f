// What a port and its connections are limited to, whatever is spoken on them.
#pragma once

#include "config/fields.hpp"
#include "engine/runtime/tls/terms.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace vagus::listen {

struct port_terms {
    config::endpoint listen;
    std::int64_t max_connections = 1024;
    std::optional<config::duration> stale_after; // nothing: never
    config::duration idle_timeout{std::chrono::hours{1}};
    config::duration write_timeout{std::chrono::seconds{30}};
    std::optional<vagus::tls::input_terms> tls;
};
[[nodiscard]] const config::fields<port_terms>& port_fields();

} // namespace vagus::listen
