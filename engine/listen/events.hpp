// What listeners report. Peers are addresses, never content.
#pragma once

#include "base/ids.hpp"
#include "base/report.hpp"

#include <cstdint>
#include <string>

namespace vagus::listen {

struct session_begun {
    std::string input;
    std::string peer;
    static constexpr std::string_view name = "session.begun";
    static constexpr severity level = severity::debug;
    [[nodiscard]] facts describe() const;
};

struct session_ended {
    std::string input;
    std::string peer;
    std::string reason; // "closed by the sender", "idle", ...
    static constexpr std::string_view name = "session.ended";
    static constexpr severity level = severity::debug;
    [[nodiscard]] facts describe() const;
};

// A session that ended in a way somebody should look at: a half message, a frame too long, an answer that could not be
// written.
struct session_broken {
    std::string input;
    std::string peer;
    std::string reason;
    static constexpr std::string_view name = "session.broken";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct connection_refused {
    std::string input;
    std::string peer;
    std::string setting; // the one that is reached: max_connections, tls.max_handshakes
    std::int64_t limit = 0;
    static constexpr std::string_view name = "connection.refused";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

// At max_connections a new one took the place of one that had been silent for longer than stale_after.
struct connection_replaced {
    std::string input;
    std::int64_t silent_ms = 0; // for how long the old one had been
    static constexpr std::string_view name = "connection.replaced";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

// A connection on which TLS did not come about, or came where none is spoken.
struct tls_failed {
    std::string input;
    std::string peer;
    std::string check;  // expired, unknown_ca, no_certificate, plaintext, ...
    std::string reason; // which certificate, and what to do
    static constexpr std::string_view name = "tls.failed";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

// A request over HTTP whose message was not read. Nothing of it is kept.
struct request_refused {
    std::string input;
    std::string peer;
    std::int64_t status = 0;
    std::string reason; // our words
    static constexpr std::string_view name = "request.refused";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct bytes_outside_frame {
    std::string input;
    std::string peer;
    std::int64_t bytes = 0;
    static constexpr std::string_view name = "frame.stray";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

// A file whose messages are all taken. Files are named by an id of our own: their names may be about patients.
struct file_taken {
    std::string input;
    std::string file;
    std::int64_t messages = 0;
    static constexpr std::string_view name = "file.taken";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

// A file that is in the folder of those that failed.
struct file_failed {
    std::string input;
    std::string file; // with this its name begins there
    std::string reason;
    static constexpr std::string_view name = "file.failed";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

// Other messages hold what site.in_flight has. Told once each time, when it has taken a moment.
struct input_waits {
    std::string input;
    std::int64_t bytes = 0; // that it needs at one time
    static constexpr std::string_view name = "input.waits";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

// A folder that cannot be used now; it is tried again.
struct folder_unusable {
    std::string input;
    std::string reason;
    static constexpr std::string_view name = "folder.unusable";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const;
};

struct folder_usable {
    std::string input;
    static constexpr std::string_view name = "folder.usable"; // again
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

struct partitions_assigned {
    std::string input;
    std::int64_t partitions = 0;
    static constexpr std::string_view name = "partitions.assigned";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

// What was not sent of them is taken back: another member of the group reads it again.
struct partitions_given_up {
    std::string input;
    std::int64_t partitions = 0;
    static constexpr std::string_view name = "partitions.given_up";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

struct brokers_trouble {
    std::string input;
    std::string reason; // librdkafka's words
    static constexpr std::string_view name = "brokers.trouble";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct ack_not_written {
    std::string input;
    message_id message;
    std::string reason;
    static constexpr std::string_view name = "ack.not_written"; // where most duplicates are born
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

} // namespace vagus::listen
