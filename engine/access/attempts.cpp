#include "engine/access/attempts.hpp"

#include <algorithm>
#include <vector>

namespace vagus::access {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

std::string folded(std::string_view name) {
    std::string out{name.substr(0, name_letters + 1)};
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string counted_as(std::string_view address) {
    constexpr std::string_view mapped = "::ffff:"; // IPv4 on a socket for both
    if (address.starts_with(mapped) && address.contains('.')) return std::string{address.substr(mapped.size())};
    if (!address.contains(':')) return std::string{address.substr(0, name_letters)};
    std::vector<std::string_view> groups;
    for (auto rest = address.substr(0, address.find('%')); groups.size() < 4;) {
        const auto colon = rest.find(':');
        const auto group = rest.substr(0, colon);
        if (group.empty()) break; // "::": zeros from here on
        groups.push_back(group);
        if (colon == std::string_view::npos) break;
        rest.remove_prefix(colon + 1);
    }
    std::string network;
    for (const auto group : groups) network.append(group).append(":");
    return network + ":/64";
}

milliseconds attempts::ask(std::string_view user, std::string_view address, moment now) {
    auto& bucket = addresses_.at(counted_as(address));
    const auto refilled =
        std::chrono::duration<double>(now - bucket.as_of) / std::chrono::duration<double>(address_refill);
    bucket.taken = std::max(0.0, bucket.taken - refilled);
    bucket.as_of = now;
    if (bucket.taken + 1 > address_burst) {
        const auto missing = bucket.taken + 1 - address_burst;
        return std::chrono::ceil<milliseconds>(missing * std::chrono::duration<double>(address_refill));
    }

    auto& failures = users_.at(folded(user));
    if (now - failures.last >= forgotten_after) failures = {};
    if (now < failures.not_before) return std::chrono::ceil<milliseconds>(failures.not_before - now);

    bucket.taken += 1;
    failures.last = now;
    failures.count = std::min(failures.count + 1, 1000);
    if (const int beyond = failures.count - free_failures; beyond >= 0) {
        const auto wait = std::chrono::seconds{1} * (1 << std::min(beyond, 10));
        failures.not_before = now + std::min<std::chrono::seconds>(wait, longest_delay);
    }
    return milliseconds{0};
}

void attempts::succeeded(std::string_view user) {
    users_.forget(folded(user));
}

} // namespace vagus::access
