// reorder: list of SEGMENT. Those come first, in this order; all others behind them as they stood.
#include "routes/binding.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/segment_ids.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

class reorder_action final : public action {
  public:
    explicit reorder_action(std::vector<std::string> order)
        : order_{std::move(order)} {}

    verdict run(const work& on) const override {
        const auto all = on.copy.read().segments;
        if (!on.cost.spend(all.size())) return {};
        std::vector<std::vector<std::size_t>> places(order_.size() + 1); // the last for those not named
        for (std::size_t i = 1; i < all.size(); ++i)
            places[static_cast<std::size_t>(std::ranges::find(order_, all[i].id()) - order_.begin())].push_back(i);
        std::vector<std::size_t> wanted{0};
        for (const auto& each : places) wanted.insert(wanted.end(), each.begin(), each.end());
        const bool moved = !std::ranges::is_sorted(wanted);
        on.copy.reorder(wanted);
        on.note(moved, "the order of segments");
        return {};
    }

  private:
    std::vector<std::string> order_;
};

struct reorder_step final : step {
    std::vector<std::string> order;

    std::string title() const override { return "reorder"; }
    std::unique_ptr<const action> bind(binding& /*names*/) const override {
        return std::make_unique<reorder_action>(order);
    }
};

const config::fields<reorder_step>& reorder_fields() {
    static const auto stated =
        config::fields<reorder_step>{"reorder", "Puts segments in an order by their names. Segments of one name keep "
                                                "theirs, and so do all that are not listed, at the end."}
            .required("reorder", &reorder_step::order, config::list(segment_id()),
                      "Names of segments; the MSH is first anyway.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> reorder_kind() {
    return config::kind_of<step, reorder_step>("reorder", reorder_fields);
}

} // namespace vagus::routes
