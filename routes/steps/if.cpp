// if: EXPRESSION, then: STEPS, else: STEPS.
#include "parsers/expr/evaluate.hpp"
#include "routes/binding.hpp"
#include "routes/block.hpp"
#include "routes/steps/kinds.hpp"

namespace vagus::routes {
namespace {

class if_action final : public action {
  public:
    if_action(expr::expression condition, block yes, block no)
        : condition_{std::move(condition)}
        , yes_{std::move(yes)}
        , no_{std::move(no)} {}

    verdict run(const work& on) const override {
        const bool so = expr::holds(*condition_.root, on.here());
        if (on.cost.failed()) return {}; // not to be trusted; it fails the step
        on.tell(so ? "then" : "else");
        auto end = (so ? yes_ : no_).run(on);
        end.told = true;
        return end;
    }

  private:
    expr::expression condition_;
    block yes_, no_;
};

struct if_step final : step {
    written<expr::expression> condition;
    written_steps yes, no;

    std::string title() const override { return "if " + condition.value.source; }
    std::vector<const written_steps*> inside(const rules& /*all*/) const override { return {&yes, &no}; }
    std::unique_ptr<const action> bind(binding& names) const override {
        auto so = names.bind(condition);
        auto then = routes::bind(yes, names);
        auto otherwise = routes::bind(no, names);
        if (!so || !then || !otherwise) return nullptr;
        return std::make_unique<if_action>(std::move(*so), std::move(*then), std::move(*otherwise));
    }
};

const config::fields<if_step>& if_fields() {
    static const auto stated =
        config::fields<if_step>{"if", "One list of steps where a condition holds, another where it does not."}
            .required("if", &if_step::condition, as_written(config::condition()), "The condition.")
            .required("then", &if_step::yes, steps_type(), "The steps where it holds.")
            .optional("else", &if_step::no, steps_type(), "The steps where it does not.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> if_kind() {
    return config::kind_of<step, if_step>("if", if_fields);
}

} // namespace vagus::routes
