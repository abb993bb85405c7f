// A path as text: read, printed, compared.
#include "parsers/expr/ast.hpp"
#include "parsers/expr/check.hpp"
#include "parsers/expr/grammar.hpp"
#include "parsers/expr/hints.hpp"
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
    auto made = expr::grammar::path({text, 0, text.size()});
    if (!made) return fail(expr::with_hint(std::move(made.error()), text));
    if (auto wrong = expr::check(*made, expr::nothing_around)) return fail(std::move(*wrong));
    return made;
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
    if (p.field) out += "-" + std::to_string(*p.field) + std::visit(selector_text{}, p.repetition);
    if (p.component) out += "." + std::to_string(*p.component);
    if (p.subcomponent) out += "." + std::to_string(*p.subcomponent);
    return out;
}

bool operator==(const path& one, const path& other) {
    return one.from_root == other.from_root && one.up == other.up && one.groups == other.groups &&
           one.segment == other.segment && one.alias == other.alias && one.occurrence == other.occurrence &&
           one.field == other.field && one.repetition == other.repetition && one.component == other.component &&
           one.subcomponent == other.subcomponent;
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
