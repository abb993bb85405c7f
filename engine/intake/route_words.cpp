#include "engine/intake/route_words.hpp"

#include "engine/intake/events.hpp"

#include <utility>

namespace vagus::intake {

route_words words_of(routes::plan& made) {
    return {std::exchange(made.warnings, {}), std::exchange(made.notes, {}), made.tags,
            std::exchange(made.missing, {})};
}

void report(reporter& to, const route_words& words, const std::string& input, const message_id& message) {
    for (const auto& each : words.notes) to(message_logged{input, message, each.text});
    std::string tags;
    for (const auto& each : words.tags) (tags += tags.empty() ? "" : " ") += each;
    if (!tags.empty()) to(message_tagged{input, message, std::move(tags)});
    std::string warnings;
    for (const auto& each : words.warnings) (warnings += warnings.empty() ? "" : "; ") += each.text;
    if (!warnings.empty()) to(message_warned{input, message, std::move(warnings)});
}

} // namespace vagus::intake
