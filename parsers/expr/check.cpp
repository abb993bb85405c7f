#include "parsers/expr/check.hpp"

#include "base/nearest.hpp"
#include "parsers/expr/functions.hpp"
#include "parsers/expr/wrong_kind.hpp"
#include "parsers/hl7/structures.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

namespace vagus::expr {
namespace {

using verdict = std::optional<syntax_error>;

struct checker {
    const node& at;
    surroundings around;

    verdict wrong(std::string expected, std::string hint) const {
        return syntax_error{at.offset, std::move(expected), std::move(hint)};
    }
    verdict value(const ref& child) const { return check(*child, kind::value, around); }
    verdict condition(const ref& child) const { return check(*child, kind::condition, around); }

    verdict operator()(const text&) const { return {}; }
    verdict operator()(const number&) const { return {}; }
    verdict operator()(const duration&) const { return {}; }
    verdict operator()(const null&) const { return {}; }
    verdict operator()(const truth&) const { return {}; }

    verdict operator()(const element& what) const {
        const auto& p = what.what;
        if (auto bad = check(p, around)) return bad;
        if (path::is_new(p)) return wrong("a path that can be read", "[new] is for writing only");
        if (path::is_list(p))
            return wrong("one value", "[*] names a list: write 'A' in " + path::to_text(p) + ", or exists(" +
                                          path::to_text(p) + ")");
        if (p.alias.empty() && !p.segment.empty() && !p.field)
            return wrong("a field", path::to_text(p) + " is a whole segment: name a field (" + path::to_text(p) +
                                        "-3), ask exists(" + path::to_text(p) + "), or write the text '" + p.segment +
                                        "'");
        return {};
    }
    verdict operator()(const equals& what) const {
        if (what.as == kind::duration) return sides(what);
        if (auto bad = value(what.left)) return bad;
        return value(what.right);
    }
    verdict operator()(const order& what) const {
        if (auto bad = sides(what)) return bad;
        return what.as == kind::value ? verdict{wrong_sides(what)} : verdict{};
    }
    verdict operator()(const arithmetic& what) const {
        if (auto bad = sides(what)) return bad;
        return what.gives == kind::value ? verdict{wrong_sides(what)} : verdict{};
    }
    // Each makes sense by itself.
    template <class T> verdict sides(const T& what) const {
        for (const auto& each : {what.left, what.right}) {
            const auto is = kind_of(*each);
            if (auto bad = check(*each, has_order(is) ? is : kind::value, around)) return bad;
        }
        return {};
    }
    verdict operator()(const member& what) const {
        if (auto bad = value(what.item)) return bad;
        for (const auto& each : what.list) {
            const auto* p = std::get_if<element>(&each->what);
            if (p && path::is_list(p->what)) {
                if (auto bad = check(p->what, around)) return bad;
                if (path::is_new(p->what))
                    return syntax_error{each->offset, "a path that can be read", "[new] is for writing only"};
                continue;
            }
            if (auto bad = value(each)) return bad;
        }
        return {};
    }
    verdict operator()(const matches& what) const {
        if (auto bad = value(what.subject)) return bad;
        if (what.compiled->ok()) return {};
        return syntax_error{what.pattern_offset, "a regular expression (RE2)", what.compiled->error()};
    }
    verdict operator()(const negation& what) const { return condition(what.of); }
    verdict operator()(const all_of& what) const { return conditions(what.of); }
    verdict operator()(const any_of& what) const { return conditions(what.of); }
    verdict operator()(const fallback& what) const {
        for (const auto& each : what.of)
            if (auto bad = value(each)) return bad;
        return {};
    }
    verdict operator()(const exists& what) const { return readable(what.what); }
    verdict operator()(const is_null& what) const { return readable(what.what); }
    verdict operator()(const named_value&) const { return {}; }
    verdict operator()(const call& what) const {
        if (what.name == "exists" || what.name == "is_null")
            return wrong("a path in " + what.name + "( )", "write " + what.name + "(PID-8)");
        if (!what.does) return wrong("a known function", "there is no '" + what.name + "'; there are " + known());
        const auto& does = *what.does;
        if (what.arguments.size() < does.least || what.arguments.size() > does.most)
            return wrong("other arguments", "write " + std::string{does.form});
        if (does.in_loops && !around.loop)
            return wrong("a loop around " + what.name + "()", "it counts inside $for only");
        if (does.with_entries && !around.entries)
            return wrong("a FHIR bundle around " + what.name + "( )", "it names an entry of the bundle it stands in");
        if (does.of_request) return of_request(what);
        return arguments(what);
    }

    verdict of_request(const call& what) const {
        const auto& path = *what.arguments.front();
        if (!std::holds_alternative<element>(path.what))
            return wrong("a path in " + what.name + "( )", "write " + std::string{what.does->form});
        return check(path, kind::value, nothing_around);
    }

    verdict arguments(const call& what) const {
        std::size_t first = 0;
        if (what.does->arguments == function::takes::list_then_values) {
            const auto* list = std::get_if<element>(&what.arguments.front()->what);
            if (!list || !list->what.alias.empty())
                return wrong("a path in " + what.name + "( )", "write " + std::string{what.does->form});
            if (auto bad = readable(list->what)) return bad;
            first = 1;
        }
        if (what.does->arguments == function::takes::literal_then_values) {
            for (std::size_t i = 0; i < what.arguments.size(); ++i)
                if (i != 1 && !std::holds_alternative<text>(what.arguments[i]->what))
                    return syntax_error{what.arguments[i]->offset, "a 'name'", "write " + std::string{what.does->form}};
        }
        for (; first < what.arguments.size(); ++first)
            if (auto bad = value(what.arguments[first])) return bad;
        return {};
    }
    static std::string known() {
        std::string out = "exists, is_null";
        for (const auto& each : functions()) (out += ", ") += each.name;
        return out;
    }

    verdict conditions(const std::vector<ref>& all) const {
        for (const auto& each : all)
            if (auto bad = condition(each)) return bad;
        return {};
    }
    verdict readable(const path::path& p) const {
        if (auto bad = check(p, around)) return bad;
        if (path::is_new(p)) return wrong("a path that can be read", "[new] is for writing only");
        return {};
    }
};

} // namespace

bool gives_condition(const node& n) {
    return kind_of(n) == kind::condition;
}

namespace {

verdict check(const path::selector& chosen, surroundings inside) {
    const auto* which = std::get_if<path::where>(&chosen);
    return which ? check(*which->condition, kind::condition, inside) : verdict{};
}

} // namespace

std::optional<syntax_error> check(const node& n, kind wanted, surroundings around) {
    const auto* called = std::get_if<call>(&n.what);
    const bool known = !called || called->does; // an unknown function is the cause, whatever it would have given
    if (known)
        if (auto wrong = wrong_kind(n, wanted)) return wrong;
    return std::visit(checker{n, around}, n.what);
}

namespace {

verdict unknown_group(std::size_t offset, const std::string& name) {
    const auto known = hl7::group_names();
    if (known.empty())
        return syntax_error{offset, "a known group", "this engine was built without HL7's tables, and knows no groups"};
    const auto meant = nearest(name, known);
    return syntax_error{offset, "a known group",
                        "no message has a group " + name +
                            (meant.empty() ? "" : "; did you mean " + std::string{meant} + "?")};
}

verdict check_groups(const path::path& p, surroundings around) {
    if (p.up > 0 && !around.loop)
        return syntax_error{p.offset, "a loop around ../", "../ is the group around the one a $for stands at"};
    for (const auto& each : p.groups) {
        if (!hl7::nested({each.name})) return unknown_group(p.offset, each.name);
        const bool plain = std::holds_alternative<path::first>(each.occurrence) ||
                           std::holds_alternative<path::number>(each.occurrence) ||
                           std::holds_alternative<path::last>(each.occurrence) ||
                           std::holds_alternative<path::every>(each.occurrence);
        if (!plain) return syntax_error{p.offset, "[2], [last] or [*] behind " + each.name, ""};
    }
    if (p.groups.empty()) return {};
    std::vector<std::string_view> names;
    for (const auto& each : p.groups) names.push_back(each.name);
    if (hl7::nested(names)) return {};
    return syntax_error{p.offset, "groups that stand in one another", "no message has " + path::to_text(p)};
}

} // namespace

std::optional<syntax_error> check(const path::path& p, surroundings around) {
    if (auto bad = check_groups(p, around)) return bad;
    const bool relative = p.alias.empty() && p.segment.empty() && p.groups.empty();
    const bool has_meaning = around.repetition || (around.segment && p.field);
    if (relative && !has_meaning && around.segment)
        return syntax_error{p.offset, "a field of the segment",
                            path::to_text(p) + " is a component of a repetition; a field is written -3" +
                                path::to_text(p)};
    if (relative && !has_meaning)
        return syntax_error{p.offset, "a segment name",
                            path::to_text(p) + " is relative and means something only inside [ ] and $for; write PID" +
                                (p.field ? path::to_text(p) : "-3" + path::to_text(p)) + ", or the text '" +
                                path::to_text(p) + "'"};
    auto inside = around;
    inside.segment = true;
    inside.repetition = false;
    if (auto bad = check(p.occurrence, inside)) return bad;
    inside.repetition = true;
    return check(p.repetition, inside);
}

} // namespace vagus::expr
