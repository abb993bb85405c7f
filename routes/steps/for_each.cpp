// for_each: PATH, do: STEPS. A segment, a repetition or a group after the other, of those that are there when it
// begins.
#include "parsers/hl7/element.hpp"
#include "parsers/path/read.hpp"
#include "routes/binding.hpp"
#include "routes/block.hpp"
#include "routes/steps/kinds.hpp"

namespace vagus::routes {
namespace {

class for_each_action final : public action {
  public:
    for_each_action(path::path over, block steps)
        : over_{std::move(over)}
        , steps_{std::move(steps)} {}

    verdict run(const work& on) const override {
        auto spots = path::is_group(over_) ? groups(on) : elements(on);
        if (!spots) return failed(std::move(spots.error()));
        on.tell(std::to_string(spots->size()) + (spots->size() == 1 ? " turn" : " turns"));
        std::size_t index = 0;
        std::size_t taken = 0; // repetitions that their turns took away: the others are nearer to the front
        for (auto& each : *spots) {
            if (each.repetition > 0) each.repetition -= taken;
            auto left = each.repetition > 0 ? repetitions(each, on) : 0;
            turn here{on.copy, on.groups, each, ++index, on.loop};
            auto inside = on;
            inside.loop = &here;
            auto end = steps_.run(inside);
            end.told = true;
            if (end.go != verdict::way::on) return end;
            if (each.repetition == 0) continue;
            if (here.gone()) ++taken, --left;
            if (repetitions(each, on) != left)
                return failed(each.text + ": repetitions came or went while the loop went over them");
        }
        return {verdict::way::on, {}, {}, {}, true, true};
    }

  private:
    using found_spots = result<std::vector<spot>, std::string>;

    static std::size_t repetitions(const spot& at, const work& on) {
        const auto segment = on.copy.find(at.segments.front());
        if (!segment) return 0;
        const auto field = on.copy.read().segments[*segment].field(at.field);
        return field.empty() ? 0 : hl7::parts(field, on.copy.read().marks.repetition);
    }

    found_spots groups(const work& on) const {
        const auto* all = on.groups.now(on.cost);
        if (all == nullptr)
            return fail(std::string{"the groups of this type of message are not known; loop over segments instead"});
        std::vector<spot> found;
        for (const auto group : path::groups_of(over_, *all, on.here())) {
            const auto& one = all->all()[group];
            if (!on.cost.spend(one.end - one.begin)) break;
            spot made{
                .segments = {}, .group = one.shape, .text = std::string{one.shape->name} + numbered(found.size() + 1)};
            for (auto i = one.begin; i < one.end; ++i) made.segments.push_back(on.copy.serial_of(i));
            found.push_back(std::move(made));
        }
        return found;
    }

    found_spots elements(const work& on) const {
        std::vector<spot> found;
        const auto at = on.here();
        for (const auto segment : path::segments_of(over_, at, path::reach::every_match)) {
            const auto& one = at.document.segments[segment];
            if (!over_.field) {
                found.push_back({.segments = {on.copy.serial_of(segment)},
                                 .text = std::string{one.id()} + numbered(found.size() + 1)});
                continue;
            }
            const auto field = one.field(*over_.field);
            const auto name = std::string{one.id()} + "-" + std::to_string(*over_.field);
            for (const auto n : path::repetitions_of(over_, field, segment, at, path::reach::every_match))
                if (!hl7::part(field, at.document.marks.repetition, n).empty())
                    found.push_back({.segments = {on.copy.serial_of(segment)},
                                     .field = *over_.field,
                                     .repetition = n,
                                     .text = name + numbered(n)});
            if (std::holds_alternative<path::first>(over_.occurrence)) break; // PID-3: of the first PID
        }
        return found;
    }

    static std::string numbered(std::size_t n) { return "[" + std::to_string(n) + "]"; }

    path::path over_;
    block steps_;
};

struct for_each_step final : step {
    written<path::path> over;
    written_steps steps;

    std::string title() const override { return "for_each " + path::to_text(over.value); }
    bool may_reject(const rules& all, unsigned levels) const override { return routes::may_reject(steps, all, levels); }
    std::unique_ptr<const action> bind(binding& names) const override {
        auto bound = names.bind_loop(over.value, over.source);
        auto inside = routes::bind(steps, names);
        if (!bound || !inside) return nullptr;
        if (bound->component) {
            names.found().error(over.source, "VG2021",
                                path::to_text(*bound) +
                                    " is one component, and for_each goes over segments, repetitions or groups",
                                "name its field, and inside write ." + std::to_string(*bound->component));
            return nullptr;
        }
        return std::make_unique<for_each_action>(std::move(*bound), std::move(*inside));
    }
};

// The head of the loop, which says what is around its steps.
config::type<path::path> loop_type() {
    static constexpr auto words = "a segment (OBX), a field for its repetitions (PID-3), or a group (OBSERVATION)";
    return {
        .read =
            [](const config::node& value, config::reading& context, path::path& into) {
                if (!config::is_scalar(value, context, words)) return false;
                auto made = expr::parse_loop(value.text, context.around);
                context.inside = {.loop = true, .segment = true, .repetition = true};
                if (!made) return context.found.add(value, "VG2001", made.error()), false;
                context.inside.segment = !path::is_group(*made);
                context.inside.repetition = made->field.has_value();
                into = std::move(*made);
                return true;
            },
        .show = [](const path::path& value) { return path::to_text(value); },
        .schema = [](config::definitions&) { return config::text_schema(words); },
        .words = words,
    };
}

// The head is read before them.
config::type<written_steps> steps_inside() {
    auto steps = steps_type();
    steps.read = [read = steps.read](const config::node& value, config::reading& context, written_steps& into) {
        config::reading in_loop{context.found, context.files, context.inside};
        return read(value, in_loop, into);
    };
    return steps;
}

const config::fields<for_each_step>& for_each_fields() {
    static const auto stated =
        config::fields<for_each_step>{
            "for_each", "Does steps for each segment, repetition or group that is there when it begins. Inside, OBX "
                        "means the current one, -3 a field of it, .1 a component of the current repetition."}
            .required("for_each", &for_each_step::over, as_written(loop_type()), "What to go over.")
            .required("do", &for_each_step::steps, steps_inside(), "The steps of each turn.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> for_each_kind() {
    return config::kind_of<step, for_each_step>("for_each", for_each_fields);
}

} // namespace vagus::routes
