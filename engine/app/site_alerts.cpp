#include "engine/app/site_alerts.hpp"

#include <algorithm>

namespace vagus::app {

using namespace std::chrono_literals;
using security = alerts::mailbox::security;

namespace {

constexpr std::size_t most_sinks = 8; // each has a thread

// As far as it must be right to be sent: somebody, at some place, in one line of visible characters.
config::type<std::string> mail_address() {
    static constexpr auto words = "an e-mail address such as integration@example.org";
    return {
        .read =
            [](const config::node& value, config::reading& context, std::string& into) {
                if (!config::text().read(value, context, into)) return false;
                const auto at = into.find('@');
                const bool good =
                    at != std::string::npos && at > 0 && at + 1 < into.size() && into.size() <= 254 &&
                    into.find('@', at + 1) == std::string::npos &&
                    std::ranges::all_of(into, [](char c) { return c > ' ' && c < 0x7F && c != '<' && c != '>'; });
                return good || config::wrong_value(value, context, words);
            },
        .show = [](const std::string& value) { return value; },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

void check_sink(const alert_sink& read, const config::node& map, config::reading& context) {
    if (read.webhook.has_value() == read.email.empty()) return; // one of the two
    context.found.error(map.at, "VG3140",
                        "a notice goes to a webhook or to an e-mail address, one for each entry of `send`",
                        "try: - { webhook: https://pager.example.org/hook }, and - { email: integration@example.org }");
}

void check_alerts(const alerts_site& read, const config::node& map, config::reading& context) {
    const auto* sends = map.find("send");
    const auto at = sends != nullptr ? sends->key_at : map.at;
    if (read.send.size() > most_sinks)
        context.found.error(at, "VG3142", "notices go to at most " + std::to_string(most_sinks) + " places",
                            "let a mailing list or a webhook spread them");
    const bool mails = std::ranges::any_of(read.send, [](const auto& each) { return !each.email.empty(); });
    if (mails && !read.smtp)
        context.found.error(at, "VG3141", "`email` needs a mail server, and `smtp` names none",
                            "try: smtp: { server: smtp.example.org:587, from: vagus@example.org }");
}

} // namespace

const config::fields<smtp_site>& smtp_fields() {
    static const auto stated =
        config::fields<smtp_site>{"smtp", "The server that takes mail of ours."}
            .required("server", &smtp_site::server, config::address(), "Host and port, such as smtp.example.org:587.")
            .required("from", &smtp_site::from, mail_address(), "Whom the mails are from.")
            .optional(
                "tls", &smtp_site::tls,
                config::choice<security>(
                    {{"starttls", security::starttls}, {"tls", security::tls}, {"none", security::plain}}),
                "`starttls` (port 587), `tls` from the first byte (465), or `none`. The machine's authorities are "
                "believed.")
            .optional("user", &smtp_site::user, config::text(), "Who logs in; without it nobody does.")
            .optional("password", &smtp_site::password, config::text(), "With which; `${file:PATH}` brings it in.");
    return stated;
}

const config::fields<alert_sink>& alert_sink_fields() {
    static const auto stated =
        config::fields<alert_sink>{"notice", "One place that is told of alerts."}
            .optional("webhook", &alert_sink::webhook, config::maybe(deliver::web_url()),
                      "Gets each notice as JSON by POST, and answers 2xx.")
            .optional("email", &alert_sink::email, mail_address(), "Gets each notice as mail; needs `smtp`.")
            .check(check_sink);
    return stated;
}

const config::fields<quiet_hours>& quiet_fields() {
    static const auto stated =
        config::fields<quiet_hours>{"quiet", "Hours in which an input may be silent."}
            .optional("rule", &quiet_hours::rule,
                      config::choice<alerts::rule>({{"feed_silent", alerts::rule::feed_silent}}),
                      "The alert that is not one then.")
            .required("input", &quiet_hours::input, config::with_place(config::name()), "Whose silence it is.")
            .required("between", &quiet_hours::between, queue::hours_type(),
                      "Hours in `site.timezone`, such as 22:00-06:00. Silence counts from their end.");
    return stated;
}

const config::fields<alerts_site>& alerts_fields() {
    static const auto stated =
        config::fields<alerts_site>{"alerts", "Who is told when something is wrong, and when."}
            .optional("send", &alerts_site::send, config::list(config::object(alert_sink_fields)),
                      "Who is told: once when an alert begins, once when it ends. Nobody: `vagus alerts` shows them.")
            .optional("smtp", &alerts_site::smtp, config::maybe(config::object(smtp_fields)),
                      "The server that takes mail of ours.")
            .optional("quiet", &alerts_site::quiet, config::list(config::object(quiet_fields)),
                      "Hours in which an input may be silent.")
            .optional("remind", &alerts_site::remind, config::time_span(1min, 24h * 7),
                      "So long after a notice an alert that lasts is told again.")
            .check(check_alerts);
    return stated;
}

bool is_quiet(const alerts_site& stated, const std::string& input, const zones::zone& local, wall_us now) {
    return std::ranges::any_of(stated.quiet, [&](const quiet_hours& each) {
        return each.input.value == input && queue::is_open(each.between, local, now);
    });
}

std::vector<alerts::address> addresses_of(const alerts_site& stated) {
    std::vector<alerts::address> all;
    for (const auto& each : stated.send) {
        if (each.webhook) {
            all.emplace_back(alerts::webhook{to_text(each.webhook->server) + each.webhook->target});
            continue;
        }
        const auto& smtp = *stated.smtp;
        all.emplace_back(alerts::mailbox{smtp.server.host + ":" + std::to_string(smtp.server.port), smtp.tls, smtp.from,
                                         each.email, smtp.user, smtp.password});
    }
    return all;
}

} // namespace vagus::app
