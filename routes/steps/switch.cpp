// switch: EXPRESSION, cases: map of VALUE: STEPS, with `else` for every other value.
#include "parsers/expr/decimal.hpp"
#include "parsers/expr/evaluate.hpp"
#include "parsers/expr/kinds.hpp"
#include "routes/binding.hpp"
#include "routes/block.hpp"
#include "routes/steps/kinds.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

struct case_key {
    std::string text;
    bool otherwise = false; // a bare else; 'else' in quotes is a value
};

config::type<case_key> case_key_type() {
    auto text = config::text();
    return {
        .read =
            [read = text.read](const config::node& value, config::reading& context, case_key& into) {
                into.otherwise = value.written == config::node::style::plain && value.text == "else";
                return into.otherwise || read(value, context, into.text);
            },
        .show = [](const case_key& key) { return key.text; },
        .schema = text.schema,
        .words = "a value, or else",
    };
}

class switch_action final : public action {
  public:
    struct one {
        std::string value;
        block steps;
    };
    switch_action(expr::expression subject, std::vector<one> cases, block otherwise)
        : subject_{std::move(subject)}
        , cases_{std::move(cases)}
        , otherwise_{std::move(otherwise)} {}

    verdict run(const work& on) const override {
        const auto value = expr::evaluate(*subject_.root, on.here()).take();
        if (on.cost.failed()) return {}; // not to be trusted; it fails the step
        const auto found = std::ranges::find_if(cases_, [&](const one& each) { return is(each.value, value); });
        const bool met = found != cases_.end();
        on.tell(met ? "case '" + found->value + "'" : "else");
        auto end = (met ? found->steps : otherwise_).run(on);
        end.told = true;
        return end;
    }

  private:
    // As == has it: numbers by value.
    [[nodiscard]] bool is(const std::string& wanted, const std::string& value) const {
        if (wanted == value || expr::kind_of(*subject_.root) != expr::kind::number) return wanted == value;
        return expr::compared(value, wanted) == std::strong_ordering::equal;
    }

    expr::expression subject_;
    std::vector<one> cases_;
    block otherwise_;
};

struct switch_step final : step {
    written<expr::expression> subject;
    std::vector<config::keyed<case_key, written_steps>> cases;

    std::string title() const override { return "switch " + subject.value.source; }
    std::vector<const written_steps*> inside(const rules& /*all*/) const override {
        std::vector<const written_steps*> out;
        for (const auto& each : cases) out.push_back(&each.value);
        return out;
    }
    std::unique_ptr<const action> bind(binding& names) const override {
        auto of = names.bind(subject);
        std::vector<switch_action::one> bound;
        block otherwise;
        bool good = of.has_value();
        for (const auto& each : cases) {
            auto steps = routes::bind(each.value, names);
            good = good && steps;
            if (!steps) continue;
            if (each.key.otherwise)
                otherwise = std::move(*steps);
            else
                bound.push_back({each.key.text, std::move(*steps)});
        }
        if (!good) return nullptr;
        return std::make_unique<switch_action>(std::move(*of), std::move(bound), std::move(otherwise));
    }
};

const config::fields<switch_step>& switch_fields() {
    static const auto stated =
        config::fields<switch_step>{"switch", "One list of steps for each value of an expression."}
            .required("switch", &switch_step::subject, as_written(config::expression()), "What is looked at.")
            .required("cases", &switch_step::cases, config::map_by(case_key_type(), steps_type()),
                      "Value: steps, for each; `else` for every other value, and without it nothing is done for one.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> switch_kind() {
    return config::kind_of<step, switch_step>("switch", switch_fields);
}

} // namespace vagus::routes
