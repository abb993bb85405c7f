#include "parsers/expr/table_key.hpp"

#include "parsers/expr/evaluate.hpp"

#include <algorithm>
#include <charconv>

namespace vagus::expr {

std::string table_key(std::span<const std::string> parts) {
    std::string key;
    for (const auto& part : parts) (key += std::to_string(part.size()) + ":") += part;
    return key;
}

std::string key_in_words(std::string_view key) {
    std::string words;
    while (!key.empty()) { // a part a turn
        std::size_t size = 0;
        const auto end = std::from_chars(key.data(), key.data() + key.size(), size).ptr;
        key.remove_prefix(std::min(static_cast<std::size_t>(end - key.data()) + 1, key.size()));
        (words += words.empty() ? "" : " / ") += key.substr(0, size);
        key.remove_prefix(std::min(size, key.size()));
    }
    return words;
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
