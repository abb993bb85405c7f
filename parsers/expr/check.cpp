#include "parsers/expr/check.hpp"

#include "base/nearest.hpp"
#include "parsers/expr/functions.hpp"
#include "parsers/expr/time_format.hpp"
#include "parsers/expr/wrong_kind.hpp"
#include "parsers/hl7/structures.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

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
        if (names_the_first(p))
            return wrong("a path of the occurrence at hand", path::to_text(p) + " is of the first " + p.segment +
                                                                 " of the message; write " +
                                                                 path::to_text(p).substr(p.segment.size()));
        if (path::is_list(p))
            return wrong("one value", "[*] names a list: write 'A' in " + path::to_text(p) + ", or exists(" +
                                          path::to_text(p) + ")");
        if (p.alias.empty() && !p.segment.empty() && !p.field)
            return wrong("a field", path::to_text(p) + " is a whole segment: name a field (" + path::to_text(p) +
                                        "-3), ask exists(" + path::to_text(p) + "), or write the text '" + p.segment +
                                        "'");
        return {};
    }
    // OBX-8 in any(OBX, ...) would not be the field of the OBX that is looked at.
    [[nodiscard]] bool names_the_first(const path::path& p) const {
        return !around.each.empty() && p.segment == around.each && p.groups.empty() && !p.from_root && p.up == 0 &&
               std::holds_alternative<path::first>(p.occurrence) && p.field;
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
        const bool by_columns = kind_of(*what.item) == kind::list && kind_of(*what.list.front()) == kind::codes;
        if (auto bad = check(*what.item, by_columns ? kind::list : kind::value, around)) return bad;
        for (const auto& each : what.list)
            if (auto bad = listed(*each)) return bad;
        return {};
    }
    verdict listed(const node& each) const {
        const auto* p = std::get_if<element>(&each.what);
        if (p && path::is_list(p->what)) return readable(p->what);
        const auto is = kind_of(each);
        return check(each, is == kind::list || is == kind::codes ? is : kind::value, around);
    }
    verdict operator()(const several& what) const {
        for (const auto& each : what.of)
            if (auto bad = listed(*each)) return bad;
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
            if (auto bad = answer(*each)) return bad;
        return {};
    }
    // One of several, of which the kind is what they have in common.
    verdict answer(const node& given) const {
        const auto is = kind_of(given);
        return check(given, has_order(is) && is == kind_of(at) ? is : kind::value, around);
    }
    verdict list(const node& given) const {
        const auto* p = std::get_if<element>(&given.what);
        return p ? readable(p->what) : check(given, kind::list, around);
    }
    verdict operator()(const exists& what) const { return readable(what.what); }
    verdict operator()(const is_null& what) const { return readable(what.what); }
    verdict operator()(const named_value&) const { return {}; }
    verdict operator()(const call& what) const {
        if (what.name == "exists" || what.name == "is_null")
            return wrong("a path in " + what.name + "( )", "write " + what.name + "(PID-8)");
        if (!what.does) return wrong("a known function", "there is no '" + what.name + "'; " + meant(what.name));
        const auto& does = *what.does;
        if (what.arguments.size() < does.least || what.arguments.size() > does.most)
            return wrong("other arguments", "write " + std::string{does.form});
        if (does.in_loops && !around.loop)
            return wrong("a loop around " + what.name + "()", "it counts inside $for only");
        if (does.with_entries && !around.entries)
            return wrong("a FHIR bundle around " + what.name + "( )", "it names an entry of the bundle it stands in");
        return arguments(what);
    }

    verdict arguments(const call& what) const {
        for (std::size_t i = 0; i < what.arguments.size(); ++i)
            if (auto bad = argument(what, i)) return bad;
        return {};
    }
    verdict argument(const call& what, std::size_t n) const {
        const auto& given = *what.arguments[n];
        switch (what.does->argument(n)) {
        case takes::text: return check(given, kind::value, around);
        case takes::number: return check(given, kind::number, around);
        case takes::time: return check(given, kind::time, around);
        case takes::duration: return check(given, kind::duration, around);
        case takes::condition: return check(given, kind::condition, around);
        case takes::list: return list(given);
        case takes::answer: return answer(given);
        case takes::key: return check(given, kind_of(given) == kind::list ? kind::list : kind::value, around);
        case takes::salt: return check(given, kind_of(given) == kind::secret ? kind::secret : kind::value, around);
        case takes::name:
        case takes::pattern:
        case takes::format:
        case takes::zone: return literal(what, n);
        case takes::path: return of_another(what, given);
        case takes::each: return occurrences(what, given);
        case takes::counted:
            if (what.arguments.size() > 1) return occurrences(what, given);
            return list(given);
        case takes::asked: return check(given, kind::condition, at_occurrence(what));
        case takes::told: return check(given, kind::value, at_occurrence(what));
        }
        return {};
    }

    static verdict form_of(const node& given, std::string expected, const call& what) {
        return syntax_error{given.offset, std::move(expected), "write " + std::string{what.does->form}};
    }
    verdict literal(const call& what, std::size_t n) const {
        const auto& given = *what.arguments[n];
        const auto* written = std::get_if<text>(&given.what);
        if (written == nullptr) return form_of(given, "a 'name'", what);
        const auto as = what.does->argument(n);
        if (as == takes::pattern && !what.pattern->ok())
            return syntax_error{given.offset, "a regular expression (RE2)", what.pattern->error()};
        if (as == takes::zone && !what.zone)
            return syntax_error{given.offset, "a time zone", "write its IANA name, such as 'Europe/Vienna'"};
        if (as == takes::format && !what.format)
            return syntax_error{given.offset, "a format of dates", time_format::parse(written->value).error()};
        if (what.name == "pad" && written->value != "left" && written->value != "right")
            return form_of(given, "'left' or 'right'", what);
        return {};
    }
    // Nothing around it counts there.
    static verdict of_another(const call& what, const node& given) {
        if (!std::holds_alternative<element>(given.what)) return form_of(given, "a path in " + what.name + "( )", what);
        return check(given, kind::value, nothing_around);
    }
    verdict occurrences(const call& what, const node& given) const {
        const auto* over = std::get_if<element>(&given.what);
        if (over == nullptr || !over->what.alias.empty() || over->what.component)
            return form_of(given, "a segment or a field to go over", what);
        return readable(over->what);
    }
    surroundings at_occurrence(const call& what) const {
        const auto& over = std::get<element>(what.arguments.front()->what).what;
        auto inside = around;
        inside.segment = true;
        inside.repetition = over.field.has_value();
        inside.each = over.segment;
        return inside;
    }
    // The one that is nearly written so, or does what it does elsewhere; else all.
    static std::string meant(std::string_view written) {
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> elsewhere{{
            {"contains", "write PATH matches 'text', which finds it anywhere"},
            {"startswith", "write PATH matches '^text'"},
            {"endswith", "write PATH matches 'text$'"},
            {"isnull", "write is_null(PATH)"},
            {"len", "did you mean 'length'?"},
            {"substring", "did you mean 'substr'?"},
            {"lowercase", "did you mean 'lower'?"},
            {"uppercase", "did you mean 'upper'?"},
        }};
        for (const auto& [theirs, ours] : elsewhere)
            if (theirs == written) return std::string{ours};
        std::vector<std::string_view> names{"exists", "is_null"};
        for (const auto& each : functions()) names.push_back(each.name);
        if (const auto near = nearest(written, names); !near.empty())
            return "did you mean '" + std::string{near} + "'?";
        std::string all = "there are ";
        for (const auto& each : names) (all += &each == &names.front() ? "" : ", ") += each;
        return all;
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
