// move: map of FROM: TO, or FROM: [TO, TO]. Like copy, and the source is gone afterwards.
#include "routes/steps/kinds.hpp"
#include "routes/steps/transfer.hpp"

namespace vagus::routes {
namespace {

constexpr bool emptied = true; // the sources

class move_action final : public action {
  public:
    explicit move_action(std::vector<transfer> all)
        : all_{std::move(all)} {}
    verdict run(const work& on) const override { return routes::run(all_, emptied, on); }

  private:
    std::vector<transfer> all_;
};

struct move_step final : step {
    transfers all;

    std::string title() const override { return titled("move", all); }
    std::unique_ptr<const action> bind(binding& names) const override {
        auto bound = routes::bind(all, emptied, names);
        if (!bound) return nullptr;
        return std::make_unique<move_action>(std::move(*bound));
    }
};

const config::fields<move_step>& move_fields() {
    static const auto stated =
        config::fields<move_step>{
            "move", "Moves elements with their structure: what stood there is deleted. All are read first."}
            .required("move", &move_step::all, transfers_type(), "From: to, for each; several targets are a list.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> move_kind() {
    return config::kind_of<step, move_step>("move", move_fields);
}

} // namespace vagus::routes
