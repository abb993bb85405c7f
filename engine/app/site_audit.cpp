#include "engine/app/site_audit.hpp"

namespace vagus::app {

const config::fields<syslog_site>& syslog_fields() {
    static const auto stated =
        config::fields<syslog_site>{"syslog", "A collector of audit messages: syslog over TLS, as IHE ATNA asks."}
            .required("to", &syslog_site::to, config::address(), "Its host and port, such as arr.example.org:6514.")
            .optional("tls", &syslog_site::tls, config::object(tls::output_terms_fields),
                      "The certificate that we show, and what the collector must show. It is TLS in any case.");
    return stated;
}

const config::fields<audit_site>& audit_fields() {
    static const auto stated =
        config::fields<audit_site>{"audit", "Who did what: kept beside the store in any case."}.optional(
            "syslog", &audit_site::syslog, config::maybe(config::object(syslog_fields)),
            "A collector that gets every entry too.");
    return stated;
}

} // namespace vagus::app
