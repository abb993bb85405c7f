#include "engine/app/commands/diff_stored.hpp"

#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/careful.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/remote.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/message_view.hpp"
#include "engine/app/peers/leaves.hpp"
#include "engine/app/retelling.hpp"
#include "engine/app/site_key.hpp"
#include "engine/store/past.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace vagus::app {
namespace {

namespace json = boost::json;

// Not 1, which says that they differ.
constexpr int not_compared = exit_code::usage;

result<json::object, int> refused(const std::string& words) {
    fmt::print(stderr, "vagus diff: {}\n", words);
    return fail(not_compared);
}

result<json::object, int> from_files(const diff_stored_options& how, message_id id) {
    const auto folder = opened_store(how.folder);
    store::past then{folder};
    auto message = then.find(id);
    if (!message)
        return refused(fmt::format("there is no message {} in {}: it was removed (site.retention.bodies), or is of "
                                   "another store",
                                   how.id, folder.string()));
    auto sent = then.sent(id, how.output);
    if (!sent) return refused("nothing of this message was made for '" + how.output + "'");
    store::stored_message both;
    both.id = id;
    both.input = std::move(message->input);
    auto& part = both.parts.emplace_back();
    part.name = how.output;
    if (*sent != message->raw) part.body = std::move(*sent);
    both.raw = std::move(message->raw);
    const auto steps = steps_towards({how.folder, folder}, id, how.output);
    return diff_shown(load(how.folder), both, how.output, steps, how.values);
}

result<json::object, int> from_engine(const diff_stored_options& how) {
    auto told =
        ask_engine(how.folder, {{"do", "message.diff"}, {"id", how.id}, {"of", how.output}, {"values", how.values}});
    if (!told && told.error() == exit_code::failed) return fail(not_compared);
    return told;
}

std::string shown(const json::object& line, std::string_view key) {
    const auto* value = line.if_contains(key);
    if (value == nullptr || !value->is_string()) return "absent";
    return "'" + peers::on_one_line(text(line, key)) + "'";
}

json::value value_of(const json::object& line, std::string_view key) {
    const auto* value = line.if_contains(key);
    return value == nullptr ? json::value{} : *value;
}

std::string behind(const json::object& line) {
    const auto step = text(line, "step");
    return step.empty() ? std::string{} : fmt::format("  ({})", step);
}

void show(const json::array& lines, bool as_json) {
    std::size_t paths = 0;
    std::size_t names = 0;
    for (const auto& each : lines) {
        paths = std::max(paths, text(as_row(each), "path").size());
        names = std::max(names, text(as_row(each), "name").size());
    }
    for (const auto& each : lines) {
        const auto& line = as_row(each);
        if (as_json)
            fmt::print("{}\n", json::serialize(json::object{{"message", 1},
                                                            {"path", text(line, "path")},
                                                            {"name", text(line, "name")},
                                                            {"first", value_of(line, "before")},
                                                            {"second", value_of(line, "after")},
                                                            {"step", value_of(line, "step")}}));
        else
            fmt::print("{:<{}}  {:<{}}  {} -> {}{}\n", text(line, "path"), paths, text(line, "name"), names,
                       shown(line, "before"), shown(line, "after"), behind(line));
    }
}

int diff(const diff_stored_options& how, message_id id, bool as_json) {
    const auto told = told_engine().url.empty() ? from_files(how, id) : from_engine(how);
    if (!told) return told.error();
    const auto& lines = list(*told, "lines");
    show(lines, as_json);
    if (flag(*told, "cut")) fmt::print(stderr, "vagus diff: there are more: these are the first {}\n", lines.size());
    const auto why = text(*told, "why");
    if (!why.empty()) fmt::print(stderr, "vagus diff: {}\n", why);
    if (!why.empty() && !flag(*told, "same")) return not_compared;
    return lines.empty() ? exit_code::ok : exit_code::failed;
}

} // namespace

int diff_stored(const diff_stored_options& how, bool as_json) {
    const auto id = parse_message_id(how.id);
    if (!id) {
        fmt::print(stderr, "vagus diff: '{}' is not a message id: 16 letters and digits\n", how.id);
        return exit_code::usage;
    }
    return careful("diff", [&] { return diff(how, *id, as_json); });
}

} // namespace vagus::app
