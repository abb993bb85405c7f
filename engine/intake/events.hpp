// What intake reports. No text here comes from a message.
#pragma once

#include "base/ids.hpp"
#include "base/report.hpp"

#include <cstdint>
#include <string>

namespace vagus::intake {

struct message_refused {
    std::string input;
    message_id message;
    std::string reason; // where and what was expected, or the route's reason
    static constexpr std::string_view name = "message.refused";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct message_failed {
    std::string input;
    message_id message;
    std::string reason; // file:line and step
    static constexpr std::string_view name = "message.failed";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

// A route's `log` step.
struct message_logged {
    std::string input;
    message_id message;
    std::string text; // words of the configuration
    static constexpr std::string_view name = "message.logged";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

// By routes' `tag` steps.
struct message_tagged {
    std::string input;
    message_id message;
    std::string tags; // with blanks between them
    static constexpr std::string_view name = "message.tagged";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

// A route went on, and had something to say: `on_fail: warn`, `on_error: warn`.
struct message_warned {
    std::string input;
    message_id message;
    std::string reason; // file:line and step, paths
    static constexpr std::string_view name = "message.warned";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

// Its sender waited for receivers, and was told that one did not have it in time or refused it.
struct message_undelivered {
    std::string input;
    message_id message;
    std::string reason; // our words
    static constexpr std::string_view name = "message.undelivered";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct message_unmatched {
    std::string input;
    message_id message;
    static constexpr std::string_view name = "message.unmatched";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

// Bytes that are no valid UTF-8 where nothing says what they are, or no characters of what they are said to be.
struct message_charset {
    std::string input;
    message_id message;
    std::string charset; // in which it was read
    std::int64_t invalid = 0;
    static constexpr std::string_view name = "message.charset";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

// Characters that the character set of an output does not have: they leave as '?'.
struct characters_lost {
    std::string input;
    message_id message;
    std::string output;
    std::int64_t characters = 0;
    static constexpr std::string_view name = "message.characters_lost";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct message_repeated {
    std::string input;
    message_id message; // of the first
    static constexpr std::string_view name = "message.repeated";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

// A key of `dedup` that came before; the message was taken as a new one.
struct message_same_key {
    std::string input;
    message_id message;
    message_id first;
    static constexpr std::string_view name = "message.same_key";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct message_stored {
    std::string input;
    message_id message;
    std::int64_t deliveries = 0;
    std::int64_t took_us = 0; // from frame to durable
    static constexpr std::string_view name = "message.stored";
    static constexpr severity level = severity::debug;
    [[nodiscard]] facts describe() const;
};

// The answer to a message of ours enters as a message of its own, with what settles the delivery it answers.
struct message_answered {
    std::string input;  // of the answer
    message_id message; // that was sent
    std::string ended;  // queued, unmatched, dropped, failed
    std::string reason; // file:line and step
    static constexpr std::string_view name = "message.answered";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

// No answer of its receiver came in time: its sender gets an acknowledgement of ours instead.
struct message_unanswered {
    std::string input;
    message_id message;
    static constexpr std::string_view name = "message.unanswered";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

// Nothing of it is kept: the store has no room, and the sender was told, or hung up on where no answer is due.
struct message_turned_away {
    std::string input;
    static constexpr std::string_view name = "message.turned_away";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct store_refused {
    std::string input;
    std::string reason;
    static constexpr std::string_view name = "store.refused";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const;
};

} // namespace vagus::intake
