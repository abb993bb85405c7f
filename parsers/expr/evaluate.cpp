#include "parsers/expr/evaluate.hpp"

#include "parsers/expr/decimal.hpp"
#include "parsers/expr/functions.hpp"
#include "parsers/expr/table_key.hpp"
#include "parsers/expr/zoned.hpp"
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

result<std::strong_ordering, std::string_view> order_of(kind is, std::string_view left, std::string_view right,
                                                        const scope& at) {
    if (left.empty() || right.empty()) return fail(one_is_empty);
    return is == kind::time ? order_of_times(left, right, at) : compared(left, right);
}

result<std::string, std::string_view> calculated(const arithmetic& n, std::string_view left, std::string_view right,
                                                 const scope& at) {
    const bool of_times = kind_of(*n.left) == kind::time;
    if (!of_times) return calculated(n.does, left, right);
    return n.gives == kind::time ? moved_time(n.does, left, right, at) : between_times(left, right, at);
}

struct truth_of {
    const scope& at;

    bool operator()(const truth& n) const { return n.value; }
    bool operator()(const equals& n) const {
        const auto left = evaluate(*n.left, at);
        const auto right = evaluate(*n.right, at);
        return equal(n.as, left.view(), right.view()) != n.negated;
    }
    // Nothing has no order and comes before nothing: the route fails rather than go one of two ways by chance.
    bool operator()(const order& n) const {
        const auto left = evaluate(*n.left, at);
        const auto right = evaluate(*n.right, at);
        const auto way = order_of(n.as, left.view(), right.view(), at);
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
        if (!n.list.empty() && kind_of(*n.list.front()) == kind::codes)
            return in_table(*n.item, *n.list.front()) != n.negated;
        const auto wanted = evaluate(*n.item, at);
        const bool found =
            std::ranges::any_of(n.list, [&](const ref& each) { return in_list(*each, *n.item, wanted.view()); });
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
    [[nodiscard]] bool equal(kind as, std::string_view left, std::string_view right) const {
        if (left == right || !has_order(as)) return left == right;
        return as == kind::time ? same_time(left, right, at) : compared(left, right) == std::strong_ordering::equal;
    }

    [[nodiscard]] bool in_table(const node& item, const node& listed) const {
        const auto key = table_key(item, at);
        const bool found = !key.empty() && std::get<call>(listed.what).in->rows.contains(key);
        if (at.when) at.when->hear(found, [&] { return to_text(item) + " in " + to_text(listed); });
        return found;
    }
    [[nodiscard]] bool in_list(const node& listed, const node& item, std::string_view wanted) const {
        const bool one = std::holds_alternative<text>(listed.what);
        if (one) return evaluate(listed, at).view() == wanted;
        const auto as = kind_of(listed);
        if (has_order(as) && as == kind_of(item)) return equal(as, evaluate(listed, at).view(), wanted);
        return std::ranges::any_of(evaluate_list(listed, at), [&](const std::string& each) { return each == wanted; });
    }
};

const path::variable* variable_named(std::string_view name, const scope& at) {
    for (const auto* each = at.variables; each; each = each->around)
        if (each->name == name) return each;
    return nullptr;
}

struct value_of {
    const scope& at;

    value operator()(const text& n) const { return value{std::string_view{n.value}}; }
    value operator()(const number& n) const { return value{std::string_view{n.digits}}; }
    value operator()(const duration& n) const { return value{std::string_view{n.seconds}}; }
    value operator()(const arithmetic& n) const {
        const auto left = evaluate(*n.left, at);
        const auto right = evaluate(*n.right, at);
        if (left.empty() || right.empty()) return give_up(node{n, node::unset}, one_is_empty, at);
        auto made = calculated(n, left.view(), right.view(), at);
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
        const auto* found = variable_named(n.name, at);
        return found ? value{found->text} : value{};
    }
    template <class T> value operator()(const T& n) const { // a condition, where one may stand
        return value{truth_of{at}(n) ? std::string_view{"true"} : std::string_view{"false"}};
    }
};

struct texts_of {
    const scope& at;
    using texts = std::vector<std::string>;

    texts operator()(const several& n) const {
        texts out;
        for (const auto& each : n.of)
            for (auto& one : evaluate_list(*each, at)) out.push_back(std::move(one));
        return out;
    }
    texts operator()(const element& n) const { return path::read_all(n.what, at, path::reach::as_written); }
    texts operator()(const named_value& n) const {
        const auto* found = variable_named(n.name, at);
        if (!found) return {};
        return found->list ? *found->list : texts{std::string{found->text}};
    }
    texts operator()(const call& n) const {
        if (kind_of(node{n, node::unset}) != kind::list) return {called(n, at).take()};
        auto made = n.does->apply_list(n, at);
        if (made) return std::move(*made);
        give_up(node{n, node::unset}, made.error(), at);
        return {};
    }
    template <class T> texts operator()(const T& n) const { return {value_of{at}(n).take()}; }
};

} // namespace

std::vector<std::string> evaluate_list(const node& n, const scope& at) {
    return std::visit(texts_of{at}, n.what);
}

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
