// What people did through the engine's socket. Their reasons are stored with the messages and not logged: a reason may
// name a patient.
#pragma once

#include "base/report.hpp"

#include <cstdint>
#include <string>

namespace vagus::admin {

struct dead_letters_decided {
    std::string decision; // "retried", "discarded"
    std::int64_t count = 0;
    static constexpr std::string_view name = "dead_letters.decided";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"decision", decision}, {"count", count}}; }
};

struct messages_resent {
    std::string outputs;
    std::int64_t count = 0;
    static constexpr std::string_view name = "messages.resent";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"outputs", outputs}, {"count", count}}; }
};

struct input_paused {
    std::string input;
    std::string by;
    static constexpr std::string_view name = "input.paused";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"input", input}, {"by", by}}; }
};

struct input_resumed {
    std::string input;
    std::string by;
    static constexpr std::string_view name = "input.resumed";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"input", input}, {"by", by}}; }
};

} // namespace vagus::admin
