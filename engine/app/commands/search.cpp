// vagus search: what became of the messages that a sender called by an id, that are about a patient, an order, or
// whatever site.index names, or that are otherwise alike, also when their bodies are gone. Reads the store's files,
// beside a running engine too; with --engine it asks that one.
#include "engine/admin/message_find.hpp"
#include "engine/admin/readable.hpp"
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/careful.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/remote.hpp"
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

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace vagus::app {
namespace {

namespace json = boost::json;

constexpr std::size_t most_found = 10'000; // that one command may want: a page a request, and JSON lies in memory

struct search_options {
    std::string folder = ".";
    bool as_json = false;
    std::map<std::string, std::string> filter; // by the name of the option
    std::optional<wall_us> since;
    std::optional<wall_us> until;
    std::size_t limit = store::found_by_control;

    [[nodiscard]] std::string by(const char* key) const {
        const auto found = filter.find(key);
        return found == filter.end() ? std::string{} : found->second;
    }
    // Found by an index, however long ago.
    [[nodiscard]] bool by_index() const { return filter.contains("control") || filter.contains("key"); }
    [[nodiscard]] bool by_control_alone() const {
        const auto fits = [](const auto& each) { return each.first == "control" || each.first == "input"; };
        return filter.contains("control") && std::ranges::all_of(filter, fits);
    }
};

json::object request_of(const search_options& how) {
    json::object made{{"do", "message.find"}};
    for (const auto& [key, value] : how.filter) made[key] = value;
    if (how.since || how.by_index()) made["since_us"] = how.since.value_or(0);
    if (how.until) made["until_us"] = *how.until;
    return made;
}

// One form, whoever says it.
json::object row_of(const json::object& said) {
    const auto& sent = part(said, "deliveries");
    return {{"id", text(said, "id")},
            {"received_us", number(said, "received_us")},
            {"input", text(said, "input")},
            {"type", admin::readable(text(said, "type"))},
            {"control", admin::readable(text(said, "control"))},
            {"state", text(said, "state")},
            {"kept", !said.contains("kept") || flag(said, "kept")},
            {"pending", number(sent, "pending")},
            {"delivered", number(sent, "delivered")},
            {"dead", number(sent, "dead")}};
}

void print(const json::object& row) {
    fmt::print("{}  {}  {}  {}  {}: {} delivered, {} waiting, {} dead{}\n", text(row, "id"),
               intake::hl7_time(number(row, "received_us")), text(row, "input"), text(row, "type"), text(row, "state"),
               number(row, "delivered"), number(row, "pending"), number(row, "dead"),
               flag(row, "kept") ? "" : "; its body is no longer kept");
}

// The answer to message.find, or the code to end with after its words were written to stderr.
using page_source = std::function<result<json::object, int>(const json::object& request)>;

page_source from_engine(const std::string& config_folder) {
    return [config_folder](const json::object& request) { return ask_engine(config_folder, request); };
}

page_source from_files(const std::string& config_folder) {
    return [folder = opened_store(config_folder)](const json::object& request) -> result<json::object, int> {
        auto what = admin::filter_of(request, system_clock().wall());
        if (!what) return fail(exit_code::usage);
        if (const std::string key{text(request, "key")}; !key.empty())
            what->key = store::search_key::of(folder).hash(key);
        return admin::page_shown(store::find_messages(folder, *what, parse_message_id(text(request, "after")),
                                                      static_cast<std::size_t>(number(request, "most"))));
    };
}

void say_nothing_found(const search_options& how) {
    const char* what = how.filter.contains("key")       ? "no message has that value at a path of site.index"
                       : how.filter.contains("control") ? "no message has that control id"
                                                        : "no such message";
    fmt::print(stderr, "vagus search: {}{}\n", what,
               how.since || how.by_index() ? "" : " in the last 15 minutes: --since looks further back");
}

int search_pages(const search_options& how, const page_source& ask) {
    auto request = request_of(how);
    json::array rows;
    std::size_t count = 0;
    std::set<std::string> passed_over;
    std::string cursor;
    for (bool moved = true; moved && count < how.limit;) { // a page a turn; each comes further down
        request["most"] = std::min(how.limit - count, admin::found_rows);
        const auto page = ask(request);
        if (!page) return page.error();
        for (const auto& each : list(*page, "unreadable"))
            if (const auto* what = each.if_string(); what != nullptr && passed_over.emplace(*what).second)
                fmt::print(stderr, "vagus search: passed over: {}\n", std::string_view{*what});
        count += list(*page, "messages").size();
        for (const auto& each : list(*page, "messages")) {
            auto row = row_of(as_row(each));
            how.as_json ? rows.push_back(std::move(row)) : print(row);
        }
        const std::string next{text(*page, "next")};
        moved = !next.empty() && next != cursor;
        request["after"] = cursor = next;
    }
    if (how.as_json)
        fmt::print("{}\n",
                   json::serialize(json::object{
                       {"messages", std::move(rows)}, {"more", !cursor.empty()}, {"all_read", passed_over.empty()}}));
    else if (!cursor.empty())
        fmt::print("there may be more: choose with --input, --since and --until, or take more with --limit\n");
    if (count == 0) say_nothing_found(how);
    return count == 0 ? exit_code::failed : exit_code::ok;
}

json::object row_of(const store::traced_message& each) {
    using enum store::delivery_state;
    json::array deliveries;
    for (const auto& one : each.deliveries)
        deliveries.push_back(
            json::object{{"name", one.name}, {"state", store::name_of(one.state)}, {"at_us", one.when}});
    const auto count = [&](auto... states) {
        return std::ranges::count_if(each.deliveries, [&](const auto& one) { return ((one.state == states) || ...); });
    };
    return {{"id", to_text(each.id)},
            {"received_us", each.received},
            {"input", each.input},
            {"type", admin::readable(each.type)},
            {"state", store::name_of(each.state)},
            {"tags", each.tags},
            {"kept", each.kept},
            {"pending", count(pending, awaiting)},
            {"delivered", count(delivered)},
            {"dead", count(dead, failed)},
            {"deliveries", std::move(deliveries)}};
}

void print(const store::traced_message& each) {
    fmt::print("{}  {}  {}  {}  {}{}\n", to_text(each.id), intake::hl7_time(each.received), each.input,
               admin::readable(each.type), store::name_of(each.state), each.kept ? "" : "; its body is no longer kept");
    if (!each.tags.empty()) fmt::print("  tags: {}\n", each.tags);
    for (const auto& one : each.deliveries)
        fmt::print("  {}  {}  {}\n", one.name, store::name_of(one.state), intake::hl7_time(one.when));
}

// The files say more of those that are called so: what became of them for each output.
int search_control(const search_options& how) {
    store::control_query what{how.by("control"), how.by("input")};
    what.since = how.since.value_or(what.since);
    what.until = how.until.value_or(what.until);
    what.most = how.limit;
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
    }
    if (found.messages.empty()) say_nothing_found(how);
    return found.messages.empty() ? exit_code::failed : exit_code::ok;
}

int search(const search_options& how) {
    if (const auto read = admin::filter_of(request_of(how), system_clock().wall()); !read) {
        fmt::print(stderr, "vagus search: {}\n", read.error());
        return exit_code::usage;
    }
    if (!told_engine().url.empty()) return search_pages(how, from_engine(how.folder));
    return how.by_control_alone() ? search_control(how) : search_pages(how, from_files(how.folder));
}

} // namespace

void add_search(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<search_options>();
    auto* verb = parent.add_subcommand("search", "What became of messages: by control id, by a value of site.index, "
                                                 "by input, output, type, state");
    verb->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
    const auto filter = [&](const char* key, const char* word, const char* help) {
        return verb
            ->add_option_function<std::string>(
                std::string{"--"} + key, [how, key](const std::string& given) { how->filter[key] = given; }, help)
            ->type_name(word);
    };
    auto* control = filter("control", "ID", "The control id, MSH-10");
    filter("key", "VALUE", "What stands at a path of site.index, such as a patient's number")->excludes(control);
    filter("input", "NAME", "Received at this input only");
    filter("output", "NAME", "With a delivery to this output only");
    filter("type", "TYPE", "Such as ADT^A01; ADT* for all that begin so");
    filter("state", "STATE", "What became of them, or of a delivery: refused, dropped, failed, pending, dead, ...");
    filter("tag", "TAG", "With this tag of a route only");
    filter("text", "TEXT", "With these bytes in the message as received: reads one by one");
    add_window(*verb, how->since, how->until, "Only messages received");
    verb->add_option("--limit", how->limit, "So many at most, the newest")
        ->check(CLI::Range(std::size_t{1}, most_found))
        ->capture_default_str();
    verb->add_flag("--json", how->as_json, "One JSON object, stable for scripts");
    verb->footer("Without --control, --key and --since: of the last 15 minutes.\n"
                 "Exit code: 0 found, 1 nothing found, 2 usage, 3 the engine cannot be reached, 4 it refuses.\n"
                 "Example: vagus search --output pas --state dead --since 2h");
    verb->callback([how, &exit_code] { exit_code = careful("search", [&] { return search(*how); }); });
}

} // namespace vagus::app
