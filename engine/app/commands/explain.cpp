// vagus explain: what the rules make of a message, step by step, offline. Paths and file positions; values are masked
// unless asked for.
#include "config/read_file.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/explain_stored.hpp"
#include "engine/app/commands/explain_view.hpp"
#include "engine/app/commands/input_file.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/explaining.hpp"
#include "parsers/texts/messages_in.hpp"
#include "routes/limits.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vagus::app {
namespace {

namespace json = boost::json;

struct explain_options {
    std::string file;
    std::string input;
    std::string body;
    std::vector<std::string> needs; // NAME=FILE
    explain_stored_options stored;  // what goes for a file too
};

const listen::input* chosen_input(const configuration& what, std::string& name) {
    const auto& inputs = what.written.inputs;
    if (name.empty() && inputs.size() == 1) name = inputs.front().name;
    for (const auto& input : inputs) {
        if (input.name == name) return input.value.get();
    }
    std::string known;
    for (const auto& input : inputs) known += " " + input.name;
    fmt::print(stderr, "vagus explain: {}; inputs:{}\n",
               name.empty() ? "which input? say -i NAME" : "there is no input '" + name + "'", known);
    return nullptr;
}

int explain_one(const configuration& what, const explain_options& how, arrival came) {
    const auto found = explain_message(what, how.input, std::move(came), how.stored.step);
    if (!found) {
        fmt::print(stderr, "{}: {}\n", how.file, found.error());
        return exit_code::failed;
    }
    const auto told = as_json(found->with(*what.rules), how.stored.show);
    how.stored.as_json ? fmt::print("{}\n", json::serialize(told)) : print(told);
    return end_at_step(told, how.file, how.stored.step);
}

// One body of each message, a line each: for those who write bodies.
int make_bodies(const configuration& what, const explain_options& how, const std::vector<std::string>& messages) {
    int code = exit_code::ok;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        auto message = hl7::message::parse(texts::with_carriage_returns(messages[i]));
        auto made = message
                        ? what.rules->make_body(how.body, *message, {how.input, system_clock().wall()})
                        : result<std::string, std::string>{fail("no HL7 message: " + hl7::to_text(message.error()))};
        if (made) {
            fmt::print("{}\n", *made);
            continue;
        }
        fmt::print(stderr, "{} message {}: {}\n", how.file, i + 1, made.error());
        code = exit_code::failed;
    }
    return code;
}

// What other systems answered, by the name of a need.
result<std::map<std::string, std::string, std::less<>>, std::string> needs_given(const std::vector<std::string>& all) {
    std::map<std::string, std::string, std::less<>> made;
    for (const auto& each : all) {
        const auto sign = each.find('=');
        if (sign == std::string::npos || sign == 0)
            return fail("--need " + each + ": write the name of the need and a file, such as --need mpi=patient.json");
        const auto file = each.substr(sign + 1);
        auto text = config::read_file(file, routes::limits::answers_per_message);
        if (!text) return fail(file + " cannot be read: " + text.error());
        made[each.substr(0, sign)] = std::move(*text);
    }
    return made;
}

int show_findings(const configuration& what) {
    fmt::print(stderr, "{}", config::show(what.files.found, what.files.files));
    return exit_code::failed;
}

int explain_file(explain_options how) {
    auto what = load(how.stored.folder);
    if (!what.good()) return show_findings(what);
    auto messages = read_messages(how.file);
    if (!messages) {
        fmt::print(stderr, "vagus explain: {}\n", messages.error());
        return exit_code::failed;
    }
    if (!how.body.empty()) return make_bodies(what, how, messages->messages);
    if (chosen_input(what, how.input) == nullptr) return exit_code::usage;
    auto needs = needs_given(how.needs);
    if (!needs) {
        fmt::print(stderr, "vagus explain: {}\n", needs.error());
        return exit_code::usage;
    }
    int code = exit_code::ok;
    for (const auto& text : messages->messages)
        code = std::max(code, explain_one(what, how,
                                          {.bytes = texts::with_carriage_returns(text),
                                           .received = system_clock().wall(),
                                           .needs = *needs,
                                           .none_given = "none was given: --need NAME=FILE.json"}));
    return code;
}

int explain(const explain_options& how) {
    if (how.stored.id.empty() == how.file.empty()) {
        fmt::print(stderr, "vagus explain: name a file with messages, or a stored message by --id\n");
        return exit_code::usage;
    }
    return how.file.empty() ? explain_stored(how.stored) : explain_file(how);
}

} // namespace

void add_explain(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<explain_options>();
    auto* verb = parent.add_subcommand("explain", "Show what the rules make of a message, step by step");
    auto* file = verb->add_option("file", how->file, "A file with messages; - is stdin");
    auto* input =
        verb->add_option("-i,--input", how->input, "The input it would arrive on; not needed when there is one");
    verb->add_option("-c,--config", how->stored.folder, "Folder with vagus.yaml, or one file")->capture_default_str();
    auto* body = verb->add_option("--body", how->body,
                                  "Only what this body becomes of the message as it is, one JSON text a line");
    auto* id = verb->add_option("--id", how->stored.id,
                                "A stored message instead of a file, by the rules that planned it; now() is when it "
                                "was received");
    id->excludes(file)->excludes(input)->excludes(body);
    verb->add_option_function<std::string>(
            "--rules", [how](const std::string& word) { how->stored.by_now = word == "now"; },
            "then: by the rules that planned it; now: by the files on disk")
        ->type_name("then|now")
        ->check(CLI::IsMember({"then", "now"}))
        ->needs(id);
    verb->add_option(
        "--step", how->stored.step,
        "Only up to this step, by its number (3, or 3.2 inside of another), and the message as it is then");
    verb->add_option("--need", how->needs,
                     "What another system answered: the name of the route's need and a file, such as mpi=patient.json")
        ->excludes(id);
    verb->add_flag("--values", how->stored.show.values, "Values as they are; without it letters are x and digits 9");
    verb->add_flag("--bodies", how->stored.show.bodies, "Also what each output gets: values as they are");
    verb->add_flag("--json", how->stored.as_json, "One JSON object a message, stable for scripts");
    verb->callback([how, &exit_code] { exit_code = explain(*how); });
}

} // namespace vagus::app
