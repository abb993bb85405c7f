// reject: TEXT, at: PATH. The sender gets a negative answer, and the message goes nowhere; usually with `when`.
#include "parsers/path/locate.hpp"
#include "routes/binding.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/paths.hpp"
#include "routes/steps/reason.hpp"

namespace vagus::routes {
namespace {

class reject_action final : public action {
  public:
    reject_action(std::string reason, std::optional<path::path> at)
        : reason_{std::move(reason)}
        , at_{std::move(at)} {}

    verdict run(const work& on) const override {
        hl7::fault fault{.words = reason_};
        if (at_) fault.at = path::locate(*at_, on.here());
        return {verdict::way::reject, reason_, {std::move(fault)}};
    }

  private:
    std::string reason_;
    std::optional<path::path> at_;
};

struct reject_step final : step {
    written<std::string> reason;
    std::optional<written_path> where;

    std::string title() const override { return "reject"; }
    bool may_reject() const override { return true; }
    std::unique_ptr<const action> bind(binding& names) const override {
        if (!holds_no_value(reason, names)) return nullptr;
        if (!where) return std::make_unique<reject_action>(reason.value, std::nullopt);
        auto at = bind_source(*where, names);
        if (!at) return nullptr;
        return std::make_unique<reject_action>(reason.value, std::move(at));
    }
};

const config::fields<reject_step>& reject_fields() {
    static const auto stated =
        config::fields<reject_step>{
            "reject", "Answers the sender negatively (`ack.codes.invalid`); the message goes nowhere, not "
                      "even by other routes. Needs `ack: { after: processed }`. Usually with `when`."}
            .required("reject", &reject_step::reason, as_written(config::text()),
                      "The reason, for people; the sender reads it in ERR-8.")
            .optional("at", &reject_step::where, config::maybe(path_type()), "What is wrong: ERR-2 names it.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> reject_kind() {
    return config::kind_of<step, reject_step>("reject", reject_fields);
}

} // namespace vagus::routes
