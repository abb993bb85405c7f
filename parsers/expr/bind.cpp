// Site names become paths, and names of fields numbers: the same trees, rebuilt where one stands.
#include "parsers/expr/ast.hpp"
#include "parsers/expr/functions.hpp"
#include "parsers/expr/outline.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace vagus::expr {
namespace {

template <class T> using bound = result<T, unknown_name>;

bound<ref> bind_node(const ref& from, const names& known);

bound<std::vector<ref>> bind_all(const std::vector<ref>& from, const names& known) {
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
    const names& known;
    using made = bound<decltype(node::what)>;

    template <class T> made operator()(const T& plain) const { return plain; }
    made operator()(const element& from) const {
        if (is_variable(from.what)) return named_value{from.what.alias};
        return with_path(from);
    }
    made operator()(const exists& from) const {
        if (!is_variable(from.what)) return with_path(from);
        const auto as_node = [&](auto what) {
            return std::make_shared<const node>(node{std::move(what), from.what.offset});
        };
        return equals{as_node(named_value{from.what.alias}), as_node(text{}), true};
    }
    made operator()(const call& from) const {
        if (from.does && from.does->of_request && !known.replies)
            return fail(unknown_name{unknown_name::what::request, from.name, from.arguments.front()->offset});
        auto arguments = bind_arguments(from);
        if (!arguments) return fail(std::move(arguments.error()));
        auto copy = from;
        copy.arguments = std::move(*arguments);
        if (from.does && (from.name == "lookup" || from.name == "table"))
            if (auto missing = find_table(copy)) return fail(std::move(*missing));
        if (from.does && from.does->gives == kind::secret)
            if (auto missing = find_secret(copy)) return fail(std::move(*missing));
        if (from.does && from.does->of_memory)
            if (auto missing = find_memory(copy)) return fail(std::move(*missing));
        if (from.does && from.name == "need" && known.needs)
            known.needs->push_back({std::get<text>(copy.arguments[0]->what).value,
                                    std::get<text>(copy.arguments[1]->what).value, copy.arguments[0]->offset});
        if (from.does && from.does->with_entries && known.entries)
            if (auto missing = find_entry(copy)) return fail(std::move(*missing));
        return copy;
    }
    made operator()(const several& from) const { return with_all(from); }
    made operator()(const is_null& from) const { return with_path(from); }
    made operator()(const negation& from) const {
        auto of = bind_node(from.of, known);
        if (!of) return fail(std::move(of.error()));
        return negation{std::move(*of)};
    }
    made operator()(const all_of& from) const { return with_all(from); }
    made operator()(const any_of& from) const { return with_all(from); }
    made operator()(const fallback& from) const { return with_all(from); }
    made operator()(const equals& from) const { return with_both(from); }
    made operator()(const order& from) const { return with_both(from); }
    made operator()(const arithmetic& from) const { return with_both(from); }
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
        auto list = bind_all(spread(from.list), known);
        if (!list) return fail(std::move(list.error()));
        if (const auto* of = list->empty() ? nullptr : std::get_if<call>(&list->front()->what);
            of && of->name == "table")
            if (auto wrong = wrong_key(**item, *of)) return fail(std::move(*wrong));
        return member{std::move(*item), std::move(*list), from.negated};
    }

    // A list by its name stands for what is in it.
    [[nodiscard]] std::vector<ref> spread(const std::vector<ref>& from) const {
        std::vector<ref> out;
        for (const auto& each : from) {
            const auto* named = std::get_if<element>(&each->what);
            const auto found = named && known.values ? known.values->find(named->what.alias) : no_list();
            if (found == no_list()) {
                out.push_back(each);
                continue;
            }
            for (const auto& one : found->second)
                out.push_back(std::make_shared<const node>(node{text{one}, each->offset}));
        }
        return out;
    }
    [[nodiscard]] lists::const_iterator no_list() const {
        return known.values ? known.values->end() : lists::const_iterator{};
    }
    [[nodiscard]] bool is_variable(const path::path& p) const {
        return std::ranges::find(known.variables, p.alias) != known.variables.end();
    }
    // Behind any(OBX, and the like, relative paths are of that segment or field.
    bound<std::vector<ref>> bind_arguments(const call& from) const {
        std::vector<ref> out;
        auto inside = known;
        for (std::size_t i = 0; i < from.arguments.size(); ++i) {
            auto argument = bind_node(from.arguments[i], inside);
            if (!argument) return fail(std::move(argument.error()));
            const auto as = from.does ? from.does->argument(i) : takes::text;
            const auto* over = std::get_if<element>(&(*argument)->what);
            if (over && (as == takes::each || as == takes::counted))
                inside.inside =
                    over->what.field ? path::inside_field(over->what, known.inside) : path::inside_segment(over->what);
            out.push_back(std::move(*argument));
        }
        return out;
    }
    std::optional<unknown_name> find_secret(call& of) const {
        const auto& name = std::get<text>(of.arguments.front()->what).value;
        const auto found = known.known_secrets ? known.known_secrets->find(name) : secrets::const_iterator{};
        if (!known.known_secrets || found == known.known_secrets->end())
            return unknown_name{unknown_name::what::secret, name, of.arguments.front()->offset};
        of.secret = std::make_shared<const std::string>(found->second);
        return std::nullopt;
    }
    std::optional<unknown_name> find_memory(call& of) const {
        using what = unknown_name::what;
        const auto& name = std::get<text>(of.arguments.front()->what).value;
        const auto found = known.known_memories ? known.known_memories->find(name) : memories::const_iterator{};
        if (!known.known_memories || found == known.known_memories->end())
            return unknown_name{what::memory, name, of.arguments.front()->offset};
        of.of_memory = found->second;
        const auto& last = *of.arguments.back();
        if (of.name == "unchanged" && of.of_memory->key.empty())
            return unknown_name{what::key_of_memory, name, of.arguments.front()->offset};
        if (of.name == "recall" && known.recalls)
            known.recalls->push_back({name, std::get<text>(last.what).value, last.offset});
        return std::nullopt;
    }
    // Literals both, as check() saw to.
    std::optional<unknown_name> find_table(call& of) const {
        using what = unknown_name::what;
        const auto& name = std::get<text>(of.arguments.front()->what).value;
        const auto found = known.codes.find(name);
        if (found == known.codes.end()) return unknown_name{what::table, name, of.arguments.front()->offset};
        of.in = found->second;
        if (of.name == "table") return std::nullopt;
        if (auto wrong = wrong_key(*of.arguments[1], of)) return wrong;
        const auto& columns = of.in->columns;
        if (of.arguments.size() < 3) {
            if (columns.size() < 2) return std::nullopt;
            return unknown_name{what::column, "", of.arguments.front()->offset, name};
        }
        const auto& wanted = std::get<text>(of.arguments[2]->what).value;
        const auto column = std::ranges::find(columns, wanted);
        if (column == columns.end()) return unknown_name{what::column, wanted, of.arguments[2]->offset, name};
        of.column = static_cast<std::size_t>(column - columns.begin());
        return std::nullopt;
    }
    // As many texts as the table has columns for its key.
    static std::optional<unknown_name> wrong_key(const node& key, const call& of) {
        const auto* listed = std::get_if<several>(&key.what);
        const auto given = listed ? listed->of.size() : 1;
        const bool fits = of.in->keys == 1 ? kind_of(key) != kind::list : listed && given == of.in->keys;
        if (fits || of.in->rows.empty()) return std::nullopt;
        return unknown_name{
            .is = unknown_name::what::key,
            .name = {},
            .offset = key.offset,
            .in = std::get<text>(of.arguments.front()->what).value,
        };
    }
    std::optional<unknown_name> find_entry(const call& of) const {
        const auto& wanted = *of.arguments.front();
        const auto looks = outline_of(wanted);
        if (std::ranges::any_of(*known.entries, [&](const outline& each) { return may_be_equal(looks, each); }))
            return std::nullopt;
        return unknown_name{unknown_name::what::entry, looks.whole ? looks.begins : "", wanted.offset, to_text(wanted)};
    }
    template <class T> made with_path(const T& from) const {
        auto p = bind(from.what, known);
        if (!p) return fail(std::move(p.error()));
        return T{std::move(*p)};
    }
    template <class T> made with_both(const T& from) const {
        auto both = bind_all({from.left, from.right}, known);
        if (!both) return fail(std::move(both.error()));
        auto copy = from;
        copy.left = std::move((*both)[0]);
        copy.right = std::move((*both)[1]);
        return copy;
    }
    template <class T> made with_all(const T& from) const {
        auto of = bind_all(from.of, known);
        if (!of) return fail(std::move(of.error()));
        return T{std::move(*of)};
    }
};

bound<ref> bind_node(const ref& from, const names& known) {
    auto what = std::visit(binder{known}, from->what);
    if (!what) return fail(std::move(what.error()));
    return ref{std::make_shared<const node>(node{std::move(*what), from->offset})};
}

bound<path::selector> bind_selector(const path::selector& from, const names& known) {
    const auto* which = std::get_if<path::where>(&from);
    if (!which) return from;
    auto condition = bind_node(which->condition, known);
    if (!condition) return fail(std::move(condition.error()));
    return path::where{std::move(*condition)};
}

// Names as numbers, and numbers that mean something.
bound<path::path> in_numbers(path::path from, const names& known) {
    const auto offset = from.offset;
    using what = unknown_name::what;
    auto made = path::numbered(std::move(from), known.says, known.inside);
    if (!made) return fail(unknown_name{what::part, made.error().what, offset, made.error().hint});
    if (!known.doubts) return made.value();
    if (auto wrong = path::in_no_version(*made, known.says, known.inside))
        return fail(unknown_name{what::field, wrong->what, offset, wrong->hint});
    if (auto odd = path::in_few_versions(*made, known.says, known.inside))
        known.doubts->push_back({std::move(*odd), offset});
    return made.value();
}

} // namespace

result<path::path, unknown_name> bind(const path::path& p, const aliases& known) {
    static const tables no_tables;
    return bind(p, names{known, no_tables});
}

result<path::path, unknown_name> bind(const path::path& p, const names& known) {
    auto made = p;
    if (!p.alias.empty()) {
        auto found = known.paths.find(p.alias);
        if (found == known.paths.end()) {
            const bool variable = std::ranges::find(known.variables, p.alias) != known.variables.end();
            using what = unknown_name::what;
            return fail(unknown_name{variable ? what::variable_as_path : what::alias, p.alias, p.offset});
        }
        made = found->second;
        made.offset = p.offset;
        return made;
    }
    for (auto& group : made.groups) {
        auto chosen = bind_selector(group.occurrence, known);
        if (!chosen) return fail(std::move(chosen.error()));
        group.occurrence = std::move(*chosen);
    }
    auto numbers = in_numbers(std::move(made), known);
    if (!numbers) return numbers;
    auto inner = known;
    inner.inside = path::inside_segment(*numbers);
    auto occurrence = bind_selector(p.occurrence, inner);
    if (!occurrence) return fail(std::move(occurrence.error()));
    inner.inside = path::inside_field(*numbers, known.inside);
    auto repetition = bind_selector(p.repetition, inner);
    if (!repetition) return fail(std::move(repetition.error()));
    numbers->occurrence = std::move(*occurrence);
    numbers->repetition = std::move(*repetition);
    return numbers;
}

result<expression, unknown_name> bind(const expression& e, const names& known) {
    if (!e.root) return e;
    auto root = bind_node(e.root, known);
    if (!root) return fail(std::move(root.error()));
    return expression{std::move(*root), e.source};
}

result<text_template, unknown_name> bind(const text_template& t, const names& known) {
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
