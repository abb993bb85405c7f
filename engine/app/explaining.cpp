#include "engine/app/explaining.hpp"

#include "engine/app/as_received.hpp"
#include "engine/app/outcome_of.hpp"
#include "parsers/hl7/element.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
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

std::string_view words_for(intake::moment::point when) {
    switch (when) {
    case intake::moment::point::stored: return "storing";
    case intake::moment::point::processed: return "processing";
    case intake::moment::point::delivered: return "delivery";
    }
    std::unreachable();
}

heading heading_of(const std::string& input, const hl7::document& read, const intake::decision& end,
                   const intake::ack_policy& promise) {
    const auto type = read.field("MSH", 9);
    const auto part = [&](std::size_t n) { return std::string{hl7::part(type, read.marks.component, n)}; };
    const bool apart = end.due.application && intake::apart(end.asked, promise);
    return {input,
            part(1) + "^" + part(2),
            std::string{read.field("MSH", 10)},
            std::string{read.field("MSH", 12)},
            read.segments.size(),
            std::string{words_for(promise.when.at)},
            apart ? promise.application->via.value : std::string{}};
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
    const auto& promise = what.promises.at(input).of(message->read()).ack;
    auto end = intake::decide(message->read(), made, promise);
    return explained_message{heading_of(input, message->read(), end, promise), std::move(*message), std::move(told),
                             std::move(made), std::move(end)};
}

std::vector<told_line> lines_towards(const explained_message& made, const routes::program& rules,
                                     const std::string& output) {
    const auto& names = rules.output_names();
    const auto copy =
        std::ranges::find_if(made.made.copies, [&](const auto& each) { return names[each.output] == output; });
    std::vector<told_line> lines;
    if (copy == made.made.copies.end()) return lines;
    std::ranges::copy_if(made.told.lines(), std::back_inserter(lines),
                         [&](const told_line& line) { return line.route == copy->route; });
    return lines;
}

} // namespace vagus::app
