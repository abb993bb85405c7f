// set: map of PATH: VALUE. Every value is made before the first is written, then they are written in file order.
// A value is text with ${...} holes, or a map of component numbers to such texts.
#include "parsers/expr/evaluate.hpp"
#include "parsers/path/write.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/paths.hpp"

#include <charconv>

namespace vagus::routes {
namespace {

using written_text = written<expr::text_template>;

// 4 or 4.1, the key of a value that is a map.
struct part {
    std::uint32_t component = 1;
    std::optional<std::uint32_t> subcomponent;
};
struct set_value {
    written_text whole; // when parts is empty
    std::vector<config::keyed<part, written_text>> parts;
};

std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t n = 0;
    auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (wrong != std::errc{} || end != text.data() + text.size() || n < 1 || n > path::highest_part)
        return std::nullopt;
    return n;
}

config::type<part> part_number() {
    static constexpr auto words = "the number of a component, such as 1 or 4.1";
    return {
        .read =
            [](const config::node& value, config::reading& context, part& into) {
                auto dot = value.text.find('.');
                auto component = number_of(value.text.substr(0, dot));
                into.component = component.value_or(1);
                into.subcomponent = dot == std::string::npos ? std::nullopt : number_of(value.text.substr(dot + 1));
                if (component && (dot == std::string::npos || into.subcomponent)) return true;
                return config::wrong_value(value, context, words);
            },
        .show = [](const part&) { return std::string{}; },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

config::type<set_value> text_or_parts() {
    auto text = as_written(config::templated());
    auto parts = config::map_by(part_number(), text);
    return {
        .read =
            [text = text.read, parts = parts.read](const config::node& value, config::reading& context,
                                                   set_value& into) {
                into.whole.source = value;
                if (value.kind == config::node::shape::map) return parts(value, context, into.parts);
                return text(value, context, into.whole);
            },
        .show = [](const set_value&) { return std::string{}; },
        .schema = [text = text.schema, parts = parts.schema](config::definitions& defs) -> boost::json::value {
            return {{"anyOf", {text(defs), parts(defs)}}};
        },
        .words = "text with ${...} holes, or a map of component numbers to such texts",
    };
}

// One element and the text that goes there. A map of parts becomes one edit of its repetition, so that PID-3[new] is
// one.
struct edit {
    path::path where;
    expr::text_template text;
    std::vector<std::pair<path::path, expr::text_template>> parts; // component paths, text unused
};

class set_action final : public action {
  public:
    explicit set_action(std::vector<edit> edits)
        : edits_{std::move(edits)} {}

    verdict run(const work& on) const override {
        std::vector<std::vector<std::string>> values;
        values.reserve(edits_.size());
        for (const auto& each : edits_) values.push_back(made(each, on.here()));
        for (std::size_t i = 0; i < edits_.size(); ++i)
            if (auto end = write(edits_[i], values[i], on); end.go != verdict::way::on) return end;
        return {};
    }

  private:
    static std::vector<std::string> made(const edit& from, const path::scope& at) {
        std::vector<std::string> texts;
        if (from.parts.empty()) texts.push_back(expr::expand(from.text, at));
        for (const auto& [where, text] : from.parts) texts.push_back(expr::expand(text, at));
        return texts;
    }

    static verdict write(const edit& to, const std::vector<std::string>& texts, const work& on) {
        if (to.parts.empty()) return write_one(to.where, texts.front(), on);
        bool appended = false;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            auto where = to.parts[i].first;
            if (appended) settle(where); // the first part made the new element, the others go there
            auto end = write_one(where, texts[i], on);
            if (end.go != verdict::way::on) return end;
            appended = appended || !texts[i].empty();
        }
        return {};
    }

    static void settle(path::path& where) {
        if (std::holds_alternative<path::append>(where.occurrence)) where.occurrence = path::last{};
        if (std::holds_alternative<path::append>(where.repetition)) where.repetition = path::last{};
    }

    static verdict write_one(const path::path& where, std::string_view text, const work& on) {
        auto changed = path::assign(on.copy, on.located(where), text, on.here(), on.says);
        if (!changed) return failed(std::move(changed.error()));
        on.note(*changed, where);
        return {};
    }

    std::vector<edit> edits_;
};

struct set_step final : step {
    std::vector<config::keyed<written_path, set_value>> values;

    std::string title() const override {
        std::vector<const written_path*> all;
        for (const auto& each : values) all.push_back(&each.key);
        return titled("set", all);
    }

    std::unique_ptr<const action> bind(binding& names) const override {
        std::vector<edit> edits;
        bool good = true;
        for (const auto& each : values) {
            auto where = bind_target(each.key, names);
            if (where && whole_segment(*where)) {
                names.found().error(each.key.source, "VG2011", path::to_text(*where) + " is a whole segment",
                                    "name a field: " + path::to_text(*where) + "-3");
                where.reset();
            }
            auto made = where ? bind_value(*where, each.value, names) : std::nullopt;
            good = good && made;
            if (made) edits.push_back(std::move(*made));
        }
        if (!good) return nullptr;
        return std::make_unique<set_action>(std::move(edits));
    }

    static std::optional<edit> bind_value(const path::path& where, const set_value& value, binding& names) {
        edit made{where, {}, {}};
        if (value.parts.empty()) {
            auto text = names.bind(value.whole);
            const auto field = path::to_text(where);
            if (!text || (!where.component && holds_delimiter(value.whole, field + ": {1: ICU, 2: 101}", names)))
                return std::nullopt;
            made.text = std::move(*text);
            return made;
        }
        if (where.component) {
            names.found().error(value.whole.source, "VG2012",
                                path::to_text(where) + " is a component and has no components",
                                "give the map to the field");
            return std::nullopt;
        }
        for (const auto& part : value.parts) {
            auto text = names.bind(part.value);
            if (!text) return std::nullopt;
            auto inside = where;
            inside.component = part.key.component;
            inside.subcomponent = part.key.subcomponent;
            made.parts.emplace_back(std::move(inside), std::move(*text));
        }
        return made;
    }
};

const config::fields<set_step>& set_fields() {
    static const auto stated =
        config::fields<set_step>{"set", "Writes texts. All are made first, then written in this order."}
            .required("set", &set_step::values, config::map_by(path_type(), text_or_parts()), "Path: text, for each.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> set_kind() {
    return config::kind_of<step, set_step>("set", set_fields);
}

} // namespace vagus::routes
