// drop: EXPRESSION, reason: TEXT. Ends this route for the message, on purpose.
#include "parsers/expr/evaluate.hpp"
#include "routes/binding.hpp"
#include "routes/steps/kinds.hpp"

namespace vagus::routes {
namespace {

class drop_action final : public action {
  public:
    drop_action(expr::expression condition, std::string reason)
        : condition_{std::move(condition)}
        , reason_{std::move(reason)} {}

    verdict run(const work& on) const override {
        if (!expr::holds(*condition_.root, on.here())) return {verdict::way::on, "not dropped"};
        return {verdict::way::drop, reason_};
    }

  private:
    expr::expression condition_;
    std::string reason_;
};

struct drop_step final : step {
    written<expr::expression> condition;
    std::string reason;

    std::string title() const override { return "drop " + condition.value.source; }
    std::unique_ptr<const action> bind(binding& names) const override {
        auto bound = names.bind(condition);
        if (!bound) return nullptr;
        return std::make_unique<drop_action>(std::move(*bound), reason.empty() ? title() : reason);
    }
};

const config::fields<drop_step>& drop_fields() {
    static const auto stated =
        config::fields<drop_step>{"drop", "Ends the route for this message, on purpose, where the condition holds."}
            .required("drop", &drop_step::condition, as_written(config::condition()), "The condition.")
            .optional("reason", &drop_step::reason, config::text(),
                      "What people read; the condition itself without it.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> drop_kind() {
    return config::kind_of<step, drop_step>("drop", drop_fields);
}

} // namespace vagus::routes
