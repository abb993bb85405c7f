// use: TRANSFORM, with: map of PARAMETER: VALUE.
#include "routes/binding.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/transform.hpp"

namespace vagus::routes {
namespace {

struct use_step final : step {
    usage of;

    std::string title() const override { return "use " + of.name.value; }
    std::vector<const written_steps*> inside(const rules& all) const override { return steps_of(of, all); }
    std::unique_ptr<const action> bind(binding& names) const override { return routes::bind(of, names); }
};

const config::fields<use_step>& use_fields() {
    static const auto stated =
        config::fields<use_step>{"use", "Does the steps of a transform here."}
            .required("use", &use_step::of, usage_name(), "Name of the transform.")
            .optional("with", &use_step::of, usage_with(), "Its parameters that are not to be as it says.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> use_kind() {
    return config::kind_of<step, use_step>("use", use_fields);
}

} // namespace vagus::routes
