// vagus resend: stored messages once more, as new messages linked to them, to chosen outputs only.
#include "base/ids.hpp"
#include "engine/admin/place.hpp"
#include "engine/admin/protocol.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/job.hpp"
#include "engine/app/commands/rate.hpp"
#include "engine/app/commands/window.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

namespace json = boost::json;

struct resend_options {
    std::string folder = ".";
    bool as_json = false;
    bool dry_run = false;
    bool rules = false;
    std::string reason;
    std::vector<std::string> ids;
    std::vector<std::string> to;
    std::map<std::string, std::string> filter; // by the name of the option
    std::optional<wall_us> since;
    std::optional<wall_us> until;
    std::string after;
    double per_second = 0;

    [[nodiscard]] bool chosen() const { return !filter.empty() || since || until || !after.empty(); }
};

json::object request_of(const resend_options& how) {
    json::object made{{"do", "resend"}, {"reason", how.reason}, {"rules", how.rules ? "now" : "as_sent"}};
    made["to"] = json::array(how.to.begin(), how.to.end());
    for (const auto& [key, value] : how.filter) made[key] = value;
    if (how.since) made["since_us"] = *how.since;
    if (how.until) made["until_us"] = *how.until;
    if (!how.after.empty()) made["after"] = how.after;
    return made;
}

int resend(const resend_options& how) {
    const job work{how.folder, request_of(how), how.ids, "resent", how.per_second, how.as_json};
    int code = exit_code::ok;
    const auto seen = foresee(work, "resend.preview", code);
    if (!seen) return code;
    if (!how.as_json || !how.dry_run) warn(*seen);
    if (how.dry_run) return print(*seen, "messages", how.as_json), exit_code::ok;
    return run(work, *seen);
}

void check(const resend_options& how) {
    if (how.ids.empty() && !how.chosen()) throw CLI::RequiredError{"an id or a filter"};
    if (!how.ids.empty() && how.chosen()) throw CLI::ValidationError{"either ids or a filter, not both"};
    if (how.reason.empty() && !how.dry_run) throw CLI::RequiredError{"--reason"};
}

} // namespace

void add_resend(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<resend_options>();
    auto* command = parent.add_subcommand("resend", "Send stored messages again, to chosen outputs only");
    command->add_option("id", how->ids, "Message ids; or choose by filter")->expected(0, admin::ids);
    command->add_option("--to", how->to, "The outputs to send to; one, or several")->required()->delimiter(',');
    command->add_flag("--rules", how->rules,
                      "What today's rules make of the received message, not the bytes that were sent then");
    command->add_option("--reason", how->reason, "Why; kept with the new messages");
    command->add_flag("--dry-run", how->dry_run, "Say what would be sent, and send nothing");
    add_rate(*command, how->per_second, "At most so many messages: 5/s, 100/min");
    const auto filter = [&](const char* key, const char* word, const char* help) {
        command
            ->add_option_function<std::string>(
                std::string{"--"} + key, [how, key](const std::string& text) { how->filter[key] = text; }, help)
            ->type_name(word);
    };
    filter("input", "NAME", "Only messages that came by this input");
    filter("type", "TYPE", "Only messages of this type: ADT^A08");
    filter("control", "ID", "Only messages with this MSH-10");
    filter("state", "STATE",
           "Only messages in this state: queued, unmatched, dropped, failed, resent. Those that were refused are never "
           "sent "
           "again: their senders were told, and do so");
    add_window(*command, how->since, how->until, "Only messages received");
    command
        ->add_option_function<std::string>(
            "--after",
            [how](const std::string& text) {
                const auto id = parse_message_id(text);
                if (!id) throw CLI::ValidationError{"'" + text + "' is not a message id: 16 letters and digits"};
                how->after = admin::to_text(store::delivery_ref{id->segment, id->row});
            },
            "Only messages stored after this one: to go on where a command stopped")
        ->type_name("ID");
    command->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
    command->add_flag("--json", how->as_json, "JSON, stable for scripts");
    command->footer(
        "What waits for an output or is dead there is not sent a second time; `vagus dead retry` is for what "
        "is dead.\nExit code: 0 ok, 1 some could not be sent, 2 usage, 3 no engine runs on this store.\n"
        "Example: vagus resend --input adt_in --type ADT^A08 --since 2h --to pas --reason 'restored from "
        "backup' --dry-run");
    command->callback([how, &exit_code] { check(*how), exit_code = resend(*how); });
}

} // namespace vagus::app
