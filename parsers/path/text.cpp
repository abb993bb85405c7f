// A path as text: read, printed, compared.
#include "parsers/expr/ast.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/path/path.hpp"

#include <algorithm>
#include <utility>

namespace vagus::path {
namespace {

struct selector_text {
    std::string operator()(const first&) const { return {}; }
    std::string operator()(const number& one) const { return "[" + std::to_string(one.n) + "]"; }
    std::string operator()(const last&) const { return "[last]"; }
    std::string operator()(const every&) const { return "[*]"; }
    std::string operator()(const append&) const { return "[new]"; }
    std::string operator()(const where& which) const { return "[" + expr::to_text(*which.condition) + "]"; }
};

} // namespace

result<path, syntax_error> parse(std::string_view text) {
    return expr::parse_path(text, expr::nothing_around);
}

std::string to_text(const path& p) {
    if (!p.alias.empty()) return "$" + p.alias;
    std::string out = p.from_root ? "/" : "";
    for (std::uint32_t i = 0; i < p.up; ++i) out += "../";
    for (const auto& group : p.groups) {
        if (&group != &p.groups.front()) out += '/';
        out += group.name + std::visit(selector_text{}, group.occurrence);
    }
    if (!p.groups.empty() && !p.segment.empty()) out += '/';
    out += p.segment + std::visit(selector_text{}, p.occurrence);
    const auto names = p.names ? *p.names : part_names{};
    if (p.field) {
        out += names.field.empty() ? "-" + std::to_string(*p.field) : "." + names.field;
        out += std::visit(selector_text{}, p.repetition);
    }
    const auto part = [&](std::uint32_t number, const std::string& name) {
        out += "." + (name.empty() ? std::to_string(number) : name);
    };
    if (p.component) part(*p.component, names.component);
    if (p.subcomponent) part(*p.subcomponent, names.subcomponent);
    return out;
}

bool operator==(const path& one, const path& other) {
    return one.from_root == other.from_root && one.up == other.up && one.groups == other.groups &&
           one.segment == other.segment && one.alias == other.alias && one.occurrence == other.occurrence &&
           one.field == other.field && one.repetition == other.repetition && one.component == other.component &&
           one.subcomponent == other.subcomponent &&
           (one.names == other.names || (one.names && other.names && *one.names == *other.names));
}

bool where::operator==(const where& other) const {
    return condition == other.condition || expr::to_text(*condition) == expr::to_text(*other.condition);
}

bool reads_as_path(std::string_view text) {
    auto made = parse(text);
    return made && (made->field || !made->alias.empty());
}

bool is_list(const path& p) {
    const auto all = [](const group_step& step) { return std::holds_alternative<every>(step.occurrence); };
    return std::holds_alternative<every>(p.occurrence) || std::holds_alternative<every>(p.repetition) ||
           std::ranges::any_of(p.groups, all);
}

bool is_new(const path& p) {
    return std::holds_alternative<append>(p.occurrence) || std::holds_alternative<append>(p.repetition);
}

} // namespace vagus::path
