// What is written down, by its word. Whoever records uses these, so that people can ask for them and the export knows
// what kind of event each is. Listed for people in docs/audit.md.
#pragma once

#include <string_view>

namespace vagus::audit::words {

// Who is there.
inline constexpr std::string_view login = "login";
inline constexpr std::string_view login_failed = "login.failed";
inline constexpr std::string_view logout = "logout";
inline constexpr std::string_view user_added = "user.add";
inline constexpr std::string_view user_changed = "user.change"; // the role
inline constexpr std::string_view user_password = "user.password";
inline constexpr std::string_view user_removed = "user.remove";
inline constexpr std::string_view user_disabled = "user.disable";
inline constexpr std::string_view user_enabled = "user.enable";
inline constexpr std::string_view token_added = "token.add";
inline constexpr std::string_view token_removed = "token.remove";
// Who saw what.
inline constexpr std::string_view search = "search";
inline constexpr std::string_view view = "message.view";
inline constexpr std::string_view reveal = "values.reveal";
inline constexpr std::string_view wire_view = "wire.view";
inline constexpr std::string_view codes_view = "codes.view";
inline constexpr std::string_view exported = "export";
inline constexpr std::string_view audit_view = "audit.view";
// Who did what.
inline constexpr std::string_view resend = "message.resend";
inline constexpr std::string_view edit = "message.edit";
inline constexpr std::string_view dead_retry = "dead.retry";
inline constexpr std::string_view dead_discard = "dead.discard";
inline constexpr std::string_view output_hold = "output.hold";
inline constexpr std::string_view output_release = "output.release";
inline constexpr std::string_view output_drain = "output.drain";
inline constexpr std::string_view output_retry_now = "output.retry_now";
inline constexpr std::string_view output_skip = "output.skip";
inline constexpr std::string_view input_pause = "input.pause";
inline constexpr std::string_view input_resume = "input.resume";
inline constexpr std::string_view reload = "config.reload";
inline constexpr std::string_view rollback = "config.rollback";
inline constexpr std::string_view legal_hold = "store.hold";
inline constexpr std::string_view legal_release = "store.release";
inline constexpr std::string_view clock_believed = "store.clock_is_right";
inline constexpr std::string_view alert_snooze = "alert.snooze";
inline constexpr std::string_view alert_wake = "alert.wake";
inline constexpr std::string_view denied = "denied"; // somebody without the right
// What the audit says of itself.
inline constexpr std::string_view started = "audit.started";
inline constexpr std::string_view repaired = "audit.repaired";
inline constexpr std::string_view lost = "audit.lost";

} // namespace vagus::audit::words

namespace vagus::audit {

// The result of what was done; of a view: that showed values of messages, or masked them. Any other says why not.
inline constexpr std::string_view ok = "ok";
inline constexpr std::string_view with_values = "values";
inline constexpr std::string_view masked = "masked";
[[nodiscard]] constexpr bool succeeded(std::string_view result) {
    return result == ok || result == with_values || result == masked;
}

} // namespace vagus::audit
