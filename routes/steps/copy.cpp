// copy: map of FROM: TO, or FROM: [TO, TO].
#include "routes/steps/kinds.hpp"
#include "routes/steps/transfer.hpp"

namespace vagus::routes {
namespace {

constexpr bool emptied = false; // the sources

class copy_action final : public action {
  public:
    explicit copy_action(std::vector<transfer> all)
        : all_{std::move(all)} {}
    verdict run(const work& on) const override { return routes::run(all_, emptied, on); }

  private:
    std::vector<transfer> all_;
};

struct copy_step final : step {
    transfers all;

    std::string title() const override { return titled("copy", all); }
    std::unique_ptr<const action> bind(binding& names) const override {
        auto bound = routes::bind(all, emptied, names);
        if (!bound) return nullptr;
        return std::make_unique<copy_action>(std::move(*bound));
    }
};

const config::fields<copy_step>& copy_fields() {
    static const auto stated =
        config::fields<copy_step>{
            "copy", "Copies elements with their structure. All are read first, then written in this order."}
            .required("copy", &copy_step::all, transfers_type(), "From: to, for each; several targets are a list.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> copy_kind() {
    return config::kind_of<step, copy_step>("copy", copy_fields);
}

} // namespace vagus::routes
