// vagus diff: what differs between two messages, value by value, or between what was received and what was sent.
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/diff_stored.hpp"
#include "engine/app/commands/input_file.hpp"
#include "engine/app/commands/value.hpp"
#include "engine/app/peers/message_diff.hpp"
#include "parsers/path/path.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

struct diff_options {
    std::string first;
    std::string second;
    std::vector<peers::ignored> ignore;
    diff_stored_options stored;
    bool json = false;
};

peers::ignored read_ignored(const std::string& text) {
    const auto at = read_path(text);
    const bool plain = std::holds_alternative<path::first>(at.occurrence) &&
                       std::holds_alternative<path::first>(at.repetition) && at.groups.empty() && at.alias.empty();
    if (!plain || at.segment.empty())
        throw CLI::ValidationError{"--ignore takes a plain place such as MSH-7 or PID-5.1, not '" + text + "'"};
    return {at.segment, at.field, at.component, at.subcomponent};
}

// Every message of the file, as its values.
std::optional<std::vector<std::vector<peers::segment_leaves>>> read_all(const std::string& file) {
    auto texts = read_messages(file);
    if (!texts) {
        fmt::print(stderr, "vagus diff: {}\n", texts.error());
        return std::nullopt;
    }
    std::vector<std::vector<peers::segment_leaves>> out;
    for (auto& text : texts->messages) {
        auto message = hl7::message::parse(std::move(text));
        if (!message) {
            fmt::print(stderr, "vagus diff: {}: message {}: {}\n", file, out.size() + 1, to_text(message.error()));
            return std::nullopt;
        }
        out.push_back(peers::leaves_of(*message));
    }
    return out;
}

std::string shown(const std::optional<std::string>& value) {
    return value ? "'" + peers::on_one_line(*value) + "'" : "absent";
}

boost::json::value as_json(const std::optional<std::string>& value) {
    return value ? boost::json::value(*value) : boost::json::value(nullptr);
}

void show(const diff_options& how, std::size_t message, bool several, const std::vector<peers::difference>& found) {
    std::size_t width = 0;
    for (const auto& each : found) width = std::max(width, each.path.size());
    for (const auto& each : found) {
        if (how.json)
            fmt::print("{}\n", boost::json::serialize(boost::json::object{{"message", message},
                                                                          {"path", each.path},
                                                                          {"first", as_json(each.first)},
                                                                          {"second", as_json(each.second)}}));
        else
            fmt::print("{}{:<{}}  {} -> {}\n", several ? fmt::format("message {}  ", message) : "", each.path, width,
                       shown(each.first), shown(each.second));
    }
}

int run(const diff_options& how) {
    const auto first = read_all(how.first);
    const auto second = read_all(how.second);
    if (!first || !second) return exit_code::usage;
    const auto pairs = std::min(first->size(), second->size());
    bool same = first->size() == second->size();
    for (std::size_t i = 0; i < pairs; ++i) {
        const auto found = peers::differences((*first)[i], (*second)[i], how.ignore);
        show(how, i + 1, first->size() > 1 || second->size() > 1, found);
        same = same && found.empty();
    }
    if (first->size() != second->size())
        fmt::print(stderr, "vagus diff: {} holds {} messages, {} holds {}\n", how.first, first->size(), how.second,
                   second->size());
    return same ? exit_code::ok : exit_code::failed;
}

} // namespace

void add_diff(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<diff_options>();
    auto* command = parent.add_subcommand("diff", "Show what differs between two messages, value by value");
    auto* first = command->add_option("A", how->first, "A file as for vagus print; - is stdin");
    auto* second =
        command->add_option("B", how->second, "Another; several messages are compared one with one, in order");
    auto* ignore = command
                       ->add_option_function<std::vector<std::string>>(
                           "--ignore",
                           [how](const std::vector<std::string>& texts) {
                               for (const auto& text : texts) how->ignore.push_back(read_ignored(text));
                           },
                           "Places not to look at, with all that is in them: MSH-7,MSH-10 or PID-5.1; may be repeated")
                       ->type_name("PATH,...")
                       ->delimiter(',')
                       ->allow_extra_args(false);
    auto* id = command->add_option("--id", how->stored.id,
                                   "A stored message instead of two files: as received, and as it was sent");
    auto* output = command->add_option("--output", how->stored.output, "To this output")->needs(id);
    id->needs(output)->excludes(first)->excludes(second)->excludes(ignore);
    command->add_option("-c,--config", how->stored.folder, "The configuration the engine runs with")
        ->capture_default_str()
        ->needs(id);
    command
        ->add_flag("--values", how->stored.values,
                   "Values as they are; without it letters are x and digits 9; of "
                   "files they always are")
        ->needs(id);
    command->add_flag("--json", how->json, "One JSON object per difference, a line each");
    command->footer("Exit code: 0 the same, 1 different, 2 usage, or they cannot be compared: one of them is no HL7 "
                    "message, or not there.\n"
                    "Example: vagus diff sent.hl7 received.hl7 --ignore MSH-7,MSH-10");
    command->callback([how, &exit_code] {
        if (how->stored.id.empty() && how->second.empty()) throw CLI::RequiredError{"two files, or --id and --output"};
        exit_code = how->stored.id.empty() ? run(*how) : diff_stored(how->stored, how->json);
    });
}

} // namespace vagus::app
