// Which keys a map holds, which it lacks, and which kind it is: the part of fields that needs no templates.
#include "config/fields.hpp"

#include <algorithm>

namespace vagus::config {
namespace {

bool holds(const std::vector<std::string>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

std::string in_quotes(const std::vector<std::string>& words) {
    std::vector<std::string> all;
    for (const auto& word : words) all.push_back("'" + word + "'");
    return detail::join(all, ", ");
}

} // namespace

bool check_keys(const node& map, reading& context, std::string_view of, const std::vector<std::string>& known,
                const std::vector<std::string>& required) {
    bool good = true;
    std::string suggested;
    for (const auto& entry : map.entries) {
        if (holds(known, entry.key)) continue;
        const auto fix = suggest(entry.key, known);
        context.found.error(entry.key_at, "VG1001", "unknown key '" + entry.key + "' in " + std::string{of}, fix);
        suggested += fix;
        good = false;
    }
    std::vector<std::string> missing;
    for (const auto& key : required) {
        // A misspelt key is one mistake, not two.
        if (map.find(key) == nullptr && !suggested.contains("did you mean '" + key + "'")) missing.push_back(key);
    }
    if (missing.empty()) return good;
    context.found.error(map.at, "VG1002", std::string{of} + " needs " + in_quotes(missing));
    return false;
}

namespace detail {

std::optional<std::size_t> choose_kind(const node& map, reading& context, std::string_view family,
                                       const std::vector<kind_keys>& kinds) {
    std::vector<std::string> choices;
    std::vector<std::string> anywhere;
    for (const auto& each : kinds) {
        choices.push_back(each.key);
        anywhere.insert(anywhere.end(), each.all.begin(), each.all.end());
    }
    const auto all = "one of: " + join(choices, ", ");
    const std::string what{family};
    if (map.kind != node::shape::map) {
        (void)wrong_shape(map, context, "a map that says what this " + what + " is (" + all + ")");
        return {};
    }

    std::vector<const node::entry*> chosen;
    for (const auto& entry : map.entries) {
        if (holds(choices, entry.key)) chosen.push_back(&entry);
    }
    if (chosen.empty()) {
        const auto stranger =
            std::ranges::find_if(map.entries, [&](const node::entry& entry) { return !holds(anywhere, entry.key); });
        if (stranger == map.entries.end()) {
            context.found.error(map.at, "VG1008", "this " + what + " does not say what it is", all);
        } else {
            const auto meant = did_you_mean(stranger->key, choices);
            context.found.error(stranger->key_at, "VG1007", "unknown " + what + " '" + stranger->key + "'",
                                meant.empty() ? all : meant);
        }
        return {};
    }

    const auto index_of = [&](const node::entry* entry) {
        return static_cast<std::size_t>(std::ranges::find(choices, entry->key) - choices.begin());
    };
    const auto first = index_of(chosen.front());
    for (const auto* other : chosen) {
        if (holds(kinds[first].all, other->key)) continue;
        context.found.error(other->key_at, "VG1008",
                            "a " + what + " is one thing: '" + chosen.front()->key + "' and '" + other->key +
                                "' stand in the same map",
                            "try: write them as two");
        return {};
    }
    return first;
}

} // namespace detail
} // namespace vagus::config
