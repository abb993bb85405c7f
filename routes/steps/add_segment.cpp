// add_segment: { SEGMENT: map of FIELD: TEXT, after: PATH }. A new segment behind another, or at its place.
#include "parsers/expr/evaluate.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/placement.hpp"
#include "parsers/path/read.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/paths.hpp"
#include "routes/steps/segment_ids.hpp"

#include <charconv>

namespace vagus::routes {
namespace {

// 3, 3.1 or 3.1.2: the key of a text in the new segment.
struct field_place {
    std::uint32_t field = 1;
    std::uint32_t component = 0;    // 0: the whole field
    std::uint32_t subcomponent = 0; // 0: the whole component
};
using written_text = written<expr::text_template>;
using new_fields = std::vector<config::keyed<field_place, written_text>>;

struct new_segment {
    std::string id;
    config::place at;
    new_fields fields;
    std::optional<written_path> behind;
};

bool read_numbers(std::string_view text, field_place& into) {
    for (auto* number : {&into.field, &into.component, &into.subcomponent}) {
        const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), *number);
        if (wrong != std::errc{} || *number < 1 || *number > path::highest_part) return false;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (text.empty()) return true;
        if (text.front() != '.') return false;
        text.remove_prefix(1);
    }
    return false;
}

config::type<field_place> field_number() {
    static constexpr auto words = "the number of a field, such as 3, or of a part of it, such as 3.1";
    return {
        .read =
            [](const config::node& value, config::reading& context, field_place& into) {
                return read_numbers(value.text, into) || config::wrong_value(value, context, words);
            },
        .show = [](const field_place&) { return std::string{}; },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

// One segment by its name, and `after`.
config::type<new_segment> segment_type() {
    static constexpr auto words = "a segment with its fields, such as { NTE: { 3: text }, after: OBX }";
    auto fields = config::map_by(field_number(), as_written(config::templated()));
    auto behind = path_type();
    return {
        .read =
            [fields = fields.read, behind = behind.read](const config::node& value, config::reading& context,
                                                         new_segment& into) {
                if (value.kind != config::node::shape::map) return config::wrong_shape(value, context, words);
                bool good = true;
                for (const auto& entry : value.entries) {
                    if (entry.key == "after") {
                        good = behind(entry.value, context, into.behind.emplace()) && good;
                        continue;
                    }
                    if (!is_segment_id(entry.key) || entry.key == "MSH" || !into.id.empty()) {
                        context.found.error(entry.key_at, "VG2045",
                                            "'" + entry.key + "' cannot be the segment that is added",
                                            "name one, with three capitals, and `after`; a message has one MSH");
                        return false;
                    }
                    into.id = entry.key;
                    into.at = entry.key_at;
                    good = fields(entry.value, context, into.fields) && good;
                }
                if (into.id.empty() && good) return config::wrong_shape(value, context, words);
                return good;
            },
        .show = [](const new_segment&) { return std::string{}; },
        .schema = [fields = fields.schema, behind = behind.schema](config::definitions& defs) -> boost::json::value {
            return {
                {"type", "object"}, {"properties", {{"after", behind(defs)}}}, {"additionalProperties", fields(defs)}};
        },
        .words = words,
    };
}

class add_segment_action final : public action {
  public:
    using bound_fields = std::vector<std::pair<field_place, expr::text_template>>;
    add_segment_action(std::string id, bound_fields fields, std::optional<path::path> behind)
        : id_{std::move(id)}
        , fields_{std::move(fields)}
        , behind_{std::move(behind)} {}

    verdict run(const work& on) const override {
        const auto at = on.here();
        const auto text = made(at);
        if (on.cost.failed()) return {}; // not to be trusted; it fails the step
        const auto before = place(on, at);
        if (!before) return failed(path::to_text(*behind_) + " is not there, so " + id_ + " has no place");
        if (!on.copy.insert_segment(*before, text)) return failed(id_ + ": the text would break the segment");
        on.note(true, id_);
        return {};
    }

  private:
    [[nodiscard]] std::string made(const path::scope& at) const {
        const auto& marks = at.document.marks;
        std::string segment = id_;
        for (const auto& [where, text] : fields_) {
            const auto value = hl7::escape(expr::expand(text, at), marks);
            if (value.empty()) continue;
            const auto field = hl7::part(segment, marks.field, where.field + 1);
            const auto component = where.component > 0 ? hl7::part(field, marks.component, where.component) : field;
            auto next = where.subcomponent > 0
                            ? hl7::with_part(component, marks.subcomponent, where.subcomponent, value)
                            : value;
            if (where.component > 0) next = hl7::with_part(field, marks.component, where.component, next);
            segment = hl7::with_part(segment, marks.field, where.field + 1, next);
        }
        return segment;
    }

    // Behind the segment, and behind those of the new one's name that follow it: a second note stands behind the first.
    [[nodiscard]] std::optional<std::size_t> place(const work& on, const path::scope& at) const {
        const auto all = at.document.segments;
        if (!behind_) return on.cost.spend(all.size()) ? hl7::place_for(at.document, id_, on.says) : all.size();
        const auto found = path::segments_of(*behind_, at, path::reach::as_written);
        if (found.empty()) return std::nullopt;
        auto next = found.front() + 1;
        while (next < all.size() && all[next].id() == id_ && on.cost.spend(1)) ++next;
        return next;
    }

    std::string id_;
    bound_fields fields_;
    std::optional<path::path> behind_;
};

struct add_segment_step final : step {
    new_segment what;

    std::string title() const override { return "add_segment " + what.id; }
    std::unique_ptr<const action> bind(binding& names) const override {
        add_segment_action::bound_fields fields;
        for (const auto& each : what.fields) {
            auto text = names.bind(each.value);
            const auto field = std::to_string(each.key.field);
            const bool whole = each.key.component == 0;
            if (!text || (whole && holds_delimiter(each.value, field + ".1: ICU, " + field + ".2: 101", names)))
                continue;
            fields.emplace_back(each.key, std::move(*text));
        }
        std::optional<path::path> behind;
        if (what.behind) {
            behind = bind_source(*what.behind, names);
            if (!behind) return nullptr;
            if (!whole_segment(*behind)) {
                names.found().error(what.behind->source, "VG2045",
                                    path::to_text(*behind) + " is no segment to stand behind",
                                    "name a segment: OBX, OBX[last]");
                return nullptr;
            }
        }
        if (fields.size() != what.fields.size()) return nullptr;
        return std::make_unique<add_segment_action>(what.id, std::move(fields), std::move(behind));
    }
};

const config::fields<add_segment_step>& add_segment_fields() {
    static const auto stated =
        config::fields<add_segment_step>{
            "add_segment", "Adds a segment: behind another (`after`) and those of its own name that follow it, or at "
                           "its place in the message's structure."}
            .required("add_segment", &add_segment_step::what, segment_type(), "The segment, its fields by number.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> add_segment_kind() {
    return config::kind_of<step, add_segment_step>("add_segment", add_segment_fields);
}

} // namespace vagus::routes
