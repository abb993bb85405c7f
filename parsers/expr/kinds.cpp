#include "parsers/expr/kinds.hpp"

#include "parsers/expr/ast.hpp"
#include "parsers/expr/functions.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vagus::expr {
namespace {

bool says_nothing(const node& n) {
    const auto* literal = std::get_if<text>(&n.what);
    return std::holds_alternative<null>(n.what) || (literal && literal->value.empty());
}

template <class Each> kind kind_of_all(const Each& all) {
    const auto telling = std::ranges::find_if_not(all, [](const ref& one) { return says_nothing(*one); });
    if (telling == all.end()) return kind::value;
    auto made = kind_of(**telling);
    for (const auto& each : all) made = joined(made, *each);
    return made;
}

std::vector<ref> answers(const call& of) {
    std::vector<ref> out;
    for (std::size_t i = 0; i < of.arguments.size(); ++i)
        if (of.does->argument(i) == takes::answer) out.push_back(of.arguments[i]);
    return out;
}

struct kinds {
    kind operator()(const number&) const { return kind::number; }
    kind operator()(const duration&) const { return kind::duration; }
    kind operator()(const text&) const { return kind::value; }
    kind operator()(const null&) const { return kind::value; }
    kind operator()(const named_value&) const { return kind::value; }
    kind operator()(const element& n) const { return path::is_list(n.what) ? kind::list : kind::value; }
    kind operator()(const arithmetic& n) const {
        return kind_of(n.does, kind_of(*n.left), kind_of(*n.right)).value_or(kind::value);
    }
    kind operator()(const fallback& n) const { return kind_of_all(n.of); }
    kind operator()(const several&) const { return kind::list; }
    kind operator()(const call& n) const {
        if (!n.does) return kind::value;
        if (n.does->gives_answer) return kind_of_all(answers(n));
        const bool other = n.does->other_from != 0 && n.arguments.size() >= n.does->other_from;
        return other ? n.does->other : n.does->gives;
    }
    template <class T> kind operator()(const T&) const { return kind::condition; }
};

} // namespace

kind kind_of(const node& n) {
    return std::visit(kinds{}, n.what);
}

kind joined(kind before, const node& next) {
    return says_nothing(next) || kind_of(next) == before ? before : kind::value;
}

std::optional<kind> kind_of(operation does, kind left, kind right) {
    struct rule {
        operation does;
        kind left, right, gives;
    };
    using enum operation;
    static constexpr std::array rules{
        rule{add, kind::number, kind::number, kind::number},
        rule{add, kind::duration, kind::duration, kind::duration},
        rule{add, kind::time, kind::duration, kind::time},
        rule{subtract, kind::number, kind::number, kind::number},
        rule{subtract, kind::duration, kind::duration, kind::duration},
        rule{subtract, kind::time, kind::duration, kind::time},
        rule{subtract, kind::time, kind::time, kind::duration},
        rule{multiply, kind::number, kind::number, kind::number},
        rule{multiply, kind::duration, kind::number, kind::duration},
        rule{multiply, kind::number, kind::duration, kind::duration},
        rule{divide, kind::number, kind::number, kind::number},
        rule{divide, kind::duration, kind::number, kind::duration},
        rule{divide, kind::duration, kind::duration, kind::number},
    };
    const auto* found = std::ranges::find_if(
        rules, [&](const rule& one) { return one.does == does && one.left == left && one.right == right; });
    return found == rules.end() ? std::nullopt : std::optional{found->gives};
}

std::string_view sign_of(operation does) {
    switch (does) {
    case operation::add: return "+";
    case operation::subtract: return "-";
    case operation::multiply: return "*";
    case operation::divide: return "/";
    }
    std::unreachable();
}

} // namespace vagus::expr
