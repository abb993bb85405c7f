// tag: NAME. A label by which people find the message.
#include "routes/steps/kinds.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

class tag_action final : public action {
  public:
    explicit tag_action(std::string label)
        : label_{std::move(label)} {}
    verdict run(const work& on) const override {
        auto& tags = on.made.tags;
        if (std::ranges::find(tags, label_) == tags.end()) tags.push_back(label_);
        return {verdict::way::on, "tagged"};
    }

  private:
    std::string label_;
};

struct tag_step final : step {
    std::string label;

    std::string title() const override { return "tag " + label; }
    std::unique_ptr<const action> bind(binding& /*names*/) const override {
        return std::make_unique<tag_action>(label);
    }
};

const config::fields<tag_step>& tag_fields() {
    static const auto stated = config::fields<tag_step>{"tag", "Labels the message. Usually with `when`."}
                                   .required("tag", &tag_step::label, config::name(), "The label.")
                                   .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> tag_kind() {
    return config::kind_of<step, tag_step>("tag", tag_fields);
}

} // namespace vagus::routes
