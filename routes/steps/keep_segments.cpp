// keep_segments: list of SEGMENT. All others go.
#include "routes/binding.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/segment_ids.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

class keep_segments_action final : public action {
  public:
    explicit keep_segments_action(std::vector<std::string> kept)
        : kept_{std::move(kept)} {}

    verdict run(const work& on) const override {
        const auto all = on.copy.read().segments;
        if (!on.cost.spend(all.size())) return {};
        std::vector<std::size_t> others;
        for (std::size_t i = 1; i < all.size(); ++i)
            if (std::ranges::find(kept_, all[i].id()) == kept_.end()) others.push_back(i);
        on.copy.erase_segments(others);
        on.note(!others.empty(), std::to_string(others.size()) + " segments less");
        return {};
    }

  private:
    std::vector<std::string> kept_;
};

struct keep_segments_step final : step {
    std::vector<written<std::string>> kept;

    std::string title() const override { return "keep_segments"; }
    std::unique_ptr<const action> bind(binding& names) const override {
        return std::make_unique<keep_segments_action>(known_ids(kept, names));
    }
};

const config::fields<keep_segments_step>& keep_segments_fields() {
    static const auto stated =
        config::fields<keep_segments_step>{"keep_segments",
                                           "Deletes every segment whose name is not listed. The MSH stays."}
            .required("keep_segments", &keep_segments_step::kept, config::list(as_written(segment_id())),
                      "Names of segments.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> keep_segments_kind() {
    return config::kind_of<step, keep_segments_step>("keep_segments", keep_segments_fields);
}

} // namespace vagus::routes
