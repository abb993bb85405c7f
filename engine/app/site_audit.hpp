// `site.audit`: where the audit goes besides its files.
#pragma once

#include "config/fields.hpp"
#include "engine/runtime/tls/terms.hpp"

#include <optional>

namespace vagus::app {

struct syslog_site {
    config::endpoint to;
    tls::output_terms tls;
};

struct audit_site {
    std::optional<syslog_site> syslog;
};

[[nodiscard]] const config::fields<audit_site>& audit_fields();
[[nodiscard]] const config::fields<syslog_site>& syslog_fields();

} // namespace vagus::app
