// vagus search: what became of the messages that a sender called by an id, also when their bodies are gone. Reads the
// store's files, beside a running engine too.
#include "engine/admin/readable.hpp"
#include "engine/app/commands/careful.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/window.hpp"
#include "engine/app/configuration.hpp"
#include "engine/intake/intake.hpp"
#include "engine/store/control_search.hpp"
#include "engine/store/state_names.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

namespace vagus::app {
namespace {

namespace json = boost::json;

struct search_options {
    std::string folder = ".";
    bool as_json = false;
    std::string control;
    std::string input;
    std::optional<wall_us> since;
    std::optional<wall_us> until;
};

json::object row_of(const store::traced_message& each) {
    json::array deliveries;
    for (const auto& one : each.deliveries)
        deliveries.push_back(
            json::object{{"name", one.name}, {"state", store::name_of(one.state)}, {"at_us", one.when}});
    return {{"id", to_text(each.id)},
            {"received_us", each.received},
            {"input", each.input},
            {"type", admin::readable(each.type)},
            {"state", store::name_of(each.state)},
            {"tags", each.tags},
            {"kept", each.kept},
            {"deliveries", std::move(deliveries)}};
}

void print(const store::traced_message& each) {
    fmt::print("{}  {}  {}  {}  {}{}\n", to_text(each.id), intake::hl7_time(each.received), each.input,
               admin::readable(each.type), store::name_of(each.state), each.kept ? "" : "; its body is no longer kept");
    if (!each.tags.empty()) fmt::print("  tags: {}\n", each.tags);
    for (const auto& one : each.deliveries)
        fmt::print("  {}  {}  {}\n", one.name, store::name_of(one.state), intake::hl7_time(one.when));
}

int search(const search_options& how) {
    store::control_query what{how.control, how.input};
    what.since = how.since.value_or(what.since);
    what.until = how.until.value_or(what.until);
    const auto found = store::find_control(store_folder_of(how.folder), what);
    for (const auto& each : found.passed_over) fmt::print(stderr, "vagus search: passed over: {}\n", each);
    if (how.as_json) {
        json::array messages;
        for (const auto& each : found.messages) messages.push_back(row_of(each));
        fmt::print("{}\n", json::serialize(json::object{{"messages", std::move(messages)},
                                                        {"more", found.more},
                                                        {"all_read", found.passed_over.empty()}}));
    } else {
        for (const auto& each : found.messages) print(each);
        if (found.more)
            fmt::print("there are more: these are the newest {}; choose with --input, --since and --until\n",
                       found.messages.size());
        if (found.messages.empty()) fmt::print(stderr, "vagus search: no message has that control id\n");
    }
    return found.messages.empty() ? exit_code::failed : exit_code::ok;
}

} // namespace

void add_search(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<search_options>();
    auto* verb = parent.add_subcommand("search", "What became of a message, by its control id");
    verb->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
    verb->add_option("--control", how->control, "The control id, MSH-10")->required();
    verb->add_option("--input", how->input, "Received at this input only");
    add_window(*verb, how->since, how->until, "Only messages received");
    verb->add_flag("--json", how->as_json, "One JSON object, stable for scripts");
    verb->callback([how, &exit_code] { exit_code = careful("search", [&] { return search(*how); }); });
}

} // namespace vagus::app
