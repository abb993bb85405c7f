#include "engine/runtime/tls/names.hpp"

#include <algorithm>

namespace vagus::tls {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, {}, lower, lower);
}

} // namespace

bool name_fits(std::string_view name, std::string_view pattern) {
    if (!pattern.starts_with("*.")) return same(name, pattern);
    const auto dot = name.find('.');
    // A wildcard in the certificate itself claims more than one host: it is only allowed as it is written.
    if (dot == 0 || dot == std::string_view::npos || name.starts_with('*')) return same(name, pattern);
    return same(name.substr(dot), pattern.substr(1));
}

bool any_name_fits(const std::vector<std::string>& names, const std::vector<std::string>& patterns) {
    return std::ranges::any_of(names, [&](const std::string& name) {
        return std::ranges::any_of(patterns, [&](const std::string& pattern) { return name_fits(name, pattern); });
    });
}

} // namespace vagus::tls
