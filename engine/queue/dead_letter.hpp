// `dead_letter:` of an output: what a message that could not be delivered means for those behind it.
#pragma once

#include "config/fields.hpp"

#include <cstdint>

namespace vagus::queue {

struct dead_letter_policy {
    enum class effect : std::uint8_t {
        go_on,    // they are delivered
        hold_key, // those that name a key of it wait until a person decides about it
        stop,     // all wait until a person decides about it
    } then = effect::go_on;
};

[[nodiscard]] const config::fields<dead_letter_policy>& dead_letter_fields();

} // namespace vagus::queue
