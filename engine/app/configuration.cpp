#include "engine/app/configuration.hpp"

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "config/revision.hpp"
#include "config/side_files.hpp"
#include "config/timezone.hpp"
#include "engine/app/ack_check.hpp"
#include "engine/app/response_check.hpp"
#include "engine/app/tls_check.hpp"
#include "engine/listen/file.hpp"
#include "engine/listen/http.hpp"
#include "engine/listen/kafka.hpp"
#include "engine/listen/mllp.hpp"
#include "engine/listen/response.hpp"
#include "parsers/zones/zone.hpp"
#include "routes/profile.hpp"
#include "routes/rejections.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace vagus::app {
namespace {

using namespace std::chrono_literals;

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
                      "go on; they begin again by themselves a tenth above it.");
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
            .optional("log", &site::log, config::object(log_fields), "What is written to stderr.");
    return stated;
}

void check_in_flight(const document& whole, const config::node& /*map*/, config::reading& context) {
    for (const auto& input : whole.inputs) {
        if (!input.value || input.value->largest_message() <= whole.site.in_flight) continue;
        context.found.add(
            {input.at, static_cast<std::uint32_t>(input.name.size()), config::level::error, "VG3103",
             "input '" + input.name + "' accepts messages longer than site.in_flight, which would never be read",
             "try: lower max_message (or half of it, max_file), or raise site.in_flight"});
    }
}

// Joining needs the fragments and what is made of them.
void check_continuation(const document& whole, const config::node& /*map*/, config::reading& context) {
    for (const auto& input : whole.inputs) {
        if (!input.value || !input.value->continuation) continue;
        if (input.value->continuation->bytes <= whole.site.in_flight / 4) continue;
        context.found.add({input.at, static_cast<std::uint32_t>(input.name.size()), config::level::error, "VG3109",
                           "input '" + input.name +
                               "' joins messages longer than a quarter of site.in_flight, which could be read "
                               "and never be joined",
                           "try: lower continuation.bytes, or raise site.in_flight"});
    }
}

// What a resend is known by goes with the segment of its first message.
void check_window(const document& whole, const config::node& /*map*/, config::reading& context) {
    const auto kept = whole.site.retention.bodies;
    for (const auto& input : whole.inputs) {
        if (!kept || !input.value || input.value->dedup.off || input.value->dedup.window <= *kept) continue;
        context.found.add({input.at, static_cast<std::uint32_t>(input.name.size()), config::level::warning, "VG3120",
                           "input '" + input.name +
                               "' knows repeats for longer than site.retention.bodies keeps messages: after a restart "
                               "what was removed is not known any more",
                           "try: raise site.retention.bodies, or lower dedup.window"});
    }
}

// A dead letter goes with the time of its segment, or later.
void check_retention(const document& whole, const config::node& map, config::reading& context) {
    const auto& kept = whole.site.retention;
    if (!kept.dead_letter || (kept.bodies && *kept.dead_letter >= *kept.bodies)) return;
    const auto* written = map.find("site");
    context.found.add({written != nullptr ? written->key_at : map.at, 4, config::level::error, "VG3121",
                       "site.retention.dead_letter is shorter than site.retention.bodies, which keeps every message "
                       "anyway",
                       "try: retention: { bodies: 14d, dead_letter: 90d }"});
}

// An index goes with its segment, or later.
void check_index(const document& whole, const config::node& map, config::reading& context) {
    const auto& kept = whole.site.retention;
    if (!kept.index || (kept.bodies && *kept.index >= *kept.bodies)) return;
    const auto* written = map.find("site");
    context.found.add({written != nullptr ? written->key_at : map.at, 4, config::level::error, "VG3122",
                       "site.retention.index is shorter than site.retention.bodies, and an index is kept at least as "
                       "long as its segment",
                       "try: retention: { bodies: 14d, index: 400d }"});
}

// Two outputs cannot have one queue.
void check_renamed(const document& whole, const config::node& /*map*/, config::reading& context) {
    std::set<std::string> taken;
    for (const auto& output : whole.outputs) {
        if (!output.value || output.value->renamed_from.value.empty()) continue;
        const auto& [old, at] = output.value->renamed_from;
        const bool there =
            std::ranges::find(whole.outputs, old, [](const auto& each) { return each.name; }) != whole.outputs.end();
        if (!there && taken.insert(old).second) continue;
        context.found.error(at, "VG3123",
                            there ? "the output '" + old + "' is still there: its queue is its own"
                                  : "two outputs were renamed from '" + old + "'",
                            "leave `renamed_from` out, or name what this output was called before");
    }
}

// Two o'clock of what zone?
// 0 is any free port; no host is every address.
void check_ports(const document& whole, const config::node& /*map*/, config::reading& context) {
    const auto every = [](const std::string& host) { return host.empty() || host == "0.0.0.0" || host == "::"; };
    std::vector<std::pair<const std::string*, const config::endpoint*>> taken;
    for (const auto& input : whole.inputs) {
        const auto* own = input.value ? input.value->listens() : nullptr;
        if (own == nullptr || own->port == 0) continue;
        for (const auto& [name, other] : taken) {
            if (other->port != own->port) continue;
            if (other->host != own->host && !every(other->host) && !every(own->host)) continue;
            context.found.error(input.at, "VG3125",
                                "'" + input.name + "' listens on port " + std::to_string(own->port) +
                                    ", and so does '" + *name + "'",
                                "give it a port of its own");
        }
        taken.emplace_back(&input.name, own);
    }
}

void check_local_time(const document& whole, const config::node& /*map*/, config::reading& context) {
    if (!whole.site.timezone.empty()) return;
    for (const auto& output : whole.outputs) {
        if (!output.value || !output.value->needs_local_time()) continue;
        context.found.add({output.at, static_cast<std::uint32_t>(output.name.size()), config::level::error, "VG3124",
                           "output '" + output.name + "' acts at a time of day, and site.timezone is not stated",
                           "try: site: { timezone: Europe/Vienna }"});
    }
}

void check_names(const document& whole, const config::node& map, config::reading& context) {
    if (whole.inputs.empty() && map.find("inputs") == nullptr)
        context.found.add({map.at, 1, config::level::error, "VG3104", "there is no input: nothing can be received",
                           "try: inputs: { adt_in: { mllp: { listen: 127.0.0.1:2575 } } }"});
}

bool answers_before_routes(const listen::input& input) {
    const auto early = [](const intake::ack_policy& ack) { return ack.when == intake::ack_policy::after::stored; };
    return early(input.promise()) || std::ranges::any_of(input.special_promises(), early);
}

// Names of inputs of which some messages get an answer that no route can change.
std::vector<std::string> answering_before_routes(const document& whole) {
    std::vector<std::string> names;
    for (const auto& input : whole.inputs)
        if (input.value && answers_before_routes(*input.value)) names.push_back(input.name);
    return names;
}

intake::promises promises_of(const listen::input& input, configuration& made) {
    intake::promises given{{input.promise()}};
    const auto special = input.special_promises();
    for (std::size_t i = 0; i < special.size(); ++i) {
        const auto& match = input.ack.overrides[i].match;
        auto bound = routes::bind_condition(made.written, match, made.files.files, made.files.found);
        if (bound) given.of_some.push_back({std::move(*bound), {special[i]}});
    }
    return given;
}

routes::of_site of_site(const site& stated) {
    routes::of_site made;
    if (!stated.timezone.empty()) made.local = zones::zone::named(stated.timezone);
    for (const auto& each : stated.secrets) made.secrets.emplace(each.name, each.value);
    return made;
}

routes::attribute_text literally(std::string name, const std::string& value) {
    routes::attribute_text made;
    made.name = std::move(name);
    made.value.value = {{{value, nullptr, 0}}, value};
    return made;
}

} // namespace

const config::fields<document>& document_fields() {
    static const auto stated =
        config::fields<document>{"configuration", "A Vagus configuration."}
            .required("version", &document::version, config::integer(1, 1), "Version of this language.")
            .optional("include", &document::include, config::list(config::text()),
                      "Further files, as patterns relative to this one.")
            .optional("packages", &document::packages, config::list_or_one(config::text()),
                      "Folders of YAML files that several sites share, the lowest layer first. A name of a later layer "
                      "takes the place of the same name in an earlier one, and the site's own files are above all.")
            .optional("site", &document::site, config::object(site_fields), "Settings of this installation.")
            .optional("tls", &document::tls, config::map_of(config::object(tls::profile_fields)),
                      "Certificates, by name, for the `tls` of inputs and outputs.")
            .optional("inputs", &document::inputs,
                      config::map_of(config::one_of_kinds<listen::input>("input", listen::input_kinds)),
                      "Where messages come from, by name.")
            .optional("outputs", &document::outputs,
                      config::map_of(config::one_of_kinds<deliver::output>("output", deliver::output_kinds)),
                      "Where messages go, by name.")
            .optional("tests", &document::tests, config::list(config::object(routes::test_case_fields)),
                      "Messages and what the rules must make of them; run by `vagus test`.")
            .include(routes::rules_fields())
            .check(check_in_flight)
            .check(check_continuation)
            .check(check_window)
            .check(check_retention)
            .check(check_index)
            .check(check_renamed)
            .check(check_ports)
            .check(check_local_time)
            .check(check_names);
    return stated;
}

std::filesystem::path folder_of(const std::filesystem::path& folder_or_file) {
    std::error_code unknown; // what cannot be looked at is reported by the loader
    auto folder =
        std::filesystem::is_directory(folder_or_file, unknown) ? folder_or_file : folder_or_file.parent_path();
    return folder.empty() ? "." : folder;
}

std::filesystem::path store_folder_of(const std::filesystem::path& folder_or_file) {
    auto files = config::load(folder_or_file);
    site stated;
    config::findings none; // the running engine may have started from an earlier state of these files
    config::reading context{none};
    if (const auto* entry = files.root.find("site")) (void)site_fields().read(entry->value, context, stated);
    return folder_of(folder_or_file) / stated.store.path;
}

configuration load(const std::filesystem::path& folder_or_file) {
    return check(config::load(folder_or_file), folder_of(folder_or_file));
}

configuration check(config::tree files, std::filesystem::path folder) {
    configuration made{std::move(folder), std::move(files), {}, {}, {}, nullptr};
    auto& found = made.files.found;
    // A tree that could not be read whole says nothing about names: follow-on findings would hide the cause.
    if (found.any_error()) return made;
    config::side_files beside{made.files, made.folder};
    config::reading context{found, &beside};
    (void)document_fields().read(made.files.root, context, made.written);
    made.files.revision = config::revision_of(made.files.files);

    made.written.of_site = of_site(made.written.site);
    check_tls(made.written, made.folder, system_clock().wall(), found);
    check_acknowledgements(made.written, found);
    check_responses(made.written, found);

    std::vector<std::string> inputs;
    for (const auto& input : made.written.inputs) {
        inputs.push_back(input.name);
        if (input.value) made.promises[input.name] = promises_of(*input.value, made);
        if (input.value)
            made.dedup_keys[input.name] =
                routes::bind_keys(made.written, input.value->dedup.key, "to be known by", made.files.files, found);
    }
    std::vector<routes::output_shape> outputs;
    std::vector<std::string> output_names;
    for (const auto& output : made.written.outputs) {
        output_names.push_back(output.name);
        auto keys = output.value ? output.value->how.per_key : std::vector<config::located<path::path>>{};
        auto wants = output.value ? output.value->wants() : routes::content{};
        if (!wants.revision.empty()) wants.attributes.push_back(literally(wants.revision, made.files.revision));
        outputs.push_back({output.name, std::move(keys), std::move(wants)});
    }
    routes::check_rejections(made.written, answering_before_routes(made.written), found);
    routes::check_names(made.written.tests, made.written, inputs, output_names, found);
    made.rules = routes::program::compile(made.written, std::move(inputs), std::move(outputs), made.files.files, found,
                                          replying_inputs(made.written));
    if (found.any_error()) made.rules = nullptr;
    return made;
}

boost::json::value editor_schema() {
    auto whole = document_fields().schema();
    whole.as_object().erase("required");
    return whole;
}

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
    section("dead_letter", queue::dead_letter_fields().summary(), queue::dead_letter_fields().reference());
    section("on_ack", queue::ack_rule_fields().summary(), queue::ack_rule_fields().reference());
    section("route", routes::route_fields().summary(), routes::route_fields().reference());
    for (const auto& kind : routes::step_kinds()) section("step: " + kind.key, kind.summary, kind.reference());
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
