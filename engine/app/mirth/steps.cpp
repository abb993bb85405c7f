#include "engine/app/mirth/steps.hpp"

#include "engine/app/mirth/expression_reader.hpp"
#include "engine/app/mirth/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vagus::mirth {
namespace {

using binding = formula::binding;

formula truth(std::string text, binding holds) {
    return {.is = formula::sort::truth, .holds = holds, .text = std::move(text), .literal = {}};
}

// A text that is the same wherever the scope is for.
std::optional<formula> text_of(std::string_view script, const scope& names) {
    auto made = formula_of(script, names);
    if (!made || made->is != formula::sort::text || made->lost) return std::nullopt;
    return made;
}

// EQUALS and the like: the generated JavaScript asks each value, joined by || where one is enough.
std::optional<formula> condition_of(const piece& rule, const scope& names) {
    const auto field = text_of(rule.field, names);
    if (!field) return std::nullopt;
    const auto asked = wrapped(*field, binding::tight);
    if (rule.condition == "EXISTS") return truth(asked + " != ''", binding::comparison);
    if (rule.condition == "NOT_EXIST") return truth(asked + " == ''", binding::comparison);

    std::vector<formula> values;
    for (const auto& each : rule.values) {
        auto value = text_of(each, names);
        if (!value) return std::nullopt;
        values.push_back(std::move(*value));
    }
    if (values.empty()) values.push_back(*formula_of("''", names));
    const bool literal = std::ranges::all_of(values, [](const auto& each) { return each.literal.has_value(); });

    if (rule.condition == "EQUALS" || rule.condition == "NOT_EQUAL") {
        const bool equal = rule.condition == "EQUALS";
        if (values.size() == 1)
            return truth(asked + (equal ? " == " : " != ") + wrapped(values[0], binding::tight), binding::comparison);
        if (!literal) return std::nullopt;
        std::string list;
        for (const auto& each : values) list += (list.empty() ? "" : ", ") + each.text;
        return truth(asked + (equal ? " in [" : " not in [") + list + "]", binding::comparison);
    }
    if (rule.condition != "CONTAINS" && rule.condition != "NOT_CONTAIN") return std::nullopt;
    std::vector<formula> found;
    for (const auto& each : values) {
        if (!each.literal || each.literal->find_first_of("\"\\") != std::string::npos) return std::nullopt;
        const auto script = rule.field + ".indexOf(" + "\"" + *each.literal + "\") != -1";
        auto one = formula_of(script, names);
        if (!one) return std::nullopt;
        found.push_back(std::move(*one));
    }
    std::string any;
    for (const auto& each : found) any += (any.empty() ? "" : " or ") + each.text;
    auto made = truth(any, found.size() == 1 ? binding::comparison : binding::any);
    return rule.condition == "CONTAINS" ? made : negated(made);
}

std::optional<formula> rule_of(const piece& one, const scope& names) {
    if (one.is == piece::what::rule) return condition_of(one, names);
    if (one.is == piece::what::javascript) return filter_of(one.script, names);
    return std::nullopt;
}

// What a person needs to see to write it anew.
std::string source_of(const piece& one) {
    if (!one.script.empty()) return one.script;
    std::string out;
    const auto add = [&out](std::string_view what, const std::string& text) {
        if (!text.empty()) out += fmt::format("{}: {}\n", what, text);
    };
    add("field", one.field);
    add("condition", one.condition);
    for (const auto& each : one.values) add("value", each);
    add("mapping", one.mapping);
    add("default", one.fallback);
    if (one.replaces) out += "and patterns are replaced in it\n";
    add("behavior", one.behavior);
    for (const auto& each : one.ids) add("destination", each);
    return out;
}

// The value of a mapper or message builder.
std::optional<formula> value_of(const piece& one, const scope& names) {
    if (one.replaces) return std::nullopt;
    const auto script = one.mapping.empty() ? std::string{"''"} : one.mapping;
    return formula_of(one.fallback.empty() || one.fallback == "''" || one.fallback == "\"\""
                          ? script
                          : fmt::format("({}) || ({})", script, one.fallback),
                      names);
}

bool is_text(const std::optional<formula>& made) {
    return made && made->is == formula::sort::text;
}

} // namespace

std::optional<formula> all_of(const std::vector<formula>& conditions) {
    if (conditions.empty()) return std::nullopt;
    if (conditions.size() == 1) return conditions.front();
    std::string out;
    for (const auto& each : conditions) out += (out.empty() ? "" : " and ") + wrapped(each, binding::all);
    return truth(out, binding::all);
}

filter filter_of(const std::vector<piece>& rules, const scope& names) {
    filter made;
    std::string out;
    std::size_t count = 0;
    bool any = false;
    formula only;
    for (const auto& each : rules) {
        if (!each.enabled) continue;
        const auto holds = rule_of(each, names);
        if (!holds) {
            made.left.push_back(each);
            continue;
        }
        const bool joined = count++ > 0;
        any = any || (joined && each.any);
        out += (joined ? each.any ? " or " : " and " : "") + wrapped(*holds, binding::negation);
        only = *holds;
    }
    // With OR among them, what one rule lets pass depends on the others: none is right without all.
    const bool mixed = std::ranges::any_of(rules, [](const auto& each) { return each.enabled && each.any; });
    if (!made.left.empty() && mixed) return {.holds = {}, .left = rules};
    if (count == 1) made.holds = only;
    if (count > 1) made.holds = truth(out, any ? binding::any : binding::all);
    return made;
}

scope steps::later() const {
    auto names = outside_;
    names.received = true;
    return names;
}

void steps::add(const piece& one) {
    if (!one.enabled) {
        text_.remark(level_, fmt::format("the {} step '{}' was switched off", one.type, one.name));
        return text_.shown(level_, source_of(one));
    }
    const bool carried = one.is == piece::what::mapper            ? add_mapper(one)
                         : one.is == piece::what::message_builder ? add_builder(one)
                         : one.is == piece::what::destination_set ? add_destination_set(one)
                         : one.is == piece::what::javascript      ? add_script(one)
                                                                  : false;
    if (!carried) add_left(one);
}

void steps::add_left(const piece& one) {
    add_left(fmt::format("{} '{}'", one.type, one.name), source_of(one));
}

void steps::add_left(std::string_view what, std::string_view script) {
    text_.remark(level_, fmt::format("not carried: {}. Write it here, and then take out the `fail`", what));
    text_.shown(level_, script);
    text_.line(level_, "- fail: " + scalar(fmt::format("left to be written, from Mirth: {}", what)));
    outside_.changed.all = true;
}

bool steps::add_mapper(const piece& one) {
    const auto now = value_of(one, inside_);
    const auto then = value_of(one, later());
    if (!is_text(now) || !is_text(then) || one.field.empty()) return false;
    const auto name = variable_name(one.field, inside_);
    text_.line(level_, fmt::format("- let: {{ {}: {} }}", name, scalar(now->text)));
    inside_.variables[one.field] = "$" + name;
    outside_.variables[one.field] = said_later(*then);
    return true;
}

bool steps::add_builder(const piece& one) {
    const auto to = path_of(one.field);
    const auto value = value_of(one, inside_);
    if (!to || !is_text(value)) return false;
    const bool named = !one.name.empty();
    if (named) text_.line(level_, "- name: " + scalar(one.name));
    text_.line(named ? level_ + 1 : level_,
               fmt::format("{}set: {{ {}: {} }}", named ? "" : "- ", scalar(*to), scalar(as_template(*value))));
    outside_.changed.note(*to);
    return true;
}

bool steps::add_destination_set(const piece& one) {
    const auto when = condition_of(one, later());
    if (!when) return false;
    if (one.behavior == "REMOVE")
        for (const auto& id : one.ids) barred_[id].push_back(*when);
    else
        bars_.push_back({*when, one.behavior == "REMOVE_ALL" ? std::vector<std::string>{} : one.ids});
    return true;
}

bool steps::add_script(const piece& one) {
    const auto now = deeds_of(one.script, inside_);
    if (!now) return false;
    note_changes_of(*now);
    const auto then = deeds_of(one.script, later());
    if (!then) return false;
    if (!one.name.empty() && !now->empty()) text_.line(level_, "# " + one_line(one.name));
    write(*now, level_);
    for (std::size_t i = 0; i < now->size(); ++i) {
        if ((*now)[i].is != deed::what::let) continue;
        inside_.variables[(*now)[i].called] = "$" + (*now)[i].to;
        outside_.variables[(*now)[i].called] = said_later((*then)[i].value);
    }
    return true;
}

void steps::note_changes_of(const std::vector<deed>& deeds) {
    for (const auto& each : deeds) {
        if (each.is == deed::what::set || each.is == deed::what::erase) outside_.changed.note(each.to);
        note_changes_of(each.then);
        note_changes_of(each.otherwise);
    }
}

void steps::write(const std::vector<deed>& deeds, std::size_t level) {
    for (const auto& each : deeds) {
        switch (each.is) {
        case deed::what::set:
            text_.line(level, fmt::format("- set: {{ {}: {} }}", scalar(each.to), scalar(as_template(each.value))));
            break;
        case deed::what::let:
            text_.line(level, fmt::format("- let: {{ {}: {} }}", each.to, scalar(each.value.text)));
            break;
        case deed::what::erase: text_.line(level, "- delete: " + scalar(each.to)); break;
        case deed::what::branch:
            text_.line(level, "- if: " + scalar(each.value.text));
            text_.line(level + 1, each.then.empty() ? "then: []" : "then:");
            write(each.then, level + 2);
            if (each.otherwise.empty()) break;
            text_.line(level + 1, "else:");
            write(each.otherwise, level + 2);
            break;
        }
    }
}

} // namespace vagus::mirth
