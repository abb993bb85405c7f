#include "engine/app/explaining.hpp"

#include "engine/app/as_received.hpp"
#include "engine/app/outcome_of.hpp"

#include <utility>

namespace vagus::app {

result<explained_message, std::string> explain_message(const configuration& what, const std::string& input,
                                                       arrival came, const std::string& step) {
    auto message = read_as(*input_named(what, input), std::move(came.bytes));
    if (!message) return fail("no HL7 message: " + hl7::to_text(message.error()));
    const auto request = came.request ? read_request(std::move(*came.request)) : std::nullopt;
    account told{step};
    const routes::circumstances at{input, came.received, request ? &*request : nullptr, came.attempt};
    auto made = what.rules->run(*message, at, [&told](const routes::trace_line& line) { told.hear(line); });
    told.close();
    auto end = intake::decide(message->read(), made, what.promises.at(input).of(message->read()).ack);
    return explained_message{std::move(*message), std::move(told), std::move(made), std::move(end)};
}

} // namespace vagus::app
