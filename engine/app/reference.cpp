// docs/reference.md: every component's fields, from the declarations that load them.
#include "engine/app/configuration.hpp"
#include "engine/listen/file.hpp"
#include "engine/listen/http.hpp"
#include "engine/listen/kafka.hpp"
#include "engine/listen/mllp.hpp"
#include "engine/listen/response.hpp"
#include "routes/profile.hpp"

namespace vagus::app {

std::string reference() {
    std::string page =
        "# Reference\n\nMade by `vagus schema --docs` from the declarations that load the configuration.\n";
    auto section = [&page](const std::string& title, const std::string& summary, const std::string& table) {
        page += "\n## " + title + "\n\n" + summary + "\n\n" + table;
    };
    section("Top level", document_fields().summary(), document_fields().reference());
    section("site", site_fields().summary(), site_fields().reference());
    section("site.store", store_fields().summary(), store_fields().reference());
    section("site.retention", retention_fields().summary(), retention_fields().reference());
    section("site.log", log_fields().summary(), log_fields().reference());
    section("site.admin", admin_fields().summary(), admin_fields().reference());
    section("site.admin.auth", auth_fields().summary(), auth_fields().reference());
    section("site.admin.auth.oidc", oidc_fields().summary(), oidc_fields().reference());
    section("roles and certificates of site.admin.auth", role_names_fields().summary(),
            role_names_fields().reference());
    section("site.phi", phi_fields().summary(), phi_fields().reference());
    section("site.audit", audit_fields().summary(), audit_fields().reference());
    section("site.audit.syslog", syslog_fields().summary(), syslog_fields().reference());
    section("site.metrics", metrics_fields().summary(), metrics_fields().reference());
    section("site.traces", traces_fields().summary(), traces_fields().reference());
    section("site.alerts", alerts_fields().summary(), alerts_fields().reference());
    section("send of site.alerts", alert_sink_fields().summary(), alert_sink_fields().reference());
    section("quiet of site.alerts", quiet_fields().summary(), quiet_fields().reference());
    section("smtp of site.alerts", smtp_fields().summary(), smtp_fields().reference());
    section("tls", tls::profile_fields().summary(), tls::profile_fields().reference());
    section("tls of an input", tls::input_terms_fields().summary(), tls::input_terms_fields().reference());
    section("tls of an output", tls::output_terms_fields().summary(), tls::output_terms_fields().reference());
    for (const auto& kind : listen::input_kinds()) section("input: " + kind.key, kind.summary, kind.reference());
    section("mllp of an input", listen::mllp_listener_fields().summary(), listen::mllp_listener_fields().reference());
    section("file of an input", listen::file_folder_fields().summary(), listen::file_folder_fields().reference());
    section("http of an input", listen::http_listener_fields().summary(), listen::http_listener_fields().reference());
    section("auth of an http input", listen::http_login_fields().summary(), listen::http_login_fields().reference());
    section("kafka of an input", listen::kafka_topics_fields().summary(), listen::kafka_topics_fields().reference());
    section("response", listen::response_fields().summary(), listen::response_fields().reference());
    section("batch", listen::batch_fields().summary(), listen::batch_fields().reference());
    section("ack", intake::ack_policy_fields().summary(), intake::ack_policy_fields().reference());
    section("ack.after: delivered", intake::awaited_fields().summary(), intake::awaited_fields().reference());
    section("answer", intake::forwarded_fields().summary(), intake::forwarded_fields().reference());
    section("ack.application", intake::application_ack_fields().summary(),
            intake::application_ack_fields().reference());
    section("override of ack", intake::ack_override_fields().summary(), intake::ack_override_fields().reference());
    section("ack.codes", intake::ack_codes_fields().summary(), intake::ack_codes_fields().reference());
    section("dedup", intake::dedup_fields().summary(), intake::dedup_fields().reference());
    section("continuation", intake::continuation_fields().summary(), intake::continuation_fields().reference());
    for (const auto& kind : deliver::output_kinds()) section("output: " + kind.key, kind.summary, kind.reference());
    for (const auto& part : deliver::output_parts()) section(part.title, part.summary, part.table);
    section("retry", queue::retry_fields().summary(), queue::retry_fields().reference());
    section("alert", queue::alert_fields().summary(), queue::alert_fields().reference());
    section("dead_letter", queue::dead_letter_fields().summary(), queue::dead_letter_fields().reference());
    section("on_ack", queue::ack_rule_fields().summary(), queue::ack_rule_fields().reference());
    section("route", routes::route_fields().summary(), routes::route_fields().reference());
    for (const auto& kind : routes::step_kinds()) section("step: " + kind.key, kind.summary, kind.reference());
    section("need", routes::need_fields().summary(), routes::need_fields().reference());
    section("call", deliver::call_fields().summary(), deliver::call_fields().reference());
    section("table", "What one system calls it, and what the other does.", routes::table_reference());
    section("rule of a profile", routes::site_rule_fields().summary(), routes::site_rule_fields().reference());
    section("dictionary", routes::site_dictionary_fields().summary(), routes::site_dictionary_fields().reference());
    section("field of a segment", routes::site_field_fields().summary(), routes::site_field_fields().reference());
    section("place in a structure", routes::site_place_fields().summary(), routes::site_place_fields().reference());
    for (const auto& kind : routes::bodies::kinds()) section("body: " + kind.key, kind.summary, kind.reference());
    section("entry", "A resource of a bundle, or one for every turn of its `$for`.", routes::bodies::entry_reference());
    section("tests", routes::test_case_fields().summary(), routes::test_case_fields().reference());
    section("expect", routes::expectations_fields().summary(), routes::expectations_fields().reference());
    section("matches_file", routes::expected_file_fields().summary(), routes::expected_file_fields().reference());
    section("respond", routes::test_reply_fields().summary(), routes::test_reply_fields().reference());
    return page;
}

} // namespace vagus::app
