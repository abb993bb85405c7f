// let: map of NAME: EXPRESSION. Values that the rest of the block reads as $name.
#include "parsers/expr/evaluate.hpp"
#include "routes/binding.hpp"
#include "routes/steps/kinds.hpp"

namespace vagus::routes {
namespace {

using written_value = config::named<written<expr::expression>>;

class let_action final : public action {
  public:
    explicit let_action(std::vector<std::pair<std::string, expr::expression>> all)
        : all_{std::move(all)} {}

    verdict run(const work& on) const override {
        for (const auto& [name, value] : all_) on.names.push(name, expr::evaluate(*value.root, on.here()).take());
        return {verdict::way::on, "named"};
    }

  private:
    std::vector<std::pair<std::string, expr::expression>> all_;
};

struct let_step final : step {
    std::vector<written_value> all;

    std::string title() const override {
        std::string out = "let";
        for (const auto& each : all) out += (&each == &all.front() ? " $" : ", $") + each.name;
        return out;
    }
    std::unique_ptr<const action> bind(binding& names) const override {
        std::vector<std::pair<std::string, expr::expression>> bound;
        for (const auto& each : all) {
            if (names.is_alias(each.name))
                names.found().error(each.at, "VG3023", "'$" + each.name + "' is an alias already",
                                    "choose another name: $" + each.name + " would be two things");
            auto value = names.bind(each.value);
            names.add_value(each.name); // also after a finding, which is enough
            if (value) bound.emplace_back(each.name, std::move(*value));
        }
        if (bound.size() != all.size()) return nullptr;
        return std::make_unique<let_action>(std::move(bound));
    }
};

const config::fields<let_step>& let_fields() {
    static const auto stated =
        config::fields<let_step>{"let", "Names values: the rest of this list of steps, and what stands inside of it, "
                                        "reads them as $name. Where the step is left out, the value is empty."}
            .required("let", &let_step::all, config::map_of(as_written(config::expression()), config::name()),
                      "Name: expression, for each; later ones may use earlier ones.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> let_kind() {
    return config::kind_of<step, let_step>("let", let_fields);
}

} // namespace vagus::routes
