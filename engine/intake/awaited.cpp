#include "engine/intake/awaited.hpp"

#include "config/schema.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace vagus::intake {
namespace {

using namespace std::chrono_literals;
using hl7::ack_code;
using point = moment::point;

constexpr auto longest = std::chrono::minutes{10}; // senders wait on an open connection

struct stated : awaited {
    point after = point::delivered;
};

config::type<ack_code> negative() {
    return config::choice<ack_code>({{"AE", ack_code::AE}, {"AR", ack_code::AR}});
}

config::type<point> before_delivery() {
    return config::choice<point>({{"stored", point::stored}, {"processed", point::processed}});
}

const config::fields<stated>& stated_fields() {
    static const auto all =
        config::fields<stated>{"after", "The answer waits until receivers have the message."}
            .required("after", &stated::after, config::choice<point>({{"delivered", point::delivered}}), "`delivered`.")
            .include(awaited_fields());
    return all;
}

bool read(const config::node& written, config::reading& context, moment& into) {
    if (written.kind != config::node::shape::map) return before_delivery().read(written, context, into.at);
    stated found;
    if (!stated_fields().read(written, context, found)) return false;
    into.at = point::delivered;
    into.what = std::move(static_cast<awaited&>(found));
    return true;
}

boost::json::value schema(config::definitions& defs) {
    boost::json::array forms;
    forms.push_back(before_delivery().schema(defs));
    forms.push_back(config::object(stated_fields).schema(defs));
    return boost::json::object{{"anyOf", std::move(forms)}};
}

} // namespace

const config::fields<awaited>& awaited_fields() {
    static const auto all =
        config::fields<awaited>{"ack.after: delivered", "The answer waits until receivers have the message."}
            .required("outputs", &awaited::outputs, config::list_or_one(config::with_place(config::name())),
                      "Those that must have it, of those that it goes to.")
            .required("within", &awaited::within, config::time_span(100ms, longest),
                      "How long the sender waits at most. Then what was not sent is withdrawn, and it hears `else`.")
            .optional("else", &awaited::otherwise, negative(),
                      "The answer when a receiver refused it, or did not have it in time.");
    return all;
}

const config::fields<forwarded>& forwarded_fields() {
    static const auto all =
        config::fields<forwarded>{"answer", "The answer of a receiver is the sender's."}
            .required("from", &forwarded::from, config::with_place(config::name()), "The mllp output that answers.")
            .optional("within", &forwarded::within, config::time_span(100ms, longest),
                      "How long the sender waits at most. Then what was not sent is withdrawn, and it hears `else`.")
            .optional("else", &forwarded::otherwise, negative(), "The answer when none came in time.");
    return all;
}

config::type<moment> moment_type() {
    return {.read = read,
            .show = [](const moment& when) { return before_delivery().show(when.at); },
            .schema = schema,
            .words = "`stored`, `processed`, or `{ after: delivered, outputs: [NAME, ...], within: TIME }`"};
}

} // namespace vagus::intake
