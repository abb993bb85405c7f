// vagus search: what became of the messages that a sender called by an id, or that are about a patient, an order, or
// whatever site.index names, also when their bodies are gone. Reads the store's files, beside a running engine too.
#include "engine/admin/readable.hpp"
#include "engine/app/commands/careful.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/window.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/site_key.hpp"
#include "engine/intake/intake.hpp"
#include "engine/store/control_search.hpp"
#include "engine/store/message_search.hpp"
#include "engine/store/search_key.hpp"
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
    std::string key;
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

json::object row_of(const store::found_message& each) {
    return {{"id", to_text(each.id)},
            {"received_us", each.received},
            {"input", each.input},
            {"type", admin::readable(each.type)},
            {"control", admin::readable(each.control)},
            {"state", store::name_of(each.state)},
            {"kept", each.kept},
            {"pending", each.pending},
            {"delivered", each.delivered},
            {"dead", each.dead}};
}

void print(const store::found_message& each) {
    fmt::print("{}  {}  {}  {}  {}: {} delivered, {} waiting, {} dead{}\n", to_text(each.id),
               intake::hl7_time(each.received), each.input, admin::readable(each.type), store::name_of(each.state),
               each.delivered, each.pending, each.dead, each.kept ? "" : "; its body is no longer kept");
}

int search_by_key(const search_options& how) {
    const auto folder = opened_store(how.folder);
    store::message_filter what;
    what.input = how.input;
    what.since = how.since.value_or(what.since);
    what.until = how.until.value_or(what.until);
    what.key = store::search_key::of(folder).hash(how.key);
    store::found_page found;
    json::array rows;
    bool all_read = true;
    std::size_t count = 0;
    do { // a page a turn; each comes further down
        found = store::find_messages(folder, what, found.next, store::found_by_control - count);
        for (const auto& each : found.passed_over) fmt::print(stderr, "vagus search: passed over: {}\n", each);
        all_read = all_read && found.passed_over.empty();
        count += found.messages.size();
        for (const auto& each : found.messages) how.as_json ? rows.push_back(row_of(each)) : print(each);
    } while (found.next && count < store::found_by_control);
    if (how.as_json)
        fmt::print("{}\n",
                   json::serialize(json::object{
                       {"messages", std::move(rows)}, {"more", found.next.has_value()}, {"all_read", all_read}}));
    else if (found.next)
        fmt::print("there may be more: choose with --input, --since and --until\n");
    if (count == 0) fmt::print(stderr, "vagus search: no message has that value at a path of site.index\n");
    return count == 0 ? exit_code::failed : exit_code::ok;
}

int search(const search_options& how) {
    if (!how.key.empty()) return search_by_key(how);
    store::control_query what{how.control, how.input};
    what.since = how.since.value_or(what.since);
    what.until = how.until.value_or(what.until);
    const auto found = store::find_control(opened_store(how.folder), what);
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
    auto* verb = parent.add_subcommand("search", "What became of messages, by control id or by a value of site.index");
    verb->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
    auto* by = verb->add_option_group("by");
    by->add_option("--control", how->control, "The control id, MSH-10");
    by->add_option("--key", how->key, "What stands at a path of site.index, such as a patient's number");
    by->require_option(1);
    verb->add_option("--input", how->input, "Received at this input only");
    add_window(*verb, how->since, how->until, "Only messages received");
    verb->add_flag("--json", how->as_json, "One JSON object, stable for scripts");
    verb->callback([how, &exit_code] { exit_code = careful("search", [&] { return search(*how); }); });
}

} // namespace vagus::app
