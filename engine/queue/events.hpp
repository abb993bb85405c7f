// What the queues report. Answers of receivers are values and are not in here.
#pragma once

#include "base/ids.hpp"
#include "base/report.hpp"

#include <cstdint>
#include <string>

namespace vagus::queue {

struct output_down {
    std::string output;
    std::string reason; // the operating system's words and the address
    static constexpr std::string_view name = "output.down";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct output_up {
    std::string output;
    static constexpr std::string_view name = "output.up";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

struct delivery_retried {
    std::string output;
    message_id message;
    std::string result; // rejected, timeout, unreadable
    std::string ack;    // AE, AR, ... or empty
    std::string error;  // ERR-3 when it is a code of HL7 table 0357, else empty
    std::int64_t attempt = 0;
    std::int64_t wait_ms = 0;
    std::int64_t took_us = 0;
    static constexpr std::string_view name = "delivery.retried";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct delivery_dead {
    std::string output;
    message_id message;
    std::string result;
    std::string ack;
    std::string error;
    std::int64_t attempt = 0;
    std::int64_t took_us = 0;
    static constexpr std::string_view name = "delivery.dead";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct output_held {
    std::string output;
    std::string reason;
    std::string by;
    std::string message; // the id of the one whose answer said so; "" for a person
    bool drains = false; // what waits now is still sent
    static constexpr std::string_view name = "output.held";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct output_released {
    std::string output;
    std::string reason;
    std::string by;
    static constexpr std::string_view name = "output.released";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct output_hurried {
    std::string output;
    std::string by;
    static constexpr std::string_view name = "output.retry_now";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

// A dead letter stands in the way, and nothing is sent until a person decides about it; or none does any more.
struct output_stopped {
    std::string output;
    static constexpr std::string_view name = "output.stopped";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};
struct output_goes_on {
    std::string output;
    static constexpr std::string_view name = "output.goes_on";
    static constexpr severity level = severity::info;
    [[nodiscard]] facts describe() const;
};

struct delivery_skipped {
    std::string output;
    message_id message;
    std::string by;
    static constexpr std::string_view name = "delivery.skipped";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const;
};

struct delivery_done {
    std::string output;
    message_id message;
    std::int64_t attempt = 0;
    std::int64_t took_us = 0;
    static constexpr std::string_view name = "delivery.done";
    static constexpr severity level = severity::debug;
    [[nodiscard]] facts describe() const;
};

} // namespace vagus::queue
