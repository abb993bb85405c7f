#include "parsers/expr/evaluate.hpp"

#include "parsers/expr/decimal.hpp"
#include "parsers/expr/functions.hpp"
#include "parsers/path/read.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace vagus::expr {
namespace {

using path::scope;
using path::value;

constexpr std::string_view one_is_empty =
    "one side is empty; give another answer with else, or ask first whether it is there";

// The route fails for this message, unless an else has another answer.
value give_up(const node& n, std::string_view why, const scope& at) {
    at.cost.fail(to_text(n) + ": " + std::string{why});
    return {};
}

value called(const call& n, const scope& at) {
    auto made = n.does->apply(n, at);
    if (made) return std::move(*made);
    return give_up(node{n, node::unset}, made.error(), at);
}

result<std::strong_ordering, std::string_view> order_of(kind, std::string_view left, std::string_view right) {
    if (left.empty() || right.empty()) return fail(one_is_empty);
    return compared(left, right);
}

struct truth_of {
    const scope& at;

    bool operator()(const truth& n) const { return n.value; }
    bool operator()(const equals& n) const {
        const auto left = evaluate(*n.left, at);
        const auto right = evaluate(*n.right, at);
        return equal(n, left.view(), right.view()) != n.negated;
    }
    // Nothing has no order and comes before nothing: the route fails rather than go one of two ways by chance.
    bool operator()(const order& n) const {
        const auto left = evaluate(*n.left, at);
        const auto right = evaluate(*n.right, at);
        const auto way = order_of(n.as, left.view(), right.view());
        if (!way) return give_up(node{n, node::unset}, way.error(), at), false;
        switch (n.wanted) {
        case order::is::less: return *way < 0;
        case order::is::at_most: return *way <= 0;
        case order::is::more: return *way > 0;
        case order::is::at_least: return *way >= 0;
        }
        return false;
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

    // Numbers by value, where both are; what is empty, null or none is compared as it is written.
    static bool equal(const equals& n, std::string_view left, std::string_view right) {
        if (left == right || !has_order(n.as)) return left == right;
        const auto way = order_of(n.as, left, right);
        return way && *way == 0;
    }

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
    value operator()(const duration& n) const { return value{std::string_view{n.seconds}}; }
    value operator()(const arithmetic& n) const {
        const auto left = evaluate(*n.left, at);
        const auto right = evaluate(*n.right, at);
        if (left.empty() || right.empty()) return give_up(node{n, node::unset}, one_is_empty, at);
        auto made = calculated(n.does, left.view(), right.view());
        if (!made) return give_up(node{n, node::unset}, made.error(), at);
        return value{std::move(*made)};
    }
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
