// What a role may do. A role may do whatever the all_roles below it may. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace vagus::access {

// Ordered: each may do what those before it may.
enum class role : std::uint8_t { viewer, support, operator_, admin };

enum class right : std::uint8_t {
    see,       // status, messages with masked values, configuration, alerts
    reveal,    // values for a while, with a reason, audited
    values,    // values at any time, each view audited
    operate,   // pause, hold, release, retry, discard, snooze
    resend,    // stored messages, once more
    edit,      // a message, before it is sent once more
    configure, // plan, reload, roll back
    users,     // people and tokens
    audit,     // who did what
};

inline constexpr std::array all_roles{role::viewer, role::support, role::operator_, role::admin};
inline constexpr std::array all_rights{right::see,  right::reveal,    right::values, right::operate, right::resend,
                                       right::edit, right::configure, right::users,  right::audit};

// The least role that has it. Who only watches may reveal too: in an emergency the one at the screen must be able to
// read, and the reason and the audit are the price.
[[nodiscard]] constexpr role least(right what) {
    switch (what) {
    case right::see:
    case right::reveal: return role::viewer;
    case right::values: return role::support;
    case right::operate:
    case right::resend:
    case right::edit: return role::operator_;
    case right::configure:
    case right::users:
    case right::audit: return role::admin;
    }
    return role::admin;
}

[[nodiscard]] constexpr bool may(role who, right what) {
    return who >= least(what);
}

[[nodiscard]] std::string_view name_of(role which);
[[nodiscard]] std::string_view name_of(right which);
[[nodiscard]] std::optional<role> role_named(std::string_view name);
[[nodiscard]] std::optional<right> right_named(std::string_view name);
[[nodiscard]] std::vector<right> rights_of(role who); // in the order above

} // namespace vagus::access
