#include "engine/app/commands/test_run.hpp"

#include "engine/app/commands/test_answers.hpp"
#include "engine/app/commands/test_memory.hpp"
#include "engine/app/outcome_of.hpp"
#include "engine/intake/intake.hpp"
#include "engine/intake/replies.hpp"
#include "parsers/texts/messages_in.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

namespace vagus::app {
namespace {

// Where the files of a test stand: beside the configuration, or in the package that has the test.
std::filesystem::path folder_of(const configuration& what, const routes::test_case& test) {
    return what.folder / what.files.package_of(test.input.source.at.file);
}

// In the order in which they arrive.
result<std::vector<std::string>, std::string> messages_of(const std::filesystem::path& folder,
                                                          const routes::test_case& test) {
    std::vector<std::string> all;
    for (const auto& each : test.messages) all.push_back(texts::with_carriage_returns(each));
    if (!all.empty()) return all;
    auto one = message_in(folder, test.message, test.file);
    if (!one) return fail(std::move(one.error()));
    all.push_back(std::move(*one));
    return all;
}

// The answer of a receiver where it is the sender's, else ours.
std::optional<hl7::message> ack_for(const hl7::message& message, const routes::plan& made,
                                    const intake::ack_policy& ack, const test_answers& heard) {
    const auto [asked, end, due, answers] = intake::decide(message.read(), made, ack);
    if (due.none()) return std::nullopt;
    const bool waits = ack.when.what && !end.refused();
    const auto lost = waits ? heard.lost_at(ack.when.what->outputs) : std::string{};
    const auto told = lost.empty() ? due : intake::replies_to(asked, ack.when.what->otherwise, ack);
    hl7::answer answer{told.application ? *told.application : *told.accept, "TEST", "20260101000000+0000"};
    if (end.refused()) answer.text = end.reason, answer.faults = end.faults;
    if (!lost.empty()) answer.text = lost;
    auto bytes = hl7::acknowledge(message.read(), answer);
    if (waits && ack.when.what->forwards) {
        const auto* from = heard.of(ack.when.what->outputs.front().value);
        if (from != nullptr) bytes = hl7::answer_to(*from, message.read().field("MSH", 10)).value_or(std::move(bytes));
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
std::optional<std::string> enter(const configuration& what, const test_answers& heard, const hl7::message& received,
                                 wall_us now, const routes::listener& trace, test_memory& memory, routes::plan& made) {
    const auto sent = made.copies; // answers to what is sent because of answers are for tests of their own
    for (const auto& copy : sent) {
        const auto& output = what.rules->output_names()[copy.output];
        const auto* said = heard.of(output);
        if (said == nullptr) continue;
        const auto answer = hl7::message::parse(std::string{*said});
        if (!answer) return "the answer of " + output + " is no HL7: " + hl7::to_text(answer.error());
        const auto changed = copy.body ? read_copy(*copy.body) : std::nullopt;
        const auto* request = copy.body ? (changed ? &*changed : nullptr) : &received;
        for (const auto& input : what.written.inputs) {
            const auto* of = input.value->answers_of();
            if (of == nullptr || of->value != output) continue;
            auto planned = what.rules->run(
                *answer, {.input = input.name, .received = now, .request = request, .before = &memory}, trace);
            memory.keep(planned);
            add(made, std::move(planned), *said);
        }
    }
    return std::nullopt;
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
    auto read_answers = test_answers::read(folder_of(what, test), test, *message);
    if (!read_answers) return {read_answers.error()};
    auto& heard = *read_answers;
    routes::circumstances at{.input = test.input.value,
                             .received = test.now,
                             .request = request ? &*request : nullptr,
                             .before = &on.memory};
    const auto asked = answers_in(folder_of(what, test), test, what.rules->questions(*message, at));
    if (!asked) return {asked.error()};
    at.answers = &*asked;
    auto made = what.rules->run(*message, at, on.trace);
    const auto& promised = what.promises.at(test.input.value).of(message->read()).ack;
    heard.meet(what, made);
    auto ack = ack_for(*message, made, promised, heard);
    if (!intake::decide(message->read(), made, promised).end.refused()) on.memory.keep(made);
    if (auto wrong = enter(what, heard, *message, test.now, on.trace, on.memory, made)) return {std::move(*wrong)};
    if (!expected) return {};
    const routes::trial came{what.written, *what.rules, *message, made, ack ? &*ack : nullptr, heard.ends()};
    auto wrong = routes::differences(test, came, &on.better.texts);
    compare_files(folder_of(what, test), test, came, wrong, on.better.files);
    return wrong;
}

} // namespace

std::vector<std::string> run_test(const configuration& what, const routes::test_case& test,
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

} // namespace vagus::app
