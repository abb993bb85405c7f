// send_to: OUTPUT or list. A copy of the message as it stands here.
#include "routes/binding.hpp"
#include "routes/steps/kinds.hpp"

namespace vagus::routes {
namespace {

class send_to_action final : public action {
  public:
    explicit send_to_action(std::vector<std::uint16_t> outputs)
        : outputs_{std::move(outputs)} {}

    verdict run(const work& on) const override {
        for (const auto output : outputs_)
            if (auto why = on.send(output)) return failed(std::move(*why));
        return {verdict::way::on, "sent"};
    }

  private:
    std::vector<std::uint16_t> outputs_;
};

struct send_to_step final : step {
    std::vector<written<std::string>> to;

    std::string title() const override {
        std::string out = "send_to";
        for (const auto& each : to) out += (&each == &to.front() ? " " : ", ") + each.value;
        return out;
    }
    std::span<const written<std::string>> outputs() const override { return to; }
    std::unique_ptr<const action> bind(binding& names) const override {
        std::vector<std::uint16_t> bound;
        for (const auto& each : to)
            if (const auto output = names.output_named(each)) bound.push_back(*output);
        if (bound.size() != to.size()) return nullptr;
        return std::make_unique<send_to_action>(std::move(bound));
    }
};

const config::fields<send_to_step>& send_to_fields() {
    static const auto stated =
        config::fields<send_to_step>{
            "send_to", "Sends a copy as the message stands here, beside what `to` says. A route that fails later, or "
                       "rejects, sends nothing; one that drops the message later has sent it."}
            .required("send_to", &send_to_step::to, config::list_or_one(as_written(config::name())),
                      "Output, or list of outputs.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> send_to_kind() {
    return config::kind_of<step, send_to_step>("send_to", send_to_fields);
}

} // namespace vagus::routes
