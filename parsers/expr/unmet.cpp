#include "parsers/expr/unmet.hpp"

#include "parsers/expr/evaluate.hpp"
#include "parsers/expr/functions.hpp"

#include <algorithm>

namespace vagus::expr {
namespace {

struct gathering {
    std::vector<path::path>& into;

    void all(const std::vector<ref>& of) const {
        for (const auto& each : of) one(each);
    }
    void one(const ref& of) const { std::visit(*this, of->what); }
    void add(const path::path& what) const {
        if (std::ranges::find(into, what) == into.end()) into.push_back(what);
    }

    void operator()(const element& n) const { add(n.what); }
    void operator()(const exists& n) const { add(n.what); }
    void operator()(const is_null& n) const { add(n.what); }
    void operator()(const equals& n) const { one(n.left), one(n.right); }
    void operator()(const order& n) const { one(n.left), one(n.right); }
    void operator()(const arithmetic& n) const { one(n.left), one(n.right); }
    void operator()(const member& n) const { one(n.item), all(n.list); }
    void operator()(const matches& n) const { one(n.subject); }
    void operator()(const negation& n) const { one(n.of); }
    void operator()(const all_of& n) const { all(n.of); }
    void operator()(const any_of& n) const { all(n.of); }
    void operator()(const fallback& n) const { all(n.of); }
    void operator()(const several& n) const { all(n.of); }
    // What goes over occurrences, or reads in another message, is not read where the condition is.
    void operator()(const call& n) const {
        for (std::size_t i = 0; i < n.arguments.size(); ++i) {
            const auto is = n.does == nullptr ? takes::text : n.does->argument(i);
            const bool elsewhere = is == takes::path || is == takes::each || is == takes::asked || is == takes::told;
            if (!elsewhere) one(n.arguments[i]);
        }
    }
    template <class T> void operator()(const T&) const {} // no path is in it
};

} // namespace

const node& unmet(const node& condition, const path::scope& at) {
    const auto* all = std::get_if<all_of>(&condition.what);
    if (all == nullptr) return condition;
    const auto first = std::ranges::find_if(all->of, [&](const ref& each) { return !holds(*each, at); });
    return first == all->of.end() ? condition : unmet(**first, at);
}

std::vector<path::path> paths_in(const node& n) {
    std::vector<path::path> found;
    std::visit(gathering{found}, n.what);
    return found;
}

} // namespace vagus::expr
