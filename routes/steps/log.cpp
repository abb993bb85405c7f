// log: TEXT. A line in the log, with the message's id and without values of its fields.
#include "routes/limits.hpp"
#include "routes/steps/kinds.hpp"
#include "routes/steps/reason.hpp"

namespace vagus::routes {
namespace {

class log_action final : public action {
  public:
    explicit log_action(std::string text)
        : text_{std::move(text)} {}
    verdict run(const work& on) const override {
        if (on.made.notes.size() >= limits::notes_per_message) return {verdict::way::on, "not said: too many before"};
        on.made.notes.push_back({on.route, text_});
        return {verdict::way::on, "said: " + text_};
    }

  private:
    std::string text_;
};

struct log_step final : step {
    written<std::string> text;

    std::string title() const override { return "log"; }
    std::unique_ptr<const action> bind(binding& names) const override {
        if (!holds_no_value(text, names)) return nullptr;
        return std::make_unique<log_action>(text.value);
    }
};

const config::fields<log_step>& log_fields() {
    static const auto stated =
        config::fields<log_step>{"log", "Writes a line into the log, with the ids of input and message. Usually with "
                                        "`when`."}
            .required("log", &log_step::text, as_written(config::text()), "The line, for people.")
            .include(step_fields());
    return stated;
}

} // namespace

config::kind<step> log_kind() {
    return config::kind_of<step, log_step>("log", log_fields);
}

} // namespace vagus::routes
