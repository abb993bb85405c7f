// for_each: PATH, do: STEPS. A segment, a repetition or a group after the other, of those that are there when it
// begins.
#include "parsers/hl7/element.hpp"
#include "routes/binding.hpp"
#include "routes/block.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/spots.hpp"

namespace vagus::routes {
namespace {

class for_each_action final : public action {
  public:
    for_each_action(path::path over, block steps)
        : over_{std::move(over)}
        , steps_{std::move(steps)} {}

    verdict run(const work& on) const override {
        auto spots = find_spots(over_, on);
        if (!spots) return failed(std::move(spots.error()));
        on.tell(std::to_string(spots->size()) + (spots->size() == 1 ? " turn" : " turns"));
        std::size_t index = 0;
        std::size_t taken = 0; // repetitions that their turns took away: the others are nearer to the front
        for (auto& each : *spots) {
            if (each.repetition > 0) each.repetition -= taken;
            auto left = each.repetition > 0 ? repetitions(each, on) : 0;
            turn here{on.copy, on.groups, each, ++index, on.loop};
            if (here.gone()) continue; // an earlier turn took its segment
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
    static std::size_t repetitions(const spot& at, const work& on) {
        const auto segment = on.copy.find(at.segments.front());
        if (!segment) return 0;
        const auto field = on.copy.read().segments[*segment].field(at.field);
        return field.empty() ? 0 : hl7::parts(field, on.copy.read().marks.repetition);
    }

    path::path over_;
    block steps_;
};

struct for_each_step final : step {
    written<path::path> over;
    written_steps steps;

    std::string title() const override { return "for_each " + path::to_text(over.value); }
    std::vector<const written_steps*> inside(const rules& /*all*/) const override { return {&steps}; }
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

const config::fields<for_each_step>& for_each_fields() {
    static const auto stated =
        config::fields<for_each_step>{
            "for_each", "Does steps for each segment, repetition or group that is there when it begins. Inside, OBX "
                        "means the current one, -3 a field of it, .1 a component of the current repetition."}
            .required("for_each", &for_each_step::over, as_written(loop_type()), "What to go over.")
            .required("do", &for_each_step::steps, inside_loop(steps_type()), "The steps of each turn.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> for_each_kind() {
    return config::kind_of<step, for_each_step>("for_each", for_each_fields);
}

} // namespace vagus::routes
