// What is said when one message has cost all that a route may spend on it.
#pragma once

namespace vagus::routes {

inline constexpr auto budget_spent =
    "the rules looked at too many segments and repetitions for one message; use fewer steps with "
    "[*], conditions or loops on this large a message";

} // namespace vagus::routes
