#include "engine/app/reload_plan.hpp"

#include "config/same.hpp"
#include "engine/deliver/kafka.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace vagus::app {
namespace {

using kind = change::kind;

// Keys of the top level that change nothing of what runs.
constexpr std::array<std::string_view, 4> beside{"version", "include", "packages", "tests"};

// What one of a part is called: "route" of `routes`.
std::string one_of(const std::string& part) {
    if (part == "aliases") return "alias";
    if (part == "bodies") return "body";
    return part.ends_with('s') && part != "tls" ? part.substr(0, part.size() - 1) : part;
}

// Settings of the site that only rules read.
constexpr std::array<std::string_view, 3> of_rules{"timezone", "secrets", "index"};

void compare(const std::string& part, const config::node& old, const config::node& next, std::vector<change>& into) {
    for (const auto& each : next.entries) {
        const auto* before = old.find(each.key);
        auto what = kind::added;
        if (before != nullptr) what = config::same(before->value, each.value) ? kind::kept : kind::changed;
        into.push_back({what, one_of(part), each.key});
    }
    for (const auto& each : old.entries) {
        if (next.find(each.key) == nullptr) into.push_back({kind::removed, one_of(part), each.key});
    }
}

// Part by part: inputs and outputs first, which people look for.
void compare_parts(const config::node& old, const config::node& next, std::vector<change>& into) {
    std::vector<std::string> keys{"inputs", "outputs"};
    for (const auto* root : {&next, &old}) {
        for (const auto& each : root->entries) {
            const bool known = std::ranges::find(keys, each.key) != keys.end();
            if (!known && std::ranges::find(beside, each.key) == beside.end()) keys.push_back(each.key);
        }
    }
    static const config::node nothing;
    const auto part = [](const config::node& root, const std::string& key) -> const config::node& {
        const auto* entry = root.find(key);
        return entry == nullptr ? nothing : entry->value;
    };
    for (const auto& key : keys) compare(key, part(old, key), part(next, key), into);
}

void compare_files(const config::tree& old, const config::tree& next, std::vector<change>& into) {
    const auto in = [](const config::tree& whole, const std::string& name) {
        return std::ranges::find(whole.files, name, &config::source_file::name);
    };
    for (const auto& each : next.files) {
        const auto before = in(old, each.name);
        if (before == old.files.end()) {
            into.push_back({kind::added, "file", each.name});
        } else if (before->text != each.text) {
            into.push_back({kind::changed, "file", each.name});
        }
    }
    for (const auto& each : old.files) {
        if (in(next, each.name) == next.files.end()) into.push_back({kind::removed, "file", each.name});
    }
}

// Outputs that senders wait for, or whose answers go somewhere: what is under way binds them to their inputs.
std::set<std::string> bound_outputs(const document& whole) {
    std::set<std::string> names;
    const auto add = [&](const intake::ack_policy& ack) {
        if (!ack.when.what) return;
        for (const auto& output : ack.when.what->outputs) names.insert(output.value);
    };
    for (const auto& input : whole.inputs) {
        add(input.value->promise());
        for (const auto& each : input.value->special_promises()) add(each);
        if (const auto* of = input.value->answers_of()) names.insert(of->value);
        const auto& application = input.value->ack.application;
        if (application) names.insert(application->via.value);
        if (application && application->from) names.insert(application->from->value);
    }
    return names;
}

template <class T>
const T* named(const std::vector<config::named<std::shared_ptr<const T>>>& all, const std::string& name) {
    const auto hit = std::ranges::find(all, name, &config::named<std::shared_ptr<const T>>::name);
    return hit == all.end() ? nullptr : hit->value.get();
}

bool binds(const listen::input& input) {
    document alone;
    alone.inputs.push_back({"", {}, {&input, [](const listen::input*) {}}});
    return !bound_outputs(alone).empty();
}

// The store has what an input remembers since its start.
bool remembers_alike(const intake::dedup& a, const intake::dedup& b) {
    return a.window == b.window && a.max_keys == b.max_keys && a.off == b.off;
}

bool tells_time(const document& whole) {
    return std::ranges::any_of(whole.outputs, [](const auto& each) { return each.value->needs_local_time(); });
}

// Who hands the files of a profile to a library that does TLS itself; empty: nobody.
std::string reads_it_once(const std::string& profile, const document& whole) {
    for (const auto& each : whole.outputs) {
        const auto* how = each.value->secured();
        const bool kafka = dynamic_cast<const deliver::kafka_output*>(each.value.get()) != nullptr;
        if (kafka && how != nullptr && how->use.value == profile) return each.name;
    }
    for (const auto& each : whole.inputs)
        if (const auto* how = each.value->reaches_with(); how != nullptr && how->use.value == profile) return each.name;
    return {};
}

constexpr auto awaited = "senders wait for its deliveries, or its answers go on from here";

// Why the engine cannot change it while it runs; empty: it can.
std::string why_not(const change& each, const configuration& running, const configuration& wanted) {
    if (each.what == kind::kept) return {};
    if (each.part == "site" && std::ranges::find(of_rules, each.name) == of_rules.end()) return "it is read at start";
    if (each.part == "site" && each.name == "timezone" && (tells_time(running.written) || tells_time(wanted.written)))
        return "outputs that act at a time of day read it at start";
    if (each.part == "tls" && each.what == kind::changed)
        if (const auto user = reads_it_once(each.name, wanted.written); !user.empty())
            return "'" + user + "' has given it to Kafka's library, which reads it once";
    if (each.part == "input") {
        const auto* before = named(running.written.inputs, each.name);
        const auto* after = named(wanted.written.inputs, each.name);
        if ((before != nullptr && binds(*before)) || (after != nullptr && binds(*after)))
            return "its senders wait for outputs, or it gets their answers";
        static const intake::dedup unstated;
        if (after != nullptr && !remembers_alike(before == nullptr ? unstated : before->dedup, after->dedup))
            return "what dedup remembers is set at start";
    }
    if (each.part == "output") {
        if (bound_outputs(running.written).contains(each.name) || bound_outputs(wanted.written).contains(each.name))
            return awaited;
        using effect = queue::dead_letter_policy::effect;
        const auto then = [&](const configuration& whole) {
            const auto* output = named(whole.written.outputs, each.name);
            return output == nullptr ? effect::go_on : output->dead_letter.then;
        };
        if (then(running) != then(wanted)) return "what its dead letters hold up is set at start";
    }
    return {};
}

} // namespace

std::string_view to_text(change::kind what) {
    switch (what) {
    case kind::added: return "added";
    case kind::removed: return "removed";
    case kind::changed: return "changed";
    case kind::kept: return "kept";
    }
    std::unreachable();
}

bool reload_plan::changes_something() const {
    return std::ranges::any_of(changes, [](const change& each) { return each.what != kind::kept; });
}

change::kind reload_plan::of(std::string_view part, std::string_view name) const {
    const auto hit =
        std::ranges::find_if(changes, [&](const change& each) { return each.part == part && each.name == name; });
    return hit == changes.end() ? kind::kept : hit->what;
}

reload_plan plan_reload(const configuration& running, const configuration& wanted) {
    reload_plan made;
    compare_parts(running.files.root, wanted.files.root, made.changes);
    std::erase_if(made.changes, [](const change& each) {
        return each.what == kind::kept && each.part != "input" && each.part != "output";
    });
    compare_files(running.files, wanted.files, made.changes);
    for (auto& each : made.changes) {
        const bool added = each.part == "output" && each.what == kind::added;
        if (const auto* output = added ? named(wanted.written.outputs, each.name) : nullptr)
            each.takes_over = output->renamed_from.value;
    }
    for (const auto& each : made.changes) {
        if (const auto why = why_not(each, running, wanted); !why.empty())
            made.refusals.push_back(each.part + " '" + each.name + "' is " + std::string{to_text(each.what)} +
                                    ", and that takes a restart of the engine: " + why +
                                    ". Undo it to reload the rest");
    }
    return made;
}

} // namespace vagus::app
