// A tree as written becomes a tree that runs: every mistake is a finding.
#include "parsers/expr/ast.hpp"
#include "parsers/expr/check.hpp"
#include "parsers/expr/numbers.hpp"
#include "routes/binding.hpp"
#include "routes/bodies/fhir_types.hpp"
#include "routes/bodies/limits.hpp"
#include "routes/bodies/tree.hpp"

#include <algorithm>
#include <array>

namespace vagus::routes::bodies {
namespace {

using config::node;
using shape = node::shape;

constexpr std::array<std::string_view, 6> directives{"$for", "$if", "$let", "$value", "$first", "$use"};

bool is_directive(std::string_view key) {
    return key.starts_with('$');
}

// Only known directives, and content of one kind.
bool check_map(const node& map, binding& names) {
    const node::entry* content = nullptr; // $value, $first or $use
    bool good = true;
    for (const auto& entry : map.entries) {
        const auto known = std::ranges::find(directives, entry.key) != directives.end();
        if (is_directive(entry.key) && !known) {
            names.found().error(entry.key_at, "VG1001", "unknown key '" + entry.key + "'",
                                config::suggest(entry.key, {directives.begin(), directives.end()}));
            good = false;
        }
        if (entry.key == "$value" || entry.key == "$first" || entry.key == "$use") {
            if (content) {
                names.found().error(entry.key_at, "VG2020",
                                    "'" + content->key + "' and '" + entry.key + "' both say what stands here",
                                    "keep one of the two");
                good = false;
            }
            content = &entry;
        }
    }
    if (!content || content->key != "$value") return good; // what the others have joins the keys beside them
    for (const auto& entry : map.entries) {
        if (is_directive(entry.key)) continue;
        names.found().error(entry.key_at, "VG2020",
                            "'$value' says what stands here, and '" + entry.key + "' says it too",
                            "keep one of the two");
        return false;
    }
    return good;
}

std::optional<expr::expression> compile_condition(const node& from, const setting& in, binding& names) {
    expr::expression made;
    config::reading context{names.found()};
    if (!config::condition(in.around).read(from, context, made)) return std::nullopt;
    return names.bind(made, from, in.variables);
}

std::optional<path::path> compile_loop(const node& from, setting& in, binding& names) {
    config::reading context{names.found()};
    if (!config::is_scalar(from, context, "a segment, a field or a group to go over")) return std::nullopt;
    auto made = expr::parse_loop(from.text, in.around);
    if (!made) {
        names.found().add(from, "VG2001", made.error());
        return std::nullopt;
    }
    auto bound = names.bind_loop(*made, from);
    if (!bound) return std::nullopt;
    if (bound->component) {
        names.found().error(from, "VG2021",
                            path::to_text(*bound) +
                                " is one component, and $for goes over segments, repetitions or groups",
                            "write $for: " + bound->segment + "-" + std::to_string(*bound->field) + ", and inside ${." +
                                std::to_string(*bound->component) + "}");
        return std::nullopt;
    }
    in.around.loop = true;
    in.around.segment = !path::is_group(*bound);
    in.around.repetition = bound->field.has_value();
    return bound;
}

bool compile_lets(const node& from, setting& in, binding& names, head& into) {
    config::reading context{names.found()};
    if (from.kind != shape::map) return config::wrong_shape(from, context, "a map of names, each an expression");
    bool good = true;
    for (const auto& entry : from.entries) {
        std::string name;
        expr::expression made;
        if (!config::name().read(entry.key_node(), context, name) ||
            !config::expression(in.around).read(entry.value, context, made)) {
            good = false;
            continue;
        }
        auto bound = names.bind(made, entry.value, in.variables);
        good = good && bound;
        if (bound) into.lets.emplace_back(name, std::move(*bound));
        in.variables.push_back(name);
    }
    return good;
}

// ${number(...)} and conditions where nobody else knows the type; a bare 5 or true as YAML has it.
scalar_type plain_type(const node& from, const expr::text_template& text) {
    const bool sole = text.parts.size() == 1;
    if (sole && text.parts.front().hole) {
        const auto& root = *text.parts.front().hole;
        const auto* called = std::get_if<expr::call>(&root.what);
        if (called && called->name == "number") return scalar_type::number;
        return expr::gives_condition(root) ? scalar_type::truth : scalar_type::text;
    }
    if (!sole || from.written != node::style::plain) return scalar_type::text;
    if (from.text == "true" || from.text == "false") return scalar_type::truth;
    return expr::plain_number(from.text) == from.text ? scalar_type::number : scalar_type::text; // 0012345 is no number
}

std::optional<tree> compile_scalar(const node& from, const setting& in, binding& names) {
    auto text = compile_text(from, in, names);
    if (!text) return std::nullopt;
    scalar made{std::move(*text)};
    if (in.speaks == dialect::plain) {
        made.type = plain_type(from, made.text);
    } else {
        made.type = fhir_type(in.parent, in.element);
        made.holes = fhir_holes(in.parent, in.element);
    }
    return tree{{{}, {}, {}, names.text_of(from.at)}, std::move(made)};
}

std::optional<tree> compile_list(const node& from, const setting& in, binding& names) {
    std::vector<tree> items;
    bool good = true;
    for (const auto& each : from.items) {
        auto item = compile_tree(each, in, names);
        good = good && item;
        if (item) items.push_back(std::move(*item));
    }
    if (!good) return std::nullopt;
    return tree{{{}, {}, {}, names.text_of(from.at)}, std::move(items)};
}

std::optional<tree> compile_fields(const node& from, const setting& in, binding& names) {
    std::vector<tree::field> fields;
    bool good = true;
    for (const auto& entry : from.entries) {
        if (is_directive(entry.key)) continue;
        auto inside = in;
        inside.parent = in.element;
        inside.element = entry.key;
        auto content = compile_tree(entry.value, std::move(inside), names);
        good = good && content;
        if (content) fields.push_back({entry.key, std::move(*content)});
    }
    if (!good) return std::nullopt;
    return tree{{{}, {}, {}, names.text_of(from.at)}, std::move(fields)};
}

bool bare(const tree& one) {
    return !one.before.each && one.before.lets.empty() && !one.before.only_if.root;
}

std::optional<tree> compile_use(const node& from, setting in, binding& names) {
    config::reading context{names.found()};
    std::string name;
    if (!config::name().read(from, context, name)) return std::nullopt;
    if (std::ranges::find(in.parts, name) != in.parts.end()) {
        names.found().error(from, "VG2022", "'" + name + "' uses itself", "a part cannot hold itself");
        return std::nullopt;
    }
    const auto* part = names.part_named(name, from);
    if (!part) return std::nullopt;
    in.parts.push_back(name);
    return compile_tree(*part, std::move(in), names);
}

std::optional<tree> compile_first(const node& from, const setting& in, binding& names) {
    config::reading context{names.found()};
    if (from.kind != shape::sequence) {
        (void)config::wrong_shape(from, context, "a list, of which the first that is not empty counts");
        return std::nullopt;
    }
    auto list = compile_list(from, in, names);
    if (!list) return std::nullopt;
    return tree{std::move(list->before), tree::choice{std::move(std::get<std::vector<tree>>(list->content))}};
}

// Gives keys and nothing else.
bool gives_keys(const tree& one) {
    if (one.before.each) return false;
    if (const auto* inner = std::get_if<tree::nested>(&one.content)) return gives_keys(**inner);
    if (const auto* choice = std::get_if<tree::choice>(&one.content))
        return std::ranges::all_of(choice->of, gives_keys);
    return std::holds_alternative<std::vector<tree::field>>(one.content);
}

// The first key of `one` that `taken` has too.
const std::string* taken_key(const tree& one, const std::vector<tree::field>& taken) {
    if (const auto* inner = std::get_if<tree::nested>(&one.content)) return taken_key(**inner, taken);
    if (const auto* choice = std::get_if<tree::choice>(&one.content)) {
        for (const auto& each : choice->of)
            if (const auto* key = taken_key(each, taken)) return key;
        return nullptr;
    }
    for (const auto& field : std::get<std::vector<tree::field>>(one.content)) {
        const auto* key = field.name.empty() ? taken_key(field.content, taken) : &field.name;
        if (key && std::ranges::find(taken, *key, &tree::field::name) != taken.end()) return key;
    }
    return nullptr;
}

// More keys behind those of the map.
std::optional<tree> joined(std::optional<tree> own, std::optional<tree> more, const node::entry& what, binding& names) {
    if (!own || !more) return std::nullopt;
    auto& fields = std::get<std::vector<tree::field>>(own->content);
    if (!gives_keys(*more)) {
        names.found().error(what.value, "VG2020", "this gives no keys, and keys stand beside its " + what.key,
                            "use it as a value of its own");
        return std::nullopt;
    }
    if (const auto* key = taken_key(*more, fields)) {
        names.found().error(what.value, "VG2020", "'" + *key + "' stands in here, and beside its " + what.key,
                            "keep one of the two");
        return std::nullopt;
    }
    fields.push_back({{}, std::move(*more)});
    return own;
}

// The content of a map with its directives: what is inside of the head.
std::optional<tree> compile_content(const node& map, const setting& in, binding& names) {
    if (const auto* value = map.find("$value")) return compile_tree(value->value, in, names);
    const auto* use = map.find("$use");
    const auto* first = map.find("$first");
    if (!use && !first) return compile_fields(map, in, names);
    auto more = use ? compile_use(use->value, in, names) : compile_first(first->value, in, names);
    const bool alone = std::ranges::all_of(map.entries, [](const node::entry& each) { return is_directive(each.key); });
    return alone ? std::move(more)
                 : joined(compile_fields(map, in, names), std::move(more), use ? *use : *first, names);
}

// A head around a tree that may have one of its own.
tree under(head before, tree inner) {
    if (!bare(inner)) return {std::move(before), std::make_shared<const tree>(std::move(inner))};
    return {std::move(before), std::move(inner.content)};
}

} // namespace

std::optional<expr::text_template> compile_text(const node& from, const setting& in, binding& names) {
    expr::text_template made;
    config::reading context{names.found()};
    if (!config::templated(in.around, true).read(from, context, made)) return std::nullopt;
    return names.bind(made, from, in.variables);
}

std::optional<head> compile_head(const node& map, setting& in, binding& names) {
    head made{{}, {}, {}, names.text_of(map.at)};
    bool good = true;
    if (const auto* loop = map.find("$for")) {
        made.each = compile_loop(loop->value, in, names);
        if (!made.each) return std::nullopt; // what is inside would have no meaning
    }
    if (const auto* lets = map.find("$let")) good = compile_lets(lets->value, in, names, made);
    if (const auto* only = map.find("$if")) {
        auto condition = compile_condition(only->value, in, names);
        good = good && condition;
        if (condition) made.only_if = std::move(*condition);
    }
    if (!good) return std::nullopt;
    return made;
}

std::optional<tree> compile_tree(const node& from, setting in, binding& names) {
    if (++in.depth > limits::depth || ++*in.places > limits::places) {
        names.found().error(from, "VG2023",
                            "this body is too deep or too large: at most " + std::to_string(limits::depth) +
                                " levels and " + std::to_string(limits::places) +
                                " places, parts counted where they are used");
        return std::nullopt;
    }
    if (from.kind == shape::scalar || from.kind == shape::nothing) return compile_scalar(from, in, names);
    if (from.kind == shape::sequence) return compile_list(from, in, names);
    if (!check_map(from, names)) return std::nullopt;
    auto before = compile_head(from, in, names);
    if (!before) return std::nullopt;
    auto inner = compile_content(from, in, names);
    if (!inner) return std::nullopt;
    return under(std::move(*before), std::move(*inner));
}

} // namespace vagus::routes::bodies
