// keep: EXPRESSION, reason: TEXT. The other side of drop: ends this route where the condition does not hold.
#include "parsers/expr/evaluate.hpp"
#include "routes/binding.hpp"
#include "routes/steps/kinds.hpp"

namespace vagus::routes {
namespace {

class keep_action final : public action {
  public:
    keep_action(expr::expression condition, std::string reason)
        : condition_{std::move(condition)}
        , reason_{std::move(reason)} {}

    verdict run(const work& on) const override {
        if (expr::holds(*condition_.root, on.here())) return {verdict::way::on, "kept"};
        return {verdict::way::drop, reason_};
    }

  private:
    expr::expression condition_;
    std::string reason_;
};

struct keep_step final : step {
    written<expr::expression> condition;
    std::string reason;

    std::string title() const override { return "keep " + condition.value.source; }
    std::unique_ptr<const action> bind(binding& names) const override {
        auto bound = names.bind(condition);
        if (!bound) return nullptr;
        return std::make_unique<keep_action>(std::move(*bound), reason.empty() ? "not kept: " + title() : reason);
    }
};

const config::fields<keep_step>& keep_fields() {
    static const auto stated =
        config::fields<keep_step>{"keep", "Ends the route for this message, on purpose, unless the condition holds."}
            .required("keep", &keep_step::condition, as_written(config::condition()), "The condition.")
            .optional("reason", &keep_step::reason, config::text(),
                      "What people read; the condition itself without it.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> keep_kind() {
    return config::kind_of<step, keep_step>("keep", keep_fields);
}

} // namespace vagus::routes
