#include "parsers/expr/table_key.hpp"

#include "parsers/expr/evaluate.hpp"

#include <algorithm>

namespace vagus::expr {

std::string table_key(std::span<const std::string> parts) {
    std::string key;
    for (const auto& part : parts) (key += std::to_string(part.size()) + ":") += part;
    return key;
}

std::string table_key(const node& n, const path::scope& at) {
    const auto no_key = [](const std::string& part) { return part.empty() || part == R"("")"; };
    if (kind_of(n) != kind::list) {
        auto one = evaluate(n, at).take();
        return no_key(one) ? std::string{} : one;
    }
    const auto parts = evaluate_list(n, at);
    return std::ranges::any_of(parts, no_key) ? std::string{} : table_key(parts);
}

} // namespace vagus::expr
