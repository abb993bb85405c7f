#include "engine/intake/events.hpp"

namespace vagus::intake {

facts message_refused::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"reason", reason}};
}

facts message_failed::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"reason", reason}};
}

facts message_warned::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"reason", reason}};
}

facts message_logged::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"text", text}};
}

facts message_tagged::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"tags", tags}};
}

facts message_undelivered::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"reason", reason}};
}

facts message_unmatched::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}};
}

facts message_charset::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"charset", charset}, {"invalid_bytes", invalid}};
}

facts characters_lost::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"output", output}, {"characters", characters}};
}

facts message_repeated::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}};
}

facts message_same_key::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"first_id", to_text(first)}};
}

facts message_stored::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"deliveries", deliveries}, {"duration_us", took_us}};
}

facts message_answered::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"ended", ended}, {"reason", reason}};
}

facts message_unanswered::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}};
}

facts message_turned_away::describe() const {
    return {{"input", input}};
}

facts store_refused::describe() const {
    return {{"input", input}, {"reason", reason}};
}

} // namespace vagus::intake
