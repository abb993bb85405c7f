#include "engine/intake/ack_policy.hpp"

namespace vagus::intake {
namespace {

void one_thing_to_wait_for(const ack_override& by, const config::node& map, config::reading& context) {
    const auto* answer = map.find("answer");
    const auto* after = map.find("after");
    if (!by.answer || answer == nullptr || after == nullptr) return;
    context.found.error(answer->value.at, "VG3110", "`answer` and `after` both say what the sender's answer waits for",
                        "keep one of them");
}

} // namespace

void ack_policy::wait_for(const forwarded& answer) {
    when = moment::point::delivered;
    when.what = awaited{{answer.from}, answer.within, answer.otherwise, true};
}

ack_policy overridden(const ack_policy& base, const ack_override& by) {
    auto made = base;
    made.overrides.clear();
    if (by.how) made.how = *by.how;
    if (by.when) made.when = *by.when;
    if (by.answer) made.wait_for(*by.answer);
    if (by.accept_code) made.accept_code = *by.accept_code;
    if (by.codes) made.codes = by.codes->value;
    // Whoever waits for a receiver waits on its connection.
    if ((by.when || by.answer) && made.when.what) made.application.reset();
    return made;
}

const config::fields<ack_override>& ack_override_fields() {
    static const auto stated =
        config::fields<ack_override>{"override", "What is promised otherwise for some messages of an input. What is "
                                                 "not said here is as the input says."}
            .required("match", &ack_override::match, routes::as_written(config::condition()),
                      "Messages for which this holds, as they arrived.")
            .optional("mode", &ack_override::how, config::maybe(ack_mode_type()), "As for the input.")
            .optional("accept_code", &ack_override::accept_code, config::maybe(accept_code_type()), "Likewise.")
            .optional("after", &ack_override::when, config::maybe(moment_type()),
                      "Likewise; it takes the place of the input's `after` and `answer`.")
            .optional("answer", &ack_override::answer, config::maybe(config::object(forwarded_fields)),
                      "The answer of a receiver is the sender's; it takes the place of the input's `after` and "
                      "`answer`.")
            .optional("codes", &ack_override::codes,
                      config::maybe(routes::as_written(config::object(ack_codes_fields))),
                      "In place of the input's: a code that is not named here is its default.")
            .check(one_thing_to_wait_for);
    return stated;
}

} // namespace vagus::intake
