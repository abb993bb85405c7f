#include "engine/listen/events.hpp"

namespace vagus::listen {

facts session_begun::describe() const {
    return {{"input", input}, {"peer", peer}};
}

facts session_ended::describe() const {
    return {{"input", input}, {"peer", peer}, {"reason", reason}};
}

facts session_broken::describe() const {
    return {{"input", input}, {"peer", peer}, {"reason", reason}};
}

facts connection_refused::describe() const {
    return {{"input", input}, {"peer", peer}, {"setting", setting}, {"limit", limit}};
}

facts connection_replaced::describe() const {
    return {{"input", input}, {"silent_ms", silent_ms}};
}

facts tls_failed::describe() const {
    return {{"input", input}, {"peer", peer}, {"check", check}, {"reason", reason}};
}

facts bytes_outside_frame::describe() const {
    return {{"input", input}, {"peer", peer}, {"bytes", bytes}};
}

facts ack_not_written::describe() const {
    return {{"input", input}, {"message_id", to_text(message)}, {"reason", reason}};
}

facts file_taken::describe() const {
    return {{"input", input}, {"file", file}, {"messages", messages}};
}

facts file_failed::describe() const {
    return {{"input", input}, {"file", file}, {"reason", reason}};
}

facts input_waits::describe() const {
    return {{"input", input},
            {"bytes", bytes},
            {"reason", "other messages hold what it needs of site.in_flight: raise that if this lasts"}};
}

facts folder_unusable::describe() const {
    return {{"input", input}, {"reason", reason}};
}

facts folder_usable::describe() const {
    return {{"input", input}};
}

facts request_refused::describe() const {
    return {{"input", input}, {"peer", peer}, {"status", status}, {"reason", reason}};
}

facts partitions_assigned::describe() const {
    return {{"input", input}, {"partitions", partitions}};
}

facts partitions_given_up::describe() const {
    return {{"input", input}, {"partitions", partitions}};
}

facts brokers_trouble::describe() const {
    return {{"input", input}, {"reason", reason}};
}

} // namespace vagus::listen
