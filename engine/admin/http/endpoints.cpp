#include "engine/admin/http/endpoint.hpp"

#include "engine/audit/words.hpp"

#include <algorithm>
#include <utility>

namespace vagus::admin::http {
namespace {

using enum access::right;
using enum kind;
namespace words = audit::words;

using parameters = std::vector<parameter>;

const parameter reason{"reason", text, "Why; kept with what it changes, and in the audit log.", {}, true};
const parameter seen{"seen_us", number,
                     "Since when it was held or paused as you saw it, 0: not at all. Refused when another has decided "
                     "since; without it a later hold or drain replaces theirs."};
const parameter limit{"limit", number, "Rows of one page at most.", "most"};
const parameter cursor{"cursor", text, "`next` of the page before.", "after"};
const parameter since{"since_us", number, "Not before; microseconds since 1970, UTC."};
const parameter until{"until_us", number, "Not after; microseconds since 1970, UTC."};
const parameter ids{"ids", texts, "Of messages, at most 100; without them the filter says which."};
const parameter through{"through", text, "From a preview: what comes later is not meant."};

// Programs ask for values only when they mean to show them.
const parameter as_they_are{"values", flag,
                            "`false`: masked, also for who may see values; `true`: refused to who may not. Without it "
                            "as the role, or what the session has revealed, allows."};

parameters joined(parameters a, const parameters& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// Which messages.
const parameters messages{{"input", text, "They came by it."},
                          {"type", text, "Such as ADT^A01."},
                          {"control", text, "MSH-10."},
                          {"state", text, "What became of them."},
                          since,
                          until};
const parameters sought = joined(
    messages,
    {{"output", text, "They have a delivery to it."}, {"tag", text, "A route gave them this tag."}, limit, cursor});
// What may be a patient's stands in no URL.
const parameters sought_unsaid =
    joined(sought, {{"key", text, "A value of `site.index`, such as a patient's number."},
                    {"text", text, "Bytes that they hold, within the window; needs the right to see values."}});
// Which dead letters and failed routes.
const parameters dead{{"output", text, "They were meant for it."},
                      {"route", text, "It failed."},
                      {"input", text, "They came by it."},
                      {"cause", text, "As a list of them names it."},
                      {"group", text, "As the list of groups names it."},
                      since,
                      until};
const parameters one_or_many = joined(dead, {ids, through, {"after", text, "`next` of the request before."}});
const parameters to_resend = joined(
    messages, {ids,
               through,
               {"after", text, "`next` of the request before."},
               {"outputs", texts, "Those that get it.", "to", true},
               {"rules", text, "`as_sent`: the bytes as they were sent; `now`: through the rules that run now."}});
const parameters user{{"password", text, "At least 12 characters.", {}, true}};

std::vector<endpoint> stated() {
    return {
        {"POST",
         "/session",
         "login",
         "Logs in, by name and password or by a token.",
         {},
         {},
         {{"user", text, "The name."}, {"password", text, "The password."}, {"token", text, "Instead of both."}},
         "session",
         words::login},
        {"GET", "/session", "whoAmI", "Who is logged in, and what they may do.", {}, {}, {}, "session"},
        {"DELETE", "/session", "logout", "Ends the session.", see, {}, {}, "nothing", words::logout},

        {"GET", "/status", "status", "How everything stands.", see, "status", {}, "status"},
        {"GET",
         "/events",
         "events",
         "The same as it changes: Server-Sent Events.",
         see,
         {},
         {{"messages", flag, "Also messages as they come, ten a second at most."}}},

        {"POST",
         "/inputs/{input}/pause",
         "pauseInput",
         "No messages are taken until it is resumed.",
         operate,
         "input.pause",
         {reason, seen},
         "done",
         words::input_pause},
        {"POST",
         "/inputs/{input}/resume",
         "resumeInput",
         "Messages are taken again.",
         operate,
         "input.resume",
         {reason, seen},
         "done",
         words::input_resume},
        {"POST",
         "/outputs/{output}/hold",
         "holdOutput",
         "Nothing is sent until it is released.",
         operate,
         "output.hold",
         {reason, seen},
         "done",
         words::output_hold},
        {"POST",
         "/outputs/{output}/release",
         "releaseOutput",
         "Sends again.",
         operate,
         "output.release",
         {reason, seen},
         "done",
         words::output_release},
        {"POST",
         "/outputs/{output}/drain",
         "drainOutput",
         "What waits now is sent, what comes later waits.",
         operate,
         "output.drain",
         {reason, seen},
         "done",
         words::output_drain},
        {"POST",
         "/outputs/{output}/retry-now",
         "retryNow",
         "The next try is made at once.",
         operate,
         "output.retry_now",
         {{"reason", text, "Why."}},
         "done",
         words::output_retry_now},
        {"POST",
         "/outputs/{output}/skip",
         "skipHead",
         "Makes the message at the head a dead letter.",
         operate,
         "output.skip",
         {{"id", text, "Of the message at the head.", {}, true}, reason},
         "done",
         words::output_skip},

        {"GET", "/messages", "findMessages", "Messages of a window of time, the newest first.", see, "message.find",
         sought, "messages", words::search},
        {"POST", "/messages/find", "findMessagesUnsaid",
         "The same, with what may be a patient's in the body and not in a URL.", see, "message.find", sought_unsaid,
         "messages", words::search},
        {"GET",
         "/messages/{id}",
         "showMessage",
         "One message: its tree, and what became of it.",
         see,
         "message.show",
         {},
         "message",
         words::view},
        {"GET",
         "/messages/{id}/bytes",
         "messageBytes",
         "Its bytes, as received or as sent to an output.",
         values,
         "message.bytes",
         {{"of", text, "`received`, or the name of an output."}},
         "bytes",
         words::view},
        {"GET",
         "/messages/{id}/diff",
         "messageDiff",
         "What an output got beside what was received, field by field.",
         see,
         "message.diff",
         {{"of", text, "The name of an output.", {}, true}, as_they_are},
         "diff",
         words::view},
        {"GET",
         "/messages/{id}/explain",
         "explainMessage",
         "What the rules did with it, step by step.",
         see,
         "message.explain",
         {{"rules", text, "`then` or `now`."}, as_they_are},
         "account",
         words::view},
        {"POST",
         "/messages/{id}/reveal",
         "reveal",
         "Values are shown in this session for a quarter of an hour.",
         access::right::reveal,
         {},
         {reason},
         "revealed",
         words::reveal},
        {"POST",
         "/messages/{id}/edit",
         "editMessage",
         "Sends an edited copy as a new message linked to this one.",
         edit,
         "message.edit",
         {{"text", text, "The whole message.", {}, true},
          {"outputs", texts, "Those that get it.", "to", true},
          {"preview", flag, "Only says what would change."},
          {"reason", text, "Why; needed but for a preview."}},
         "edited",
         words::edit},
        {"POST", "/resend/preview", "previewResend", "What a resend would send, and what cannot be sent.", resend,
         "resend.preview", to_resend, "preview"},
        {"POST", "/resend", "resend", "Makes new messages of stored ones, linked to them: a hundred at most.", resend,
         "resend", joined(to_resend, {reason, limit}), "acted", words::resend},

        {"GET", "/dead", "listDead", "Dead letters and failed routes, the oldest first.", see, "dead.list",
         joined(dead, {limit, cursor}), "dead", words::search},
        {"GET", "/dead/groups", "groupDead", "The same, grouped by their cause.", see, "dead.groups", dead, "groups"},
        {"GET",
         "/dead/{id}",
         "showDead",
         "A dead letter with its bytes and the receiver's answer.",
         values,
         "dead.show",
         {},
         "dead_letters",
         words::view},
        {"POST", "/dead/preview", "previewDead", "What a retry would send.", operate, "dead.preview", one_or_many,
         "preview"},
        {"POST", "/dead/count", "countDead", "What a discard would close.", operate, "dead.count", one_or_many,
         "preview"},
        {"POST", "/dead/retry", "retryDead", "Sends them again: a hundred at most.", operate, "dead.retry",
         joined(one_or_many, {reason, limit}), "acted", words::dead_retry},
        {"POST", "/dead/discard", "discardDead", "They are done with: a hundred at most.", operate, "dead.discard",
         joined(one_or_many, {reason, limit}), "acted", words::dead_discard},

        {"GET",
         "/codes",
         "missingCodes",
         "Codes that tables have no row for, since the start; the code itself for those who see values.",
         see,
         "codes.list",
         {{"table", text, "Of this table only."}, as_they_are},
         "codes",
         words::codes_view},

        {"GET",
         "/wire",
         "wireEvents",
         "What came on the wire and was no message, the newest first.",
         see,
         "wire.list",
         {{"at", text, "Of an input or output."}},
         "wire"},
        {"GET",
         "/wire/{id}",
         "wireEvent",
         "One of them, with its bytes in hex.",
         values,
         "wire.show",
         {},
         "wire_event",
         words::wire_view},

        {"POST",
         "/store/hold",
         "holdLegally",
         "A segment of the store is kept, whatever retention says.",
         configure,
         "store.hold",
         {{"segment", text, "Its number, or the id of a message in it.", {}, true}, reason},
         "any",
         words::legal_hold},
        {"POST",
         "/store/release",
         "releaseLegally",
         "Retention goes on with it.",
         configure,
         "store.release",
         {{"segment", text, "Its number, or the id of a message in it.", {}, true}, reason},
         "any",
         words::legal_release},
        {"POST",
         "/store/clock-is-right",
         "believeClock",
         "The clock is right after it jumped: segments are removed again.",
         configure,
         "store.clock_is_right",
         {reason},
         "any",
         words::clock_believed},
        {"GET",
         "/config",
         "showConfig",
         "What runs; its ETag is what a change names.",
         see,
         "config.show",
         {},
         "config"},
        {"GET",
         "/config/history",
         "configHistory",
         "What ran, the newest first.",
         see,
         "config.history",
         {},
         "history"},
        {"GET",
         "/config/files/{entry}",
         "configFiles",
         "The files of an entry; 0 are those on disk.",
         see,
         "config.files",
         {},
         "files"},
        {"POST", "/config/plan", "planReload", "What a reload would change.", configure, "config.plan", {}, "plan"},
        {"POST",
         "/config/reload",
         "reload",
         "Goes on with the files on disk.",
         configure,
         "reload",
         {{"planned", text, "The revision that a plan was shown of: no other files are taken."}, reason},
         "plan",
         words::reload,
         true},
        {"POST",
         "/config/rollback",
         "rollback",
         "Goes on with the files of an entry of the history.",
         configure,
         "config.rollback",
         {{"entry", number, "Of the history.", {}, true}, reason},
         "plan",
         words::rollback,
         true},

        {"POST",
         "/try",
         "tryMessage",
         "What the rules would do with a pasted message. Nothing is kept.",
         see,
         "try",
         {{"input", text, "It would come by.", {}, true}, {"message", text, "The whole message.", {}, true}},
         "account"},

        {"GET",
         "/alerts",
         "listAlerts",
         "What is wrong now, and what was a while ago.",
         see,
         "alerts.list",
         {},
         "alerts"},
        {"POST",
         "/alerts/{id}/snooze",
         "snoozeAlert",
         "Nobody is told of it for a while.",
         operate,
         "alerts.snooze",
         {{"minutes", number, "At most seven days.", {}, true}, reason},
         "any",
         words::alert_snooze},
        {"POST",
         "/alerts/{id}/wake",
         "wakeAlert",
         "People are told of it again.",
         operate,
         "alerts.wake",
         {reason},
         "any",
         words::alert_wake},

        {"GET", "/users", "listUsers", "Who may log in.", users, {}, {}, "users"},
        {"POST",
         "/users",
         "addUser",
         "Another who may log in.",
         users,
         {},
         joined(
             {{"name", text, "The name.", {}, true}, {"role", text, "viewer, support, operator or admin.", {}, true}},
             user),
         "user",
         words::user_added},
        {"DELETE",
         "/users/{name}",
         "removeUser",
         "Ends their sessions too.",
         users,
         {},
         {},
         "nothing",
         words::user_removed},
        {"POST",
         "/users/{name}/password",
         "setPassword",
         "Another password; ends their sessions.",
         users,
         {},
         user,
         "nothing",
         words::user_password},
        {"POST",
         "/users/{name}/role",
         "setRole",
         "Another role; ends their sessions.",
         users,
         {},
         {{"role", text, "viewer, support, operator or admin.", {}, true}},
         "nothing",
         words::user_changed},
        {"POST",
         "/users/{name}/disable",
         "disableUser",
         "They may not log in until they are enabled; ends their sessions.",
         users,
         {},
         {reason},
         "nothing",
         words::user_disabled},
        {"POST",
         "/users/{name}/enable",
         "enableUser",
         "They may log in again.",
         users,
         {},
         {reason},
         "nothing",
         words::user_enabled},
        {"GET", "/tokens", "listTokens", "Of programs.", users, {}, {}, "tokens"},
        {"POST",
         "/tokens",
         "addToken",
         "Its text is in the answer, and nowhere else.",
         users,
         {},
         {{"name", text, "Whose it is.", {}, true},
          {"role", text, "viewer, support, operator or admin.", {}, true},
          {"days", number, "It lasts so long; without it, until it is removed."}},
         "token",
         words::token_added},
        {"DELETE",
         "/tokens/{id}",
         "removeToken",
         "It is good for nothing any more.",
         users,
         {},
         {},
         "nothing",
         words::token_removed},

        {"GET",
         "/audit",
         "readAudit",
         "Who did what, the newest first.",
         audit,
         {},
         {{"who", text, "The name of a person or a token."},
          {"what", text, "A word such as message.view."},
          {"about", text, "The id of a message, or a name."},
          since,
          until,
          {"limit", number, "Rows of one page at most."},
          {"cursor", text, "`next` of the page before."}},
         "audit",
         words::audit_view},
        {"GET", "/openapi.json", "openapi", "This list, as OpenAPI 3.1.", {}, {}, {}, "any"},
    };
}

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> found;
    while (!path.empty()) { // a segment a turn
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        found.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return found;
}

} // namespace

const std::vector<endpoint>& endpoints() {
    static const auto all = stated();
    return all;
}

const endpoint* endpoint_of(std::string_view verb) {
    const auto found = std::ranges::find(endpoints(), verb, &endpoint::verb);
    return verb.empty() || found == endpoints().end() ? nullptr : &*found;
}

std::optional<std::map<std::string, std::string>> matched(const endpoint& which, const std::vector<std::string>& path) {
    const auto wanted = segments_of(which.path);
    if (wanted.size() != path.size()) return std::nullopt;
    std::map<std::string, std::string> values;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].starts_with('{'))
            values.emplace(wanted[i].substr(1, wanted[i].size() - 2), path[i]);
        else if (wanted[i] != path[i])
            return std::nullopt;
    }
    return values;
}

} // namespace vagus::admin::http
