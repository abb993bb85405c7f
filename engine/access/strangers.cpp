#include "engine/access/strangers.hpp"

#include <algorithm>

namespace vagus::access {
namespace {

std::string lower(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

} // namespace

std::optional<role> highest(const role_map& roles, const std::vector<std::string>& names) {
    std::optional<role> found;
    for (const auto& each : roles) {
        const bool fits = std::ranges::any_of(
            names, [&](const auto& name) { return std::ranges::find(each.names, name) != each.names.end(); });
        if (fits && (!found || each.is > *found)) found = each.is;
    }
    return found;
}

std::optional<stranger> by_certificate(const role_map& roles, const std::vector<std::string>& names) {
    std::optional<stranger> found;
    for (const auto& each : roles)
        for (const auto& wanted : each.names)
            for (const auto& name : names)
                if (lower(name) == lower(wanted) && (!found || each.is > found->is))
                    found = stranger{wanted, each.is, 0};
    return found;
}

} // namespace vagus::access
