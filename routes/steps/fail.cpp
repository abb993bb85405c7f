// fail: TEXT. The route fails for this message; usually with `when`.
#include "routes/steps/kinds.hpp"
#include "routes/steps/reason.hpp"

namespace vagus::routes {
namespace {

class fail_action final : public action {
  public:
    explicit fail_action(std::string reason)
        : reason_{std::move(reason)} {}
    verdict run(const work& /*on*/) const override { return failed(reason_); }

  private:
    std::string reason_;
};

struct fail_step final : step {
    written<std::string> reason;

    std::string title() const override { return "fail"; }
    std::unique_ptr<const action> bind(binding& names) const override {
        if (!holds_no_value(reason, names)) return nullptr;
        return std::make_unique<fail_action>(reason.value);
    }
};

const config::fields<fail_step>& fail_fields() {
    static const auto stated =
        config::fields<fail_step>{"fail", "Fails the route for this message; other routes go on. Usually with `when`."}
            .required("fail", &fail_step::reason, as_written(config::text()), "The reason, for people.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> fail_kind() {
    return config::kind_of<step, fail_step>("fail", fail_fields);
}

} // namespace vagus::routes
