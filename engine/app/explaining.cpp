#include "engine/app/explaining.hpp"

#include "engine/app/as_received.hpp"
#include "engine/app/outcome_of.hpp"

#include <utility>

namespace vagus::app {

namespace {

routes::answers answers_to(const std::vector<routes::question>& questions, const arrival& came) {
    auto all = routes::from_kept(questions, came.answers, came.none_given);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto given = came.needs.find(questions[i].name);
        if (given != came.needs.end() && questions[i].wrong.empty())
            all[i].is = {routes::answer::kind::found, given->second};
    }
    return all;
}

} // namespace

result<explained_message, std::string> explain_message(const configuration& what, const std::string& input,
                                                       arrival came, const std::string& step) {
    auto message = read_as(*input_named(what, input), std::move(came.bytes));
    if (!message) return fail("no HL7 message: " + hl7::to_text(message.error()));
    const auto request = came.request ? read_request(std::move(*came.request)) : std::nullopt;
    account told{step};
    routes::circumstances at{input, came.received, request ? &*request : nullptr, came.attempt};
    const auto answers = answers_to(what.rules->questions(*message, at), came);
    at.answers = &answers;
    auto made = what.rules->run(*message, at, [&told](const routes::trace_line& line) { told.hear(line); });
    told.close();
    auto end = intake::decide(message->read(), made, what.promises.at(input).of(message->read()).ack);
    return explained_message{std::move(*message), std::move(told), std::move(made), std::move(end)};
}

} // namespace vagus::app
