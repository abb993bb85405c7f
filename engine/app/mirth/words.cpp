#include "engine/app/mirth/words.hpp"

#include "engine/app/mirth/limits.hpp"
#include "routes/reserved_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vagus::mirth {

std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string{c};
    return out + "'";
}

std::string variable_name(std::string_view name, const scope& taken) {
    std::string out;
    for (const char c : name) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        out += good ? c : '_';
    }
    if (out.empty() || (out[0] >= '0' && out[0] <= '9') || routes::is_reserved(out)) out = "v_" + out;
    out = out.substr(0, limits::name);
    const auto of_another = [&](const auto& each) { return each.first != name && each.second == "$" + out; };
    while (std::ranges::any_of(taken.variables, of_another)) out += '_';
    return out;
}

std::optional<std::string> date_format(std::string_view java) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> parts{{
        {"yyyy", "%Y"},
        {"MM", "%m"},
        {"dd", "%d"},
        {"HH", "%H"},
        {"mm", "%M"},
        {"ss", "%S"},
    }};
    std::string out;
    while (!java.empty()) {
        const auto known = std::ranges::find_if(parts, [&](const auto& each) { return java.starts_with(each.first); });
        if (known != parts.end()) {
            out += known->second;
            java.remove_prefix(known->first.size());
        } else if (std::string_view{"-_./: "}.contains(java.front())) {
            out += java.front();
            java.remove_prefix(1);
        } else {
            return std::nullopt;
        }
    }
    return out;
}

} // namespace vagus::mirth
