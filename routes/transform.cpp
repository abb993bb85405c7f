#include "routes/transform.hpp"

#include "parsers/expr/evaluate.hpp"
#include "routes/binding.hpp"
#include "routes/route.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

using what = argument::what;

std::string words(what is) {
    switch (is) {
    case what::text: return "a text";
    case what::path: return "a path";
    case what::list: break;
    }
    return "a list";
}

bool read_list(const config::node& value, config::reading& context, argument& into) {
    into.is = what::list;
    return config::list(config::text()).read(value, context, into.list);
}

// A whole path is one; all else is text.
bool read_scalar(const config::node& value, config::reading& context, argument& into) {
    const bool relative = context.around.loop && (value.text.starts_with("-") || value.text.starts_with("."));
    if (value.written == config::node::style::plain && (path::reads_as_path(value.text) || relative)) {
        into.is = what::path;
        return config::hl7_path().read(value, context, into.where);
    }
    return config::templated().read(value, context, into.text);
}

bool read_needed(const config::node& value, config::reading& context, argument& into) {
    into.needed = true;
    static const auto kinds = config::choice<what>({{"text", what::text}, {"path", what::path}, {"list", what::list}});
    return config::check_keys(value, context, "a parameter", {"needed"}, {"needed"}) &&
           kinds.read(value.find("needed")->value, context, into.is);
}

// `declared`: where a transform says its parameters.
config::type<argument> argument_type(bool declared) {
    const std::string text = "a text, a path or a list of texts";
    const auto all =
        declared ? text + "; or { needed: text }, { needed: path }, { needed: list } without a default" : text;
    return {
        .read =
            [declared](const config::node& value, config::reading& context, argument& into) {
                into.source = value;
                if (value.kind == config::node::shape::sequence) return read_list(value, context, into);
                if (declared && value.kind == config::node::shape::map) return read_needed(value, context, into);
                return read_scalar(value, context, into);
            },
        .show = [](const argument&) { return std::string{}; },
        .schema = [](config::definitions&) -> boost::json::value { return boost::json::object{}; },
        .words = all,
    };
}

const argument* given(const arguments& among, const std::string& name) {
    const auto found = std::ranges::find(among, name, &config::named<argument>::name);
    return found == among.end() ? nullptr : &found->value;
}

bool all_known(const usage& from, const transform& of, binding& names) {
    std::vector<std::string> known;
    for (const auto& each : of.params) known.push_back(each.name);
    bool good = true;
    for (const auto& each : from.with) {
        if (std::ranges::find(known, each.name) != known.end()) continue;
        good = false;
        names.found().error(each.at, "VG3018",
                            "transform '" + from.name.value + "' has no parameter '" + each.name + "'",
                            known.empty() ? "it has none" : config::suggest(each.name, known));
    }
    return good;
}

// What a usage gives its transform, bound where the usage stands.
struct given_values {
    expr::aliases paths;
    expr::lists lists;
    std::vector<std::pair<std::string, expr::text_template>> texts;
};

std::optional<given_values> values_of(const usage& from, const transform& of, binding& names) {
    given_values made;
    bool good = all_known(from, of, names);
    for (const auto& [name, at, declared] : of.params) {
        const auto* own = given(from.with, name);
        const auto& one = own ? *own : declared;
        if (!own && declared.needed) {
            names.found().error(from.name.source, "VG3018",
                                "transform '" + from.name.value + "' needs '" + name + "', " + words(declared.is),
                                "say with: { " + name + ": ... }");
            good = false;
        } else if (one.is != declared.is) {
            names.found().error(one.source, "VG3018",
                                "'" + name + "' is " + words(declared.is) + " in transform '" + from.name.value +
                                    "' (" + names.text_of(at) + "), and " + words(one.is) + " here");
            good = false;
        } else if (one.is == what::list) {
            made.lists.emplace(name, one.list);
        } else if (one.is == what::path) {
            auto bound = names.bind(written<path::path>{one.where, one.source});
            good = good && bound;
            if (bound) made.paths.emplace(name, std::move(*bound));
        } else {
            auto bound = names.bind(written<expr::text_template>{one.text, one.source});
            good = good && bound;
            if (bound) made.texts.emplace_back(name, std::move(*bound));
        }
    }
    if (!good) return std::nullopt;
    return made;
}

// Paths and lists stand in the steps already; texts are made when it begins.
class use_action final : public action {
  public:
    use_action(block steps, std::vector<std::pair<std::string, expr::text_template>> texts)
        : steps_{std::move(steps)}
        , texts_{std::move(texts)} {}

    verdict run(const work& on) const override {
        std::vector<std::string> texts;
        for (const auto& each : texts_) texts.push_back(expr::expand(each.second, on.here()));
        if (on.cost.failed()) return {}; // not to be trusted; it fails the step
        on.tell("used");
        const auto named = on.names.size();
        for (std::size_t i = 0; i < texts.size(); ++i) on.names.push(texts_[i].first, std::move(texts[i]));
        auto end = steps_.run(on);
        on.names.shrink(named);
        end.told = true;
        return end;
    }

  private:
    block steps_;
    std::vector<std::pair<std::string, expr::text_template>> texts_;
};

} // namespace

const config::fields<transform>& transform_fields() {
    static const auto stated =
        config::fields<transform>{"transform", "Steps that routes share, with `use`."}
            .optional("doc", &transform::doc, config::text(), "What it does, for people.")
            .optional("params", &transform::params, config::map_of(argument_type(true), config::name()),
                      "Names that the steps read as $name, each with what it is where `with` does not say.")
            .required("steps", &transform::steps, steps_type(), "The steps.");
    return stated;
}

config::type<usage> usage_name() {
    auto name = as_written(config::name());
    return {
        .read = [read = name.read](const config::node& value, config::reading& context,
                                   usage& into) { return read(value, context, into.name); },
        .show = [](const usage&) { return std::string{}; },
        .schema = name.schema,
        .words = "the name of a transform",
    };
}
config::type<usage> usage_with() {
    auto with = config::map_of(argument_type(false), config::name());
    return {
        .read = [read = with.read](const config::node& value, config::reading& context,
                                   usage& into) { return read(value, context, into.with); },
        .show = [](const usage&) { return std::string{}; },
        .schema = with.schema,
        .words = with.words,
    };
}

std::vector<const written_steps*> steps_of(const usage& of, const rules& all) {
    const auto found = std::ranges::find(all.transforms, of.name.value, &config::named<transform>::name);
    if (found == all.transforms.end()) return {};
    return {&found->value.steps};
}

std::unique_ptr<const action> bind(const usage& from, binding& names) {
    const auto* of = names.transform_named(from.name);
    if (of == nullptr) return nullptr;
    auto given = values_of(from, *of, names);
    if (!given) return nullptr;
    std::vector<std::string> named;
    for (const auto& each : given->texts) named.push_back(each.first);
    auto steps = names.inside_transform(from.name, {std::move(given->paths), std::move(given->lists), std::move(named)},
                                        [&] { return bind(of->steps, names); });
    if (!steps) return nullptr;
    return std::make_unique<use_action>(std::move(*steps), std::move(given->texts));
}

std::optional<block> bind_alone(const usage& from, const std::string& number, binding& names) {
    if (from.name.value.empty()) return block{};
    auto does = [&] {
        const auto inside = names.steps_inside(number);
        return bind(from, names);
    }();
    if (!does) return std::nullopt;
    const auto title = "use " + from.name.value;
    const auto where = names.text_of(from.name.source.at);
    std::vector<bound_step> only;
    only.push_back({.label = number + " " + title,
                    .where = where,
                    .failing = where + " step " + number + " \"" + title + "\"",
                    .when = {},
                    .does = std::move(does)});
    return block{std::move(only)};
}

} // namespace vagus::routes
