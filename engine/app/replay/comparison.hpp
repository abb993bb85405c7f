// What differs between what two configurations make of one message. Pure.
#pragma once

#include "engine/app/peers/leaves.hpp"
#include "engine/app/replay/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::app {

// What a difference is about, in the order of a report.
enum class about : std::uint8_t { input, unreadable, ack, route, drop, failure, tag, copy, value, beside, key, body };
enum class changed : std::uint8_t { lost, gained, other };

struct dissent {
    about is = about::value;
    std::string where{}; // the output, the route or the input; empty for what is of the whole message
    // What of it: "PID-3.1", "/entry/*/id", "header.x", "AA -> AE", the reason of a failure or drop, a tag.
    std::string what{};
    changed how = changed::other;
    std::optional<std::string> before{}; // values; nothing: none stands there, or it has none
    std::optional<std::string> after{};
    peers::place at{}; // of a value in an HL7 message
};

// A value of an HL7 message is named without the numbers of segments and repetitions, one in JSON without those of
// array elements: so that the same change in many places is one.
[[nodiscard]] std::vector<dissent> compare(const outcome& before, const outcome& after);

[[nodiscard]] std::string_view to_text(about is);
[[nodiscard]] std::string_view to_text(changed how);

} // namespace vagus::app
