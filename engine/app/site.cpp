#include "engine/app/site.hpp"

#include "base/limits.hpp"
#include "config/timezone.hpp"
#include "engine/app/site_key.hpp"

namespace vagus::app {

using namespace std::chrono_literals;

namespace {

// An empty one would make hashes that anybody can make.
config::type<std::string> secret() {
    static constexpr auto words = "a text that is not empty";
    return {
        .read =
            [](const config::node& value, config::reading& context, std::string& into) {
                if (!config::text().read(value, context, into)) return false;
                return !into.empty() || config::wrong_value(value, context, words);
            },
        .show = [](const std::string&) { return std::string{}; },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

} // namespace

const config::fields<store_site>& store_fields() {
    static const auto stated =
        config::fields<store_site>{"store", "Where messages are kept."}
            .optional("path", &store_site::path, config::text(),
                      "Folder of the store; relative to the configuration folder.")
            .optional("segment_size", &store_site::segment_size, config::size(limits::MiB, 64 * limits::GiB),
                      "A segment file is sealed past this size.")
            .optional("segment_age", &store_site::segment_age, config::time_span(1min, 24h * 31),
                      "A segment file is sealed past this age.")
            .optional("stop_inputs_below", &store_site::stop_inputs_below, config::size(0, 1024 * limits::GiB),
                      "With less room than this on the store's disk inputs take no messages (`on_full`), while outputs "
                      "go on; they begin again by themselves a tenth above it.")
            .optional("encrypt_key", &store_site::encrypt_key, encrypt_key(),
                      "The key that messages are encrypted with on the disk: 32 random bytes as 64 hexadecimal digits "
                      "or as base64, from `${file:PATH}` or `${env:NAME}`. `vagus store rekey` changes it. Nothing is "
                      "said: the files are plain.");
    return stated;
}

const config::fields<retention_site>& retention_fields() {
    static const auto stated =
        config::fields<retention_site>{"retention", "How long messages are kept."}
            .optional(
                "bodies", &retention_site::bodies, config::time_span_or_never(1min, 24h * 3660),
                "So long after it was sealed a segment is reduced to messages that wait or are dead and undecided, "
                "and removed where there are none. A legal hold keeps it whole.")
            .optional("dead_letter", &retention_site::dead_letter, config::time_span_or_never(1min, 24h * 3660),
                      "A dead letter that nobody decided about for so long is discarded with its segment's time, and "
                      "`dead.expired` says so. One that holds others up (`then`) stays until a person decides.")
            .optional("index", &retention_site::index, config::maybe(config::time_span(1min, 24h * 3660)),
                      "So long after its segment was sealed it stays known what messages came and what became of them "
                      "(`vagus search`), without their bodies. Nothing is said: as long as the segment is there.");
    return stated;
}

const config::fields<log_site>& log_fields() {
    static const auto stated = config::fields<log_site>{"log", "What is written to stderr."}
                                   .optional("level", &log_site::level,
                                             config::choice<severity>({{"debug", severity::debug},
                                                                       {"info", severity::info},
                                                                       {"warn", severity::warn},
                                                                       {"error", severity::error}}),
                                             "The least severe events written; `debug` has lines for every message.")
                                   .optional("format", &log_site::format,
                                             config::choice<observe::log_form>({{"json", observe::log_form::json},
                                                                                {"text", observe::log_form::text}}),
                                             "`json` for machines, `text` for people.");
    return stated;
}

const config::fields<site>& site_fields() {
    static const auto stated =
        config::fields<site>{"site", "Settings of this installation."}
            .optional("name", &site::name, config::name(), "How this engine is called in logs and status.")
            .optional("timezone", &site::timezone, config::timezone(),
                      "Of dates and times that say no offset, where MSH-7 says none either; and of now().")
            .optional("secrets", &site::secrets, config::map_of(secret(), config::name()),
                      "What secret('NAME') is in hmac_sha256, by name; `${file:PATH}` and `${env:NAME}` bring it in.")
            .optional("store", &site::store, config::object(store_fields), "Where messages are kept.")
            .optional("retention", &site::retention, config::object(retention_fields), "How long messages are kept.")
            .optional("in_flight", &site::in_flight, config::size(limits::MiB, 64 * limits::GiB),
                      "Bytes of messages being received or not yet answered, over all inputs; above it sessions stop "
                      "reading.")
            .optional("log", &site::log, config::object(log_fields), "What is written to stderr.")
            .optional("admin", &site::admin, config::maybe(config::object(admin_fields)),
                      "The dashboard and the API that it uses; without it there is neither.")
            .optional("phi", &site::phi, config::object(phi_fields), "Who sees the values of patients.")
            .optional("audit", &site::audit, config::object(audit_fields), "Where the audit goes besides its files.")
            .optional("metrics", &site::metrics, config::object(metrics_fields),
                      "Metrics for Prometheus and health for probes; without it, none are served.")
            .optional("traces", &site::traces, config::maybe(config::object(traces_fields)),
                      "Where traces go; without it, none are made.")
            .optional("alerts", &site::alerts, config::object(alerts_fields), "Who is told when something is wrong.")
            .optional("index", &site::index, config::list_or_one(config::with_place(config::hl7_path())),
                      "Paths or aliases by whose values people find messages, such as [$mrn, $visit]. Kept as keyed "
                      "hashes; of messages that come from now on.");
    return stated;
}

} // namespace vagus::app
