#include "parsers/expr/memory_key.hpp"

#include "parsers/expr/evaluate.hpp"
#include "parsers/expr/hash.hpp"
#include "parsers/expr/table_key.hpp"
#include "parsers/path/read.hpp"

#include <algorithm>

namespace vagus::expr {
namespace {

path::memory_key half_of_hash(std::span<const std::string> parts) {
    const auto whole = sha256(table_key(parts));
    path::memory_key made{};
    std::copy_n(whole.begin(), made.size(), made.begin());
    return made;
}

// Two lists never make the same parts: each of its members says how many values it has.
void add_member(const node& member, const path::scope& at, std::vector<std::string>& parts) {
    const auto* read = std::get_if<element>(&member.what);
    if (read != nullptr && !path::is_list(read->what)) {
        parts.emplace_back(path::raw(read->what, at));
        return;
    }
    auto values = evaluate_list(member, at);
    parts.push_back(std::to_string(values.size()));
    std::ranges::move(values, std::back_inserter(parts));
}

} // namespace

std::optional<path::memory_key> memory_key_of(std::span<const std::string> key, std::string_view of) {
    const auto says_nothing = [](const std::string& part) { return part.empty() || part == R"("")"; };
    if (key.empty() || std::ranges::any_of(key, says_nothing)) return std::nullopt;
    std::vector<std::string> parts{std::string{of}};
    parts.insert(parts.end(), key.begin(), key.end());
    return half_of_hash(parts);
}

std::vector<std::string> key_parts(const node& n, const path::scope& at) {
    const auto* list = std::get_if<several>(&n.what);
    if (list == nullptr) return {evaluate(n, at).take()};
    std::vector<std::string> parts;
    for (const auto& each : list->of) parts.push_back(evaluate(*each, at).take());
    return parts;
}

std::vector<std::string> key_parts(const std::vector<path::path>& key, const path::scope& at) {
    std::vector<std::string> parts;
    for (const auto& each : key) parts.push_back(path::read(each, at).take());
    return parts;
}

path::memory_key print_of(const node& list, const path::scope& at) {
    std::vector<std::string> parts;
    if (const auto* members = std::get_if<several>(&list.what))
        for (const auto& each : members->of) add_member(*each, at, parts);
    else
        add_member(list, at, parts);
    return half_of_hash(parts);
}

} // namespace vagus::expr
