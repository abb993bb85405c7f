#include "engine/access/rights.hpp"

#include <algorithm>

namespace vagus::access {
namespace {

constexpr std::array<std::string_view, all_roles.size()> role_names{"viewer", "support", "operator", "admin"};
constexpr std::array<std::string_view, all_rights.size()> right_names{
    "see", "reveal", "values", "operate", "resend", "edit", "configure", "users", "audit"};

template <class T, std::size_t N>
std::optional<T> named(std::string_view name, const std::array<std::string_view, N>& names,
                       const std::array<T, N>& all) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return all.at(static_cast<std::size_t>(found - names.begin()));
}

} // namespace

std::string_view name_of(role which) {
    return role_names.at(static_cast<std::size_t>(which));
}

std::string_view name_of(right which) {
    return right_names.at(static_cast<std::size_t>(which));
}

std::optional<role> role_named(std::string_view name) {
    return named(name, role_names, all_roles);
}

std::optional<right> right_named(std::string_view name) {
    return named(name, right_names, all_rights);
}

std::vector<right> rights_of(role who) {
    std::vector<right> all;
    std::ranges::copy_if(all_rights, std::back_inserter(all), [&](right each) { return may(who, each); });
    return all;
}

} // namespace vagus::access
