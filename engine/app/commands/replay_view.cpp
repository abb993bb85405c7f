#include "engine/app/commands/replay_view.hpp"

#include "engine/app/peers/leaves.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>

namespace vagus::app {
namespace {

namespace json = boost::json;

// Of each kind of difference what stands above its groups.
std::string_view title_of(about is) {
    static constexpr std::array<std::string_view, 12> titles{"inputs that are not there any more",
                                                             "what is no message to one of them",
                                                             "acknowledgements",
                                                             "routes that take messages",
                                                             "drops",
                                                             "failures",
                                                             "tags",
                                                             "copies for outputs",
                                                             "values",
                                                             "beside the bytes",
                                                             "ordering keys",
                                                             "bytes"};
    return titles.at(static_cast<std::size_t>(is));
}

std::string shown(const std::optional<std::string>& value) {
    return value ? "'" + peers::on_one_line(*value) + "'" : "absent";
}

void print_group(const group& each) {
    std::string examples;
    for (const auto& id : each.examples) examples += (examples.empty() ? "" : " ") + to_text(id);
    const auto what =
        each.what.where + (each.what.where.empty() || each.what.what.empty() ? "" : "  ") + each.what.what;
    fmt::print("  {:<44} {:<8} {:>9}  {}\n", what, each.what.is == about::ack ? "" : to_text(each.what.how),
               each.messages, examples);
    for (const auto& pair : each.values) fmt::print("      {} -> {}\n", shown(pair.before), shown(pair.after));
}

std::string plural(std::uint64_t n, const char* one, const char* more) {
    return fmt::format("{} {}", n, n == 1 ? one : more);
}

void print_gone(const replayed& what) {
    if (what.gone.known > 0)
        fmt::print("{} not compared: retention removed their bodies\n",
                   plural(what.gone.known, "message is", "messages are"));
    if (what.gone.at_most > 0)
        fmt::print("{} at most are not compared: their segments are gone, and have no index that says when they came\n",
                   plural(what.gone.at_most, "message more", "messages more"));
    if (what.without_rules > 0)
        fmt::print("{} not compared: the rules that planned them are not kept, or have no such input\n",
                   plural(what.without_rules, "message is", "messages are"));
    if (what.on_memory > 0)
        fmt::print("{} on what routes had remembered, which is not known any more: compared as if it was nothing\n",
                   plural(what.on_memory, "message rests", "messages rest"));
    for (const auto& each : what.passed_over) fmt::print("passed over: {}\n", each);
}

json::value as_json(const std::optional<std::string>& value) {
    return value ? json::value(*value) : json::value(nullptr);
}

json::object as_json(const group& each) {
    json::object made{{"about", to_text(each.what.is)},
                      {"where", each.what.where},
                      {"what", each.what.what},
                      {"how", to_text(each.what.how)},
                      {"messages", each.messages}};
    json::array examples;
    for (const auto& id : each.examples) examples.emplace_back(to_text(id));
    made["examples"] = std::move(examples);
    json::array values;
    for (const auto& pair : each.values)
        values.push_back(json::object{{"before", as_json(pair.before)}, {"after", as_json(pair.after)}});
    if (!values.empty()) made["values"] = std::move(values);
    return made;
}

} // namespace

void print(const replayed& what) {
    const auto same = what.found.messages() - what.found.different();
    fmt::print("{} by {} and by {}: {} the same, {}\n", plural(what.found.messages(), "message", "messages"),
               what.before, what.after, same, plural(what.found.different(), "differs", "differ"));
    if (what.more) fmt::print("there are more: these are the first {} (--limit)\n", what.found.messages());
    print_gone(what);
    std::optional<about> title;
    for (const auto* each : what.found.groups()) {
        if (title != each->what.is) fmt::print("\n{}\n", title_of(each->what.is));
        title = each->what.is;
        print_group(*each);
    }
    if (what.found.ungrouped() > 0)
        fmt::print("\nand {} differences of other kinds: these are the first {} kinds\n", what.found.ungrouped(),
                   most_groups);
}

json::object as_json(const replayed& what) {
    json::array groups;
    for (const auto* each : what.found.groups()) groups.push_back(as_json(*each));
    json::array passed_over;
    for (const auto& each : what.passed_over) passed_over.emplace_back(each);
    return {{"before", what.before},
            {"after", what.after},
            {"messages", what.found.messages()},
            {"different", what.found.different()},
            {"more", what.more},
            {"removed", what.gone.known},
            {"removed_at_most", what.gone.at_most},
            {"without_rules", what.without_rules},
            {"on_memory", what.on_memory},
            {"passed_over", std::move(passed_over)},
            {"groups", std::move(groups)},
            {"ungrouped", what.found.ungrouped()},
            {"seconds", what.seconds}};
}

} // namespace vagus::app
