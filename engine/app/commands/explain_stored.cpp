#include "engine/app/commands/explain_stored.hpp"

#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/careful.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/explain_view.hpp"
#include "engine/app/commands/remote.hpp"
#include "engine/app/retelling.hpp"
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

explained_or_code from_files(const explain_stored_options& how, message_id id) {
    const auto told = retell({how.folder, opened_store(how.folder), how.by_now, how.step}, id);
    if (told) return as_json(*told, how.show);
    fmt::print(stderr, "vagus explain: {}\n", told.error().words);
    return fail(exit_code::failed);
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
