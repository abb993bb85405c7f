#include "engine/app/commands/explain_stored.hpp"

#include "engine/app/as_received.hpp"
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/careful.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/explain_view.hpp"
#include "engine/app/commands/remote.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/explaining.hpp"
#include "engine/app/outcome_of.hpp"
#include "engine/app/past_rules.hpp"
#include "engine/app/site_key.hpp"
#include "engine/intake/intake.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <utility>

namespace vagus::app {
namespace {

namespace json = boost::json;
using explained_or_code = result<json::object, int>;

explained_or_code failed(const std::string& words) {
    fmt::print(stderr, "vagus explain: {}\n", words);
    return fail(exit_code::failed);
}

explained_or_code from_files(const explain_stored_options& how, message_id id) {
    const auto folder = opened_store(how.folder);
    store::past then{folder};
    auto message = then.find(id);
    if (!message)
        return failed(fmt::format("there is no message {} in {}: it was removed (site.retention.bodies), or is of "
                                  "another store",
                                  how.id, folder.string()));
    const auto rules = how.by_now ? rules_on_disk(how.folder) : rules_of(then, message->revision, how.folder);
    if (!rules) return failed(rules.error() + (how.by_now ? "" : "; --rules now explains it by the files on disk"));
    const auto* input = input_named(rules->what, message->input);
    if (input == nullptr) return failed("its input '" + message->input + "' is not in these rules");
    const auto name = message->input;
    const auto received = message->received;
    const bool again = message->state == store::message_state::resent;
    auto request = request_of(then, *message, *input);
    const auto found = explain_message(rules->what, name,
                                       {.bytes = std::move(message->raw),
                                        .received = received,
                                        .attempt = again ? 2U : 1U,
                                        .request = std::move(request),
                                        .answers = std::move(message->answers)},
                                       how.step);
    if (!found) return failed(how.id + ": " + found.error());
    auto told = as_json(found->with(*rules->what.rules), how.show);
    told["received_us"] = received;
    told["revision"] = rules->what.files.revision;
    told["remarks"] = json::array(rules->remarks.begin(), rules->remarks.end());
    return told;
}

explained_or_code from_engine(const explain_stored_options& how) {
    if (!how.step.empty() || how.show.bodies) {
        fmt::print(stderr, "vagus explain: --step and --bodies are for messages on this machine: leave out --engine\n");
        return fail(exit_code::usage);
    }
    return ask_engine(how.folder, {{"do", "message.explain"},
                                   {"id", how.id},
                                   {"rules", how.by_now ? "now" : "then"},
                                   {"values", how.show.values}});
}

int explain(const explain_stored_options& how, message_id id) {
    const auto told = told_engine().url.empty() ? from_files(how, id) : from_engine(how);
    if (!told) return told.error();
    for (const auto& each : list(*told, "remarks"))
        if (const auto* remark = each.if_string()) fmt::print(stderr, "vagus explain: {}\n", std::string_view{*remark});
    if (how.as_json) {
        fmt::print("{}\n", json::serialize(*told));
    } else {
        fmt::print("{}  received {}  {} by revision {}\n", how.id, intake::hl7_time(number(*told, "received_us")),
                   how.by_now ? "explained" : "planned", text(*told, "revision"));
        print(*told);
    }
    return end_at_step(*told, how.id, how.step);
}

} // namespace

int explain_stored(const explain_stored_options& how) {
    const auto id = parse_message_id(how.id);
    if (!id) {
        fmt::print(stderr, "vagus explain: '{}' is not a message id: 16 letters and digits\n", how.id);
        return exit_code::usage;
    }
    return careful("explain", [&] { return explain(how, *id); });
}

} // namespace vagus::app
