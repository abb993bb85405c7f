// vagus test: runs the `tests:` of a configuration on the same rules as the engine. No output is ever contacted.
#include "config/read_file.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/input_file.hpp"
#include "engine/app/commands/new_file.hpp"
#include "engine/app/commands/test_memory.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/peers/body_diff.hpp"
#include "engine/app/project/corrected.hpp"
#include "engine/app/project/coverage.hpp"
#include "engine/app/project/junit.hpp"
#include "engine/intake/intake.hpp"
#include "engine/intake/replies.hpp"
#include "parsers/texts/messages_in.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

struct test_options {
    std::string folder = ".";
    std::string only;
    std::string junit;         // file to write; empty: none
    std::string coverage_json; // likewise
    bool coverage = false;
    bool update = false;
};

const listen::input* input_named(const configuration& what, const std::string& name) {
    for (const auto& input : what.written.inputs) {
        if (input.name == name) return input.value.get();
    }
    return nullptr;
}

// Where the files of a test stand: beside the configuration, or in the package that has the test.
std::filesystem::path folder_of(const configuration& what, const routes::test_case& test) {
    return what.folder / what.files.package_of(test.input.source.at.file);
}

// `from`: a test, or what a receiver answers in it.
template <class Written>
result<std::string, std::string> message_of(const std::filesystem::path& folder, const Written& from) {
    if (from.message) return texts::with_carriage_returns(*from.message);
    auto found = read_messages((folder / *from.file).string());
    if (!found) return fail(found.error());
    const auto& messages = found->messages;
    if (messages.size() != 1)
        return fail(fmt::format("{} holds {} messages, a test takes one", *from.file, messages.size()));
    return texts::with_carriage_returns(messages.front());
}

// In the order in which they arrive.
result<std::vector<std::string>, std::string> messages_of(const std::filesystem::path& folder,
                                                          const routes::test_case& test) {
    std::vector<std::string> all;
    for (const auto& each : test.messages) all.push_back(texts::with_carriage_returns(each));
    if (!all.empty()) return all;
    auto one = message_of(folder, test);
    if (!one) return fail(std::move(one.error()));
    all.push_back(std::move(*one));
    return all;
}

// Outputs and what their receivers answer.
using replies = std::map<std::string, std::string>;

result<replies, std::string> replies_in(const configuration& what, const routes::test_case& test) {
    replies all;
    for (const auto& each : test.respond) {
        auto bytes = message_of(folder_of(what, test), each.value);
        if (!bytes) return fail("the answer of " + each.name + ": " + bytes.error());
        all[each.name] = std::move(*bytes);
    }
    return all;
}

// The answer of a receiver where it is the sender's, else ours.
std::optional<hl7::message> ack_for(const hl7::message& message, const routes::plan& made,
                                    const intake::ack_policy& ack, const replies& heard) {
    const auto [asked, end, due, answers] = intake::decide(message.read(), made, ack);
    if (due.none()) return std::nullopt;
    hl7::answer answer{due.application ? *due.application : *due.accept, "TEST", "20260101000000+0000"};
    if (end.refused()) answer.text = end.reason, answer.faults = end.faults;
    auto bytes = hl7::acknowledge(message.read(), answer);
    if (ack.when.what && ack.when.what->forwards && !end.refused()) {
        const auto from = heard.find(ack.when.what->outputs.front().value);
        if (from != heard.end())
            bytes = hl7::answer_to(from->second, message.read().field("MSH", 10)).value_or(std::move(bytes));
    }
    auto parsed = hl7::message::parse(std::move(bytes));
    if (!parsed) return std::nullopt;
    return std::move(*parsed);
}

void add(routes::plan& to, routes::plan&& made, const std::string& received) {
    for (auto& copy : made.copies) {
        if (!copy.body) copy.body = received, copy.hl7 = true;
        to.copies.push_back(std::move(copy));
    }
    std::ranges::move(made.matched, std::back_inserter(to.matched));
    std::ranges::move(made.failures, std::back_inserter(to.failures));
    std::ranges::move(made.drops, std::back_inserter(to.drops));
}

std::optional<hl7::message> read_copy(std::string body) {
    auto read = hl7::message::parse(std::move(body));
    if (!read) return std::nullopt;
    return std::move(*read);
}

// What the answers of receivers become where they enter as messages. The error says which is none.
std::optional<std::string> enter(const configuration& what, const replies& heard, const hl7::message& received,
                                 wall_us now, const routes::listener& trace, test_memory& memory, routes::plan& made) {
    const auto sent = made.copies; // answers to what is sent because of answers are for tests of their own
    for (const auto& copy : sent) {
        const auto& output = what.rules->output_names()[copy.output];
        const auto said = heard.find(output);
        if (said == heard.end()) continue;
        const auto answer = hl7::message::parse(std::string{said->second});
        if (!answer) return "the answer of " + output + " is no HL7: " + hl7::to_text(answer.error());
        const auto changed = copy.body ? read_copy(*copy.body) : std::nullopt;
        const auto* request = copy.body ? (changed ? &*changed : nullptr) : &received;
        for (const auto& input : what.written.inputs) {
            const auto* of = input.value->answers_of();
            if (of == nullptr || of->value != output) continue;
            auto planned = what.rules->run(
                *answer, {.input = input.name, .received = now, .request = request, .before = &memory}, trace);
            memory.keep(planned);
            add(made, std::move(planned), said->second);
        }
    }
    return std::nullopt;
}

peers::not_compared without(const std::vector<routes::expected_place>& places) {
    peers::not_compared made;
    for (const auto& each : places) {
        if (each.is_path())
            made.places.push_back({each.at.segment, each.at.field, each.at.component, each.at.subcomponent});
        else
            made.pointers.push_back(each.name);
    }
    return made;
}

// What came, for a file that has something else, or is not there.
struct new_content {
    std::filesystem::path file;
    std::string text;
};
struct corrections {
    std::vector<routes::correction> texts;
    std::vector<new_content> files;
};

// Bodies that stand in files.
void compare_files(const std::filesystem::path& folder, const routes::test_case& test, const routes::trial& of,
                   std::vector<std::string>& wrong, std::vector<new_content>& better) {
    for (const auto& [output, at, copies] : test.expect.outputs.value_or(routes::expected_outputs{}).named)
        for (std::size_t i = 0; i < copies.size(); ++i) {
            const auto* copy = copies[i].file ? routes::copy_for(of, output, i) : nullptr;
            if (copy == nullptr) continue; // that there is none is said already
            const auto& file = *copies[i].file;
            const auto got = copy->body ? *copy->body : std::string{of.message.bytes()};
            const auto expected = config::read_file(folder / file.name.value, config::file_limit);
            const auto before = wrong.size();
            if (!expected)
                wrong.push_back(fmt::format("{}: cannot read {}: {}", output, file.name.value, expected.error()));
            else
                for (const auto& each : peers::body_differences(got, *expected, without(file.ignore)))
                    wrong.push_back(fmt::format("{}, {}: {}", output, file.name.value, each));
            if (wrong.size() != before) better.push_back({folder / file.name.value, got});
        }
}

// Where a test goes on from message to message.
struct course {
    const routes::listener& trace;
    corrections& better;
    test_memory memory{};
};

// The sentences that say what differs from what is expected, if anything is; empty when all is as it must be.
std::vector<std::string> arrive(const configuration& what, const routes::test_case& test, std::string bytes,
                                bool expected, course& on) {
    // Written in the YAML it is UTF-8; in a file, whatever the sender writes.
    const auto& input = *input_named(what, test.input.value);
    const auto read_in = intake::decode(bytes, test.file ? input.reading() : charset::policy{});
    auto message =
        read_in ? hl7::message::parse(std::move(bytes), input.parsing(), read_in->set) : fail(read_in.error());
    if (!message) return {"the message is no HL7: " + hl7::to_text(message.error())};
    const auto request = test.request ? read_copy(texts::with_carriage_returns(*test.request)) : std::nullopt;
    if (test.request && !request) return {std::string{"the request is no HL7"}};
    const auto heard = replies_in(what, test);
    if (!heard) return {heard.error()};
    auto made = what.rules->run(*message,
                                {.input = test.input.value,
                                 .received = test.now,
                                 .request = request ? &*request : nullptr,
                                 .before = &on.memory},
                                on.trace);
    const auto& promised = what.promises.at(test.input.value).of(message->read()).ack;
    auto ack = ack_for(*message, made, promised, *heard);
    if (!intake::decide(message->read(), made, promised).end.refused()) on.memory.keep(made);
    if (auto wrong = enter(what, *heard, *message, test.now, on.trace, on.memory, made)) return {std::move(*wrong)};
    if (!expected) return {};
    const routes::trial came{what.written, *what.rules, *message, made, ack ? &*ack : nullptr};
    auto wrong = routes::differences(test, came, &on.better.texts);
    compare_files(folder_of(what, test), test, came, wrong, on.better.files);
    return wrong;
}

std::vector<std::string> run_one(const configuration& what, const routes::test_case& test,
                                 const routes::listener& trace, corrections& better) {
    auto bytes = messages_of(folder_of(what, test), test);
    if (!bytes) return {bytes.error()};
    course on{trace, better};
    std::vector<std::string> wrong;
    for (auto& each : *bytes) {
        wrong = arrive(what, test, std::move(each), &each == &bytes->back(), on);
        if (!wrong.empty()) break;
    }
    return wrong;
}

bool write(const std::string& file, const std::string& text) {
    std::ofstream out{file, std::ios::binary};
    out << text << std::flush;
    if (!out) fmt::print(stderr, "vagus test: {} cannot be written\n", file);
    return static_cast<bool>(out);
}

struct results {
    std::vector<test_result> all;
    corrections better;
};

results run_all(const configuration& what, const std::string& only, const routes::listener& trace) {
    results made;
    for (const auto& each : what.written.tests) {
        if (each.name.find(only) == std::string::npos) continue;
        const auto& at = each.input.source.at;
        auto& one = made.all.emplace_back(each.name, fmt::format("{}:{}", what.files.files[at.file].name, at.line));
        one.wrong = run_one(what, each, trace, made.better);
        fmt::print("{}  {}\n", one.wrong.empty() ? "ok  " : "FAIL", each.name);
        for (const auto& sentence : one.wrong) fmt::print("      {}\n", sentence);
    }
    return made;
}

// A message has a line for each segment, as files of messages have it.
bool write_expected(const new_content& one) {
    auto text = one.text;
    std::ranges::replace(text, '\r', '\n');
    if (!text.ends_with('\n')) text += '\n';
    std::error_code error; // if there is one, writing says it
    std::filesystem::create_directories(one.file.parent_path(), error);
    if (!write(one.file.string(), text)) return false;
    fmt::print(stderr, "{}: written\n", one.file.string());
    return true;
}

// Expected texts become what came. Whatever else a test says (routes, outputs, reasons) is for people to change.
bool update(const configuration& what, const corrections& better) {
    if (better.texts.empty() && better.files.empty()) {
        fmt::print(stderr, "vagus test: there is no expected text to update\n");
        return false;
    }
    std::map<std::uint32_t, std::vector<routes::correction>> by_file;
    bool good = true;
    for (const auto& each : better.files) good = write_expected(each) && good;
    for (const auto& each : better.texts) by_file[each.expected.at.file].push_back(each);
    for (const auto& [index, of_file] : by_file) {
        const auto& file = what.files.files[index];
        const auto made = corrected(file.text, of_file);
        const auto path = what.folder / file.name;
        // What was read is what is on disk, but for a byte order mark.
        const auto why = replace_file(path, made.text);
        good = good && why.empty();
        fmt::print(stderr, "{}: {}\n", path.string(),
                   why.empty() ? fmt::format("{} expected texts updated", made.written) : why);
    }
    return good;
}

int test(const test_options& how) {
    auto what = load(how.folder);
    if (!what.good()) {
        fmt::print(stderr, "{}", config::show(what.files.found, what.files.files));
        return exit_code::failed;
    }
    coverage seen{what};
    routes::listener trace;
    if (how.coverage || !how.coverage_json.empty()) trace = [&seen](const auto& line) { seen.hear(line); };
    const auto [all, better] = run_all(what, how.only, trace);
    const auto failed = std::ranges::count_if(all, [](const auto& each) { return !each.wrong.empty(); });
    fmt::print("{} passed, {} failed\n", all.size() - static_cast<std::size_t>(failed), failed);
    if (all.empty())
        fmt::print(stderr, "vagus test: no test {}\n",
                   how.only.empty() ? "is written: see `tests:`" : "has that in its name");
    if (how.coverage) fmt::print("{}", seen.text());
    bool good = how.update ? update(what, better) : failed == 0 && !all.empty();
    if (!how.junit.empty()) good = write(how.junit, junit_of(what.written.site.name, all)) && good;
    if (!how.coverage_json.empty()) good = write(how.coverage_json, boost::json::serialize(seen.json()) + "\n") && good;
    return good ? exit_code::ok : exit_code::failed;
}

} // namespace

void add_test(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<test_options>();
    auto* verb = parent.add_subcommand("test", "Run the tests written in a configuration");
    verb->add_option("config", how->folder, "Folder with vagus.yaml, or one file")->capture_default_str();
    verb->add_option("-k", how->only, "Only tests with this in their name");
    verb->add_flag("--coverage", how->coverage, "Say which steps and branches no test went through");
    verb->add_option("--coverage-json", how->coverage_json, "The same for programs, with all that was gone through")
        ->type_name("FILE");
    verb->add_flag("--update", how->update,
                   "Write what came in place of the texts that were expected; routes, outputs and reasons stay");
    verb->add_option("--junit", how->junit, "Write the results as JUnit XML, for CI servers")->type_name("FILE");
    verb->callback([how, &exit_code] { exit_code = test(*how); });
}

} // namespace vagus::app
