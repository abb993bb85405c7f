#include "engine/app/site_monitoring.hpp"

namespace vagus::app {

const config::fields<metrics_site>& metrics_fields() {
    static const auto stated =
        config::fields<metrics_site>{"metrics", "Metrics for Prometheus and health for probes, without login."}
            .required("listen", &metrics_site::listen, config::maybe(config::address()),
                      "Address and port of `/metrics`, `/livez`, `/readyz`, `/startupz` and `/health`, such as "
                      "127.0.0.1:9464. They "
                      "show names of the configuration and numbers, never patient data.");
    return stated;
}

} // namespace vagus::app
