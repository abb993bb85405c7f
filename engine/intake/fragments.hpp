// `continuation:` of an input: messages that their sender cut (MSH-14, DSC, ADD) are joined before routes see them.
// Source: HL7 v2.5.1 chapter 2, section 2.10.2.
#pragma once

#include "base/limits.hpp"
#include "config/fields.hpp"

#include <chrono>
#include <cstdint>

namespace vagus::intake {

struct continuation_terms {
    std::int64_t fragments = 100;
    std::uint64_t bytes = 64 * limits::MiB;
    std::int64_t open = 100;
    config::duration within{std::chrono::hours{1}};
};
[[nodiscard]] const config::fields<continuation_terms>& continuation_fields();

// How often it is looked whether the rest of a message did not come in time.
inline constexpr auto look_for_overdue_every = std::chrono::seconds{1};

} // namespace vagus::intake
