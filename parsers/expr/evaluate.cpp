#include "parsers/expr/evaluate.hpp"

#include "parsers/expr/functions.hpp"
#include "parsers/path/read.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

value called(const call& n, const scope& at) {
    auto made = n.does->apply(n, at);
    if (made) return std::move(*made);
    at.cost.fail(to_text(node{n, node::unset}) + ": " + std::string{made.error()});
    return {};
}

struct truth_of {
    const scope& at;

    bool operator()(const truth& n) const { return n.value; }
    bool operator()(const equals& n) const {
        return (evaluate(*n.left, at).view() == evaluate(*n.right, at).view()) != n.negated;
    }
    bool operator()(const member& n) const {
        auto wanted = evaluate(*n.item, at);
        bool found = std::ranges::any_of(n.list, [&](const ref& each) { return holds_item(*each, wanted.view()); });
        return found != n.negated;
    }
    bool operator()(const matches& n) const {
        auto subject = evaluate(*n.subject, at);
        return RE2::PartialMatch({subject.view().data(), subject.view().size()}, *n.compiled);
    }
    bool operator()(const negation& n) const { return !holds(*n.of, at); }
    bool operator()(const all_of& n) const {
        return std::ranges::all_of(n.of, [&](const ref& each) { return holds(*each, at); });
    }
    bool operator()(const any_of& n) const {
        return std::ranges::any_of(n.of, [&](const ref& each) { return holds(*each, at); });
    }
    bool operator()(const exists& n) const { return path::exists(n.what, at); }
    bool operator()(const is_null& n) const { return path::is_null(n.what, at); }
    bool operator()(const call& n) const { return called(n, at).view() == "true"; }
    template <class T> bool operator()(const T&) const { return false; } // a value: check() keeps it out

    bool holds_item(const node& each, std::string_view wanted) const {
        const auto* listed = std::get_if<element>(&each.what);
        if (!listed || !path::is_list(listed->what)) return evaluate(each, at).view() == wanted;
        return std::ranges::any_of(path::read_all(listed->what, at, path::reach::as_written),
                                   [&](const std::string& one) { return one == wanted; });
    }
};

struct value_of {
    const scope& at;

    value operator()(const text& n) const { return value{std::string_view{n.value}}; }
    value operator()(const number& n) const { return value{std::string_view{n.digits}}; }
    value operator()(const null&) const { return value{std::string_view{R"("")"}}; }
    value operator()(const element& n) const { return path::read(n.what, at); }
    // Goes on after a failure and after nothing; the last one's failure stays.
    value operator()(const fallback& n) const {
        const bool failed_before = at.cost.failed();
        for (const auto& each : n.of) {
            if (!failed_before) at.cost.forgive();
            auto found = evaluate(*each, at);
            if (!found.empty() && (failed_before || !at.cost.failed())) return found;
        }
        return {};
    }
    value operator()(const call& n) const { return called(n, at); }
    value operator()(const named_value& n) const {
        for (const auto* each = at.variables; each; each = each->around)
            if (each->name == n.name) return value{each->text};
        return {};
    }
    template <class T> value operator()(const T& n) const { // a condition, where one may stand
        return value{truth_of{at}(n) ? std::string_view{"true"} : std::string_view{"false"}};
    }
};

} // namespace

bool holds(const node& n, const path::scope& at) {
    return std::visit(truth_of{at}, n.what);
}
path::value evaluate(const node& n, const path::scope& at) {
    return std::visit(value_of{at}, n.what);
}

std::string expand(const text_template& t, const path::scope& at) {
    std::string out;
    for (const auto& part : t.parts)
        out += part.hole ? evaluate(*part.hole, at).view() : std::string_view{part.literal};
    return out;
}

} // namespace vagus::expr
