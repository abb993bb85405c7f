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

const config::fields<traces_site>& traces_fields() {
    static const auto stated =
        config::fields<traces_site>{"traces", "One OpenTelemetry trace a message, without field values."}
            .required("endpoint", &traces_site::endpoint, deliver::web_url(),
                      "Takes OTLP over HTTP as JSON, such as http://collector.example.org:4318/v1/traces.")
            .optional("sample", &traces_site::sample, config::percent(0.0001, 1),
                      "Share of the messages that are traced, each with all that becomes of it.");
    return stated;
}

} // namespace vagus::app
