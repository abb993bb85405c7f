#include "engine/app/commands/test_answers.hpp"

#include "engine/app/commands/input_file.hpp"
#include "parsers/texts/messages_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vagus::app {
namespace {

routes::delivery_end end_of(queue::judgement what) {
    using enum queue::judgement;
    switch (what) {
    case delivered: return routes::delivery_end::delivered;
    case retry: return routes::delivery_end::retry;
    case dead_letter: return routes::delivery_end::dead_letter;
    case hold: return routes::delivery_end::hold;
    }
    std::unreachable();
}

} // namespace

result<std::string, std::string> message_in(const std::filesystem::path& folder,
                                            const std::optional<std::string>& written,
                                            const std::optional<std::string>& file) {
    if (written) return texts::with_carriage_returns(*written);
    auto found = read_messages((folder / *file).string());
    if (!found) return fail(found.error());
    const auto& messages = found->messages;
    if (messages.size() != 1)
        return fail(fmt::format("{} holds {} messages, a test takes one", *file, messages.size()));
    return texts::with_carriage_returns(messages.front());
}

result<test_answers, std::string> test_answers::read(const std::filesystem::path& folder, const routes::test_case& test,
                                                     const hl7::message& received) {
    test_answers made;
    for (const auto& [output, at, said] : test.respond) {
        if (said.status) {
            made.statuses_[output] = static_cast<std::uint32_t>(*said.status);
            continue;
        }
        if (said.code) {
            made.messages_[output] = hl7::acknowledge(received.read(), {*said.code, "TEST", "20260101000000+0000"});
            continue;
        }
        auto bytes = message_in(folder, said.message, said.file);
        if (!bytes) return fail("the answer of " + output + ": " + bytes.error());
        made.messages_[output] = std::move(*bytes);
    }
    return made;
}

void test_answers::meet(const configuration& what, const routes::plan& made) {
    for (const auto& copy : made.copies) {
        const auto& output = what.rules->output_names()[copy.output];
        deliver::told_answer told;
        if (const auto found = statuses_.find(output); found != statuses_.end()) told.status = found->second;
        if (const auto* bytes = of(output)) {
            if (auto read = hl7::read_answer(*bytes)) told.hl7 = std::move(*read);
        }
        const auto& outputs = what.written.outputs;
        const auto sender = std::ranges::find_if(outputs, [&](const auto& each) { return each.name == output; });
        if (const auto meant = sender->value->judged(told)) ends_[output] = end_of(*meant);
    }
}

const std::string* test_answers::of(const std::string& output) const {
    const auto found = messages_.find(output);
    return found == messages_.end() ? nullptr : &found->second;
}

std::string test_answers::lost_at(const std::vector<config::located<std::string>>& outputs) const {
    for (const auto& each : outputs) {
        const auto found = ends_.find(each.value);
        if (found == ends_.end() || found->second == routes::delivery_end::delivered) continue;
        return found->second == routes::delivery_end::dead_letter ? "a receiver refused it" : "not delivered in time";
    }
    return {};
}

} // namespace vagus::app
