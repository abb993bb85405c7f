// vagus explain: what the rules make of a message, step by step, offline. Paths and file positions, no field values;
// the bodies made of it, which are nothing but values, only when asked for.
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/input_file.hpp"
#include "engine/app/configuration.hpp"
#include "engine/intake/intake.hpp"
#include "engine/intake/replies.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/texts/messages_in.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

namespace json = boost::json;

struct explain_options {
    std::string folder = ".";
    std::string file;
    std::string input;
    std::string body;
    bool bodies = false;
    bool as_json = false;
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

std::string type_of(const hl7::document& read) {
    auto type = read.field("MSH", 9);
    return fmt::format("{}^{}", hl7::part(type, read.marks.component, 1), hl7::part(type, read.marks.component, 2));
}

// JSON, as bodies are; an HL7 message begins with its MSH.
bool is_body(const routes::output_copy& copy) {
    return copy.body && (copy.body->starts_with('{') || copy.body->starts_with('['));
}

json::object trace_as_json(const routes::program& rules, const std::vector<routes::trace_line>& trace,
                           const routes::plan& made, const intake::decision& end, bool bodies) {
    json::array steps;
    for (const auto& line : trace)
        steps.push_back(json::object{{"route", rules.route_names()[line.route]},
                                     {"step", line.step},
                                     {"where", line.where},
                                     {"outcome", line.outcome}});
    json::array copies;
    for (const auto& copy : made.copies) {
        json::object one{{"output", rules.output_names()[copy.output]},
                         {"route", rules.route_names()[copy.route]},
                         {"changed", copy.body.has_value()}};
        if (bodies && is_body(copy)) one["body"] = *copy.body;
        copies.push_back(std::move(one));
    }
    return {{"ack", to_text(end.due)},
            {"reason", end.end.reason},
            {"steps", std::move(steps)},
            {"outputs", std::move(copies)}};
}

void show(const routes::program& rules, const std::vector<routes::trace_line>& trace, const routes::plan& made,
          std::size_t received, bool bodies) {
    std::string route;
    for (const auto& line : trace) {
        if (const auto& name = rules.route_names()[line.route]; name != route) {
            route = name;
            fmt::print("{}\n", route);
        }
        fmt::print("  {:<32} {:<44} {}\n", line.step, line.outcome, line.where);
    }
    for (const auto& copy : made.copies) {
        fmt::print("-> {:<16} {} bytes{}, by {}\n", rules.output_names()[copy.output],
                   copy.body ? copy.body->size() : received, copy.body ? "" : " as received",
                   rules.route_names()[copy.route]);
        if (bodies && is_body(copy)) fmt::print("{}\n", *copy.body);
    }
    for (const auto& drop : made.drops) fmt::print("dropped by {}: {}\n", rules.route_names()[drop.route], drop.reason);
    for (const auto& failure : made.failures)
        fmt::print("{} {}: {}\n", failure.rejects ? "rejected by" : "failed in", rules.route_names()[failure.route],
                   failure.text);
    if (made.unmatched()) fmt::print("no route takes this message: it is kept as unmatched\n");
}

std::string_view words_for(intake::moment::point when) {
    switch (when) {
    case intake::moment::point::stored: return "storing";
    case intake::moment::point::processed: return "processing";
    case intake::moment::point::delivered: return "delivery";
    }
    std::unreachable();
}

int explain_one(const configuration& what, const explain_options& how, const listen::input& input,
                const std::string& text) {
    auto bytes = texts::with_carriage_returns(text);
    const auto read_in = intake::decode(bytes, input.reading());
    auto message =
        read_in ? hl7::message::parse(std::move(bytes), input.parsing(), read_in->set) : fail(read_in.error());
    if (!message) {
        fmt::print(stderr, "{}: no HL7 message: {}\n", how.file, hl7::to_text(message.error()));
        return exit_code::failed;
    }
    std::vector<routes::trace_line> trace;
    auto made =
        what.rules->run(*message, {how.input, 0}, [&trace](const routes::trace_line& line) { trace.push_back(line); });
    const auto& promise = what.promises.at(how.input).of(message->read()).ack;
    const auto end = intake::decide(message->read(), made, promise);
    if (how.as_json) {
        fmt::print("{}\n", json::serialize(trace_as_json(*what.rules, trace, made, end, how.bodies)));
        return exit_code::ok;
    }
    auto read = message->read();
    const bool apart = end.due.application && intake::apart(end.asked, promise);
    fmt::print("{}  {}  control id {}  {}  {} segments  ack after {}: {}{}\n", how.input, type_of(read),
               read.field("MSH", 10), read.field("MSH", 12), read.segments.size(), words_for(promise.when.at),
               end.due.none() ? "none" : to_text(end.due),
               apart ? ", the application's by " + promise.application->via.value : "");
    show(*what.rules, trace, made, message->bytes().size(), how.bodies);
    return exit_code::ok;
}

// One body of each message, a line each: for those who write bodies.
int make_bodies(const configuration& what, const explain_options& how, const std::vector<std::string>& messages) {
    int code = exit_code::ok;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        auto message = hl7::message::parse(texts::with_carriage_returns(messages[i]));
        auto made = message
                        ? what.rules->make_body(how.body, *message)
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

int explain(explain_options how) {
    auto what = load(how.folder);
    if (!what.good()) {
        fmt::print(stderr, "{}", config::show(what.files.found, what.files.files));
        return exit_code::failed;
    }
    auto messages = read_messages(how.file);
    if (!messages) {
        fmt::print(stderr, "vagus explain: {}\n", messages.error());
        return exit_code::failed;
    }
    if (!how.body.empty()) return make_bodies(what, how, messages->messages);
    const auto* input = chosen_input(what, how.input);
    if (input == nullptr) return exit_code::usage;
    int code = exit_code::ok;
    for (const auto& text : messages->messages) code = std::max(code, explain_one(what, how, *input, text));
    return code;
}

} // namespace

void add_explain(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<explain_options>();
    auto* verb = parent.add_subcommand("explain", "Show what the rules make of a message, step by step");
    verb->add_option("file", how->file, "A file with messages; - is stdin")->required();
    verb->add_option("-i,--input", how->input, "The input it would arrive on; not needed when there is one");
    verb->add_option("-c,--config", how->folder, "Folder with vagus.yaml, or one file")->capture_default_str();
    verb->add_option("--body", how->body, "Only what this body becomes of the message as it is, one JSON text a line");
    verb->add_flag("--bodies", how->bodies, "Also what each output gets, where that is a body");
    verb->add_flag("--json", how->as_json, "One JSON object a message, stable for scripts");
    verb->callback([how, &exit_code] { exit_code = explain(*how); });
}

} // namespace vagus::app
