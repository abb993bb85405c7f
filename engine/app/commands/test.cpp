// vagus test: runs the `tests:` of a configuration on the same rules as the engine. No output is ever contacted.
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/input_file.hpp"
#include "engine/app/configuration.hpp"
#include "engine/intake/intake.hpp"
#include "engine/intake/replies.hpp"
#include "parsers/texts/messages_in.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

struct test_options {
    std::string folder = ".";
    std::string only;
};

const listen::input* input_named(const configuration& what, const std::string& name) {
    for (const auto& input : what.written.inputs) {
        if (input.name == name) return input.value.get();
    }
    return nullptr;
}

result<std::string, std::string> message_of(const configuration& what, const routes::test_case& test) {
    if (test.message) return texts::with_carriage_returns(*test.message);
    auto found = read_messages((what.folder / *test.file).string());
    if (!found) return fail(found.error());
    const auto& messages = found->messages;
    if (messages.size() != 1)
        return fail(fmt::format("{} holds {} messages, a test takes one", *test.file, messages.size()));
    return texts::with_carriage_returns(messages.front());
}

std::optional<hl7::message> ack_for(const hl7::message& message, const routes::plan& made,
                                    const intake::ack_policy& ack) {
    const auto [asked, end, due, answers] = intake::decide(message.read(), made, ack);
    if (due.none()) return std::nullopt;
    hl7::answer answer{due.application ? *due.application : *due.accept, "TEST", "20260101000000+0000"};
    if (end.refused()) answer.text = end.reason, answer.faults = end.faults;
    auto parsed = hl7::message::parse(hl7::acknowledge(message.read(), answer));
    if (!parsed) return std::nullopt;
    return std::move(*parsed);
}

// The sentences that say what differs; empty when the test passes.
std::vector<std::string> run_one(const configuration& what, const routes::test_case& test) {
    auto bytes = message_of(what, test);
    if (!bytes) return {bytes.error()};
    // Written in the YAML it is UTF-8; in a file, whatever the sender writes.
    const auto& input = *input_named(what, test.input.value);
    const auto read_in = intake::decode(*bytes, test.file ? input.reading() : charset::policy{});
    auto message =
        read_in ? hl7::message::parse(std::move(*bytes), input.parsing(), read_in->set) : fail(read_in.error());
    if (!message) return {"the message is no HL7: " + hl7::to_text(message.error())};
    auto made = what.rules->run(*message, {test.input.value, 0});
    auto ack = ack_for(*message, made, what.promises.at(test.input.value).of(message->read()).ack);
    return routes::differences(test, {what.written, *what.rules, *message, made, ack ? &*ack : nullptr});
}

int test(const test_options& how) {
    auto what = load(how.folder);
    if (!what.good()) {
        fmt::print(stderr, "{}", config::show(what.files.found, what.files.files));
        return exit_code::failed;
    }
    int passed = 0;
    int failed = 0;
    for (const auto& each : what.written.tests) {
        if (each.name.find(how.only) == std::string::npos) continue;
        auto wrong = run_one(what, each);
        fmt::print("{}  {}\n", wrong.empty() ? "ok  " : "FAIL", each.name);
        for (const auto& sentence : wrong) fmt::print("      {}\n", sentence);
        (wrong.empty() ? passed : failed) += 1;
    }
    fmt::print("{} passed, {} failed\n", passed, failed);
    if (passed + failed == 0)
        fmt::print(stderr, "vagus test: no test {}\n",
                   how.only.empty() ? "is written: see `tests:`" : "has that in its name");
    return failed == 0 && passed > 0 ? exit_code::ok : exit_code::failed;
}

} // namespace

void add_test(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<test_options>();
    auto* verb = parent.add_subcommand("test", "Run the tests written in a configuration");
    verb->add_option("config", how->folder, "Folder with vagus.yaml, or one file")->capture_default_str();
    verb->add_option("-k", how->only, "Only tests with this in their name");
    verb->callback([how, &exit_code] { exit_code = test(*how); });
}

} // namespace vagus::app
