// Site names become paths: the same trees, rebuilt where an alias stands.
#include "parsers/expr/ast.hpp"

#include <utility>

namespace vagus::expr {
namespace {

template <class T> using bound = result<T, unknown_alias>;

bound<ref> bind_node(const ref& from, const aliases& known);

bound<std::vector<ref>> bind_all(const std::vector<ref>& from, const aliases& known) {
    std::vector<ref> out;
    out.reserve(from.size());
    for (const auto& each : from) {
        auto made = bind_node(each, known);
        if (!made) return fail(std::move(made.error()));
        out.push_back(std::move(*made));
    }
    return out;
}

struct binder {
    const aliases& known;
    using made = bound<decltype(node::what)>;

    template <class T> made operator()(const T& plain) const { return plain; }
    made operator()(const element& from) const { return with_path(from); }
    made operator()(const exists& from) const { return with_path(from); }
    made operator()(const is_null& from) const { return with_path(from); }
    made operator()(const negation& from) const {
        auto of = bind_node(from.of, known);
        if (!of) return fail(std::move(of.error()));
        return negation{std::move(*of)};
    }
    made operator()(const all_of& from) const { return with_all(from); }
    made operator()(const any_of& from) const { return with_all(from); }
    made operator()(const fallback& from) const { return with_all(from); }
    made operator()(const equals& from) const {
        auto both = bind_all({from.left, from.right}, known);
        if (!both) return fail(std::move(both.error()));
        return equals{(*both)[0], (*both)[1], from.negated};
    }
    made operator()(const matches& from) const {
        auto subject = bind_node(from.subject, known);
        if (!subject) return fail(std::move(subject.error()));
        auto copy = from;
        copy.subject = std::move(*subject);
        return copy;
    }
    made operator()(const member& from) const {
        auto item = bind_node(from.item, known);
        if (!item) return fail(std::move(item.error()));
        auto list = bind_all(from.list, known);
        if (!list) return fail(std::move(list.error()));
        return member{std::move(*item), std::move(*list), from.negated};
    }

    template <class T> made with_path(const T& from) const {
        auto p = bind(from.what, known);
        if (!p) return fail(std::move(p.error()));
        return T{std::move(*p)};
    }
    template <class T> made with_all(const T& from) const {
        auto of = bind_all(from.of, known);
        if (!of) return fail(std::move(of.error()));
        return T{std::move(*of)};
    }
};

bound<ref> bind_node(const ref& from, const aliases& known) {
    auto what = std::visit(binder{known}, from->what);
    if (!what) return fail(std::move(what.error()));
    return ref{std::make_shared<const node>(node{std::move(*what), from->offset})};
}

bound<path::selector> bind_selector(const path::selector& from, const aliases& known) {
    const auto* which = std::get_if<path::where>(&from);
    if (!which) return from;
    auto condition = bind_node(which->condition, known);
    if (!condition) return fail(std::move(condition.error()));
    return path::where{std::move(*condition)};
}

} // namespace

result<path::path, unknown_alias> bind(const path::path& p, const aliases& known) {
    auto made = p;
    if (!p.alias.empty()) {
        auto found = known.find(p.alias);
        if (found == known.end()) return fail(unknown_alias{p.alias, p.offset});
        made = found->second;
        made.offset = p.offset;
        return made;
    }
    auto occurrence = bind_selector(p.occurrence, known);
    if (!occurrence) return fail(std::move(occurrence.error()));
    auto repetition = bind_selector(p.repetition, known);
    if (!repetition) return fail(std::move(repetition.error()));
    made.occurrence = std::move(*occurrence);
    made.repetition = std::move(*repetition);
    return made;
}

result<expression, unknown_alias> bind(const expression& e, const aliases& known) {
    if (!e.root) return e;
    auto root = bind_node(e.root, known);
    if (!root) return fail(std::move(root.error()));
    return expression{std::move(*root), e.source};
}

result<text_template, unknown_alias> bind(const text_template& t, const aliases& known) {
    auto made = t;
    for (auto& part : made.parts) {
        if (!part.hole) continue;
        auto hole = bind_node(part.hole, known);
        if (!hole) return fail(std::move(hole.error()));
        part.hole = std::move(*hole);
    }
    return made;
}

} // namespace vagus::expr
