#include "engine/app/retelling.hpp"

#include "engine/app/as_received.hpp"
#include "engine/app/outcome_of.hpp"

#include <boost/json/array.hpp>

#include <exception>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

result<retold, not_retold> retell(const retelling& how, message_id id) {
    store::past then{how.store};
    auto message = then.find(id);
    if (!message)
        return fail(not_retold{"there is no message " + to_text(id) + " in " + how.store.string() +
                                   ": it was removed (site.retention.bodies), or is of another store",
                               true});
    auto rules = how.by_now ? rules_on_disk(how.folder) : rules_of(then, message->revision, how.folder);
    if (!rules)
        return fail(not_retold{rules.error() + (how.by_now ? "" : "; --rules now explains it by the files on disk")});
    const auto name = message->input;
    const auto* input = input_named(rules->what, name);
    if (input == nullptr) return fail(not_retold{"its input '" + name + "' is not in these rules"});
    const auto received = message->received;
    const bool again = message->state == store::message_state::resent;
    auto request = request_of(then, *message, *input);
    auto made = explain_message(rules->what, name,
                                {.bytes = std::move(message->raw),
                                 .received = received,
                                 .attempt = again ? 2U : 1U,
                                 .request = std::move(request),
                                 .answers = std::move(message->answers)},
                                how.step);
    if (!made) return fail(not_retold{to_text(id) + ": " + made.error()});
    return retold{received, std::move(*rules), std::move(*made)};
}

json::object as_json(const retold& told, const explain_wishes& how) {
    auto made = as_json(told.made.with(*told.rules.what.rules), how);
    made["received_us"] = told.received;
    made["revision"] = told.rules.what.files.revision;
    made["remarks"] = json::array(told.rules.remarks.begin(), told.rules.remarks.end());
    return made;
}

std::vector<told_line> steps_towards(const retelling& how, message_id id, const std::string& output) {
    try {
        const auto told = retell(how, id);
        if (!told) return {};
        return lines_towards(told->made, *told->rules.what.rules, output);
    } catch (const std::exception&) { // a difference is shown without its steps
        return {};
    }
}

} // namespace vagus::app
