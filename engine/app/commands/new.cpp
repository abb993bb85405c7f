// vagus new: one more input, output, route or test, as a file that is right as it stands and says what to change.
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/new_file.hpp"
#include "engine/app/configuration.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

struct new_options {
    std::string family; // input, output, route, test
    std::string name;
    std::string folder = ".";
};

template <class Named> bool has(const std::vector<Named>& all, const std::string& name) {
    return std::ranges::find(all, name, &Named::name) != all.end();
}

bool taken(const document& all, const new_options& how) {
    if (how.family == "input") return has(all.inputs, how.name);
    if (how.family == "output") return has(all.outputs, how.name);
    if (how.family == "route") return has(all.routes, how.name);
    return has(all.tests, how.name);
}

// HL7's own, or the next one that no input here listens on.
std::uint16_t free_port(const document& all) {
    std::uint16_t port = 2575;
    const auto listens = [&port](const auto& input) {
        const auto* at = input.value->listens();
        return at != nullptr && at->port == port;
    };
    while (std::ranges::any_of(all.inputs, listens)) ++port;
    return port;
}

std::string input_text(const new_options& how, const document& all) {
    return fmt::format(
        "inputs:\n"
        "  {}:\n"
        "    mllp: {{ listen: 127.0.0.1:{} }}   # where the sender connects to; 0.0.0.0:PORT for all networks\n"
        "    ack: {{ after: processed }}          # stored (default) | processed | delivered\n",
        how.name, free_port(all));
}

std::string output_text(const new_options& how) {
    return fmt::format("outputs:\n"
                       "  {}:\n"
                       "    mllp: {{ connect: 127.0.0.1:6661, ack_timeout: 30s }}\n"
                       "    order: strict                                   # or {{ per_key: [PID-3.1], lanes: 4 }}\n"
                       "    retry: {{ first: 1s, max: 60s, give_up: never }}\n",
                       how.name);
}

// It takes no message until somebody says which: the routes that are there go on as they did.
std::string route_text(const new_options& how, const document& all) {
    return fmt::format("routes:\n"
                       "  {}:\n"
                       "    from: {}\n"
                       "    match: false                 # which messages, such as MSH-9.1 == 'ADT'; false takes none\n"
                       "    steps:\n"
                       "      - drop: MSH-11.1 != 'P'\n"
                       "        reason: not production traffic\n"
                       "      - set: {{ MSH-3: VAGUS }}\n"
                       "    to: [{}]\n",
                       how.name, all.inputs.front().name, all.outputs.empty() ? "" : all.outputs.front().name);
}

// What the rules make of it is for the writer to say: it expects only that nothing fails.
std::string test_text(const new_options& how, const document& all) {
    return fmt::format(
        "tests:\n"
        "  - name: {}\n"
        "    input: {}\n"
        "    message: |                   # or file: messages/one.hl7\n"
        "      MSH|^~\\&|SENDER|SITE|VAGUS|HOSPITAL|20260301090000||ADT^A08|1|P|2.5\n"
        "      EVN|A08|20260301090000\n"
        "      PID|1||0012345^^^HOSP^MR||Sample^Ann\n"
        "      PV1|1|I\n"
        "    expect: {{ ack: {{ MSA-2: 1 }} }}   # routes: [NAME], outputs: {{ NAME: [{{ PID-3.1: 0012345 }}] }}\n",
        how.name, all.inputs.front().name);
}

int refuse(const std::string& why) {
    fmt::print(stderr, "vagus new: {}\n", why);
    return exit_code::failed;
}

// Which is what the command is there to mend.
bool only_lacks_an_input(const configuration& what, const new_options& how) {
    const auto other = [](const config::finding& each) {
        return each.severity == config::level::error && each.code != "VG3104";
    };
    return how.family == "input" && std::ranges::none_of(what.files.found.all(), other);
}

int make(const new_options& how) {
    const auto before = load(how.folder);
    if (!before.good() && !only_lacks_an_input(before, how)) {
        fmt::print(stderr, "{}", config::show(before.files.found, before.files.files));
        return refuse("the configuration is to be right first");
    }
    const auto& all = before.written;
    if (taken(all, how))
        return refuse(fmt::format("there is {} {} named '{}' already",
                                  how.family.starts_with('i') || how.family.starts_with('o') ? "an" : "a", how.family,
                                  how.name));
    std::string text;
    if (how.family == "input") text = input_text(how, all);
    if (how.family == "output") text = output_text(how);
    if (how.family == "route") text = route_text(how, all);
    if (how.family == "test") text = test_text(how, all);
    const auto name = fmt::format("{}s/{}.yaml", how.family, how.name);
    if (const auto why = write_new_file(before.folder / name, text); !why.empty()) return refuse(name + ": " + why);
    fmt::print("{}\n", (before.folder / name).string());
    const auto after = load(how.folder);
    if ((after.good() || only_lacks_an_input(after, how)) && !taken(after.written, how))
        fmt::print(stderr, "no pattern of `include:` takes it: add {}s/*.yaml there\n", how.family);
    else
        fmt::print(stderr, "{}", config::show(after.files.found, after.files.files));
    return after.good() ? exit_code::ok : exit_code::failed;
}

} // namespace

void add_new(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<new_options>();
    auto* verb = parent.add_subcommand("new", "Make one more input, output, route or test, in a file of its own");
    verb->add_option("what", how->family, "input, output, route or test")
        ->required()
        ->check(CLI::IsMember({"input", "output", "route", "test"}));
    verb->add_option("name", how->name, "Its name: letters, digits, _ and -")
        ->required()
        ->check([](const std::string& name) {
            const bool good = !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                       c == '-';
            });
            return good ? std::string{} : std::string{"a name has letters, digits, _ and -, at most 64"};
        });
    verb->add_option("-c,--config", how->folder, "Folder with vagus.yaml")->capture_default_str();
    verb->callback([how, &exit_code] { exit_code = make(*how); });
}

} // namespace vagus::app
