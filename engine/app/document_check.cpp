#include "engine/app/document_check.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace vagus::app {
namespace {

void check_in_flight(const document& whole, config::reading& context) {
    for (const auto& input : whole.inputs) {
        if (!input.value || input.value->largest_message() <= whole.site.in_flight) continue;
        context.found.add(
            {input.at, static_cast<std::uint32_t>(input.name.size()), config::level::error, "VG3103",
             "input '" + input.name + "' accepts messages longer than site.in_flight, which would never be read",
             "try: lower max_message (or half of it, max_file), or raise site.in_flight"});
    }
}

// Joining needs the fragments and what is made of them.
void check_continuation(const document& whole, config::reading& context) {
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
void check_window(const document& whole, config::reading& context) {
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
void check_renamed(const document& whole, config::reading& context) {
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

// 0 is any free port; no host is every address.
void check_ports(const document& whole, config::reading& context) {
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

// Two o'clock of what zone?
void check_local_time(const document& whole, config::reading& context) {
    if (!whole.site.timezone.empty()) return;
    for (const auto& output : whole.outputs) {
        if (!output.value || !output.value->needs_local_time()) continue;
        context.found.add({output.at, static_cast<std::uint32_t>(output.name.size()), config::level::error, "VG3124",
                           "output '" + output.name + "' acts at a time of day, and site.timezone is not stated",
                           "try: site: { timezone: Europe/Vienna }"});
    }
}

// Nine o'clock of what zone, and whose silence?
void check_quiet(const document& whole, config::reading& context) {
    const auto& quiet = whole.site.alerts.quiet;
    std::vector<std::string> names;
    for (const auto& each : whole.inputs) names.push_back(each.name);
    for (const auto& each : quiet) {
        const auto& name = each.input.value;
        const auto input = std::ranges::find(whole.inputs, name, [](const auto& one) { return one.name; });
        if (input == whole.inputs.end())
            context.found.error(each.input.at, "VG3001", "no input named '" + name + "'", config::suggest(name, names));
        else if (input->value && !input->value->expect_every)
            context.found.error(each.input.at, "VG3143",
                                "input '" + name + "' may be silent at any time: it says no `expect_every`",
                                "give the input `expect_every: 15min`, or leave these hours out");
    }
    if (!quiet.empty() && whole.site.timezone.empty())
        context.found.error(quiet.front().input.at, "VG3124",
                            "alerts are quiet at a time of day, and site.timezone is not stated",
                            "try: site: { timezone: Europe/Vienna }");
}

void check_names(const document& whole, const config::node& map, config::reading& context) {
    if (whole.inputs.empty() && map.find("inputs") == nullptr)
        context.found.add({map.at, 1, config::level::error, "VG3104", "there is no input: nothing can be received",
                           "try: inputs: { adt_in: { mllp: { listen: 127.0.0.1:2575 } } }"});
}

} // namespace

void check_document(const document& whole, const config::node& map, config::reading& context) {
    check_in_flight(whole, context);
    check_continuation(whole, context);
    check_window(whole, context);
    check_retention(whole, map, context);
    check_index(whole, map, context);
    check_renamed(whole, context);
    check_ports(whole, context);
    check_quiet(whole, context);
    check_local_time(whole, context);
    check_names(whole, map, context);
}

} // namespace vagus::app
