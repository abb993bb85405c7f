#include "engine/observe/repeats.hpp"

#include <utility>

namespace vagus::observe {
namespace {

std::string to_text(const fact& one) {
    if (const auto* text = std::get_if<std::string>(&one.value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&one.value)) return std::to_string(*number);
    return std::get<bool>(one.value) ? "true" : "false";
}

} // namespace

bool repeats::admit(std::string_view event, severity level, const facts& what, instant now) {
    pair key{event, what.empty() ? std::string{} : to_text(what.front())};
    auto found = counts_.find(key);
    if (found == counts_.end()) {
        // A full table first forgets what has ended without holding anything back.
        if (counts_.size() >= pairs)
            std::erase_if(counts_, [&](const auto& entry) {
                return entry.second.suppressed == 0 && now - entry.second.begun >= window;
            });
        if (counts_.size() >= pairs) key.second.clear();
        const bool own = !key.second.empty();
        found = counts_.try_emplace(std::move(key)).first;
        if (found->second.written == 0) {
            found->second.begun = now;
            if (own) found->second.first = {what.front()};
        }
    }
    count& entry = found->second;
    entry.level = level;
    if (now - entry.begun >= window && entry.suppressed == 0) {
        entry.begun = now;
        entry.written = 0;
    }
    if (entry.written < per_window_) return ++entry.written, true;
    if (entry.suppressed++ == 0) ++held_back_;
    return false;
}

std::vector<repeats::summary> repeats::due(instant now, bool all) {
    std::vector<summary> out;
    if (held_back_ == 0) return out;
    for (auto& [key, entry] : counts_) {
        if (entry.suppressed == 0 || (!all && now - entry.begun < window)) continue;
        facts what = entry.first;
        what.push_back({"suppressed", entry.suppressed});
        out.push_back({key.first, entry.level, std::move(what)});
        entry.begun = now;
        entry.written = 0;
        entry.suppressed = 0;
        --held_back_;
    }
    return out;
}

} // namespace vagus::observe
