#include "engine/app/outcome_of.hpp"

#include "engine/app/as_received.hpp"
#include "engine/intake/replies.hpp"
#include "engine/intake/sequence.hpp"
#include "routes/memory.hpp"

#include <algorithm>
#include <utility>

namespace vagus::app {
namespace {

// What no route sees.
bool about_the_link(const hl7::document& message, const intake::ack_policy& ack) {
    if (!intake::keeps_count(message, ack)) return false;
    const auto number = intake::sequence_number(message);
    return number && intake::is_about_the_link(*number);
}

// What routes had remembered when the message came is not kept: nothing is known, and that somebody asked is.
class unknown_memory final : public routes::known {
  public:
    [[nodiscard]] std::optional<std::string> value(std::uint16_t /*memory*/,
                                                   const path::memory_key& /*key*/) const override {
        asked_ = true;
        return std::nullopt;
    }
    [[nodiscard]] std::optional<std::string> print(std::uint16_t memory, const path::memory_key& key) const override {
        return value(memory, key);
    }
    [[nodiscard]] bool asked() const { return asked_; }

  private:
    mutable bool asked_ = false;
};

made_copy copy_of(const configuration& what, routes::output_copy&& from) {
    made_copy made{what.rules->output_names()[from.output], std::move(from.body)};
    made.hl7 = !made.body || from.hl7;
    made.keys = std::move(from.keys);
    made.beside = routes::decode_attributes(from.attributes).value_or(routes::attributes{});
    // A header that names the revision differs by what is compared, and in nothing else.
    std::erase_if(made.beside, [&](const auto& each) { return each.value == what.files.revision; });
    if (from.set != nullptr) made.beside.push_back({"charset", std::string{from.set->name}});
    return made;
}

void take_over(outcome& into, const configuration& what, routes::plan&& made) {
    const auto& routes = what.rules->route_names();
    for (const auto each : made.matched) into.routes.push_back(routes[each]);
    for (auto& each : made.copies) into.copies.push_back(copy_of(what, std::move(each)));
    for (auto& each : made.failures) into.failures.push_back({routes[each.route], std::move(each.text)});
    for (auto& each : made.drops) into.drops.push_back({routes[each.route], std::move(each.reason)});
    into.tags = std::move(made.tags);
}

} // namespace

const listen::input* input_named(const configuration& what, std::string_view name) {
    const auto& inputs = what.written.inputs;
    const auto found = std::ranges::find_if(inputs, [&](const auto& each) { return each.name == name; });
    return found == inputs.end() ? nullptr : found->value.get();
}

outcome outcome_of(const configuration& what, const arrived& message) {
    outcome made;
    auto read = read_as(*input_named(what, message.input), message.raw);
    if (!read) {
        made.unreadable = hl7::to_text(read.error());
        return made;
    }
    const auto& ack = what.promises.at(message.input).of(read->read()).ack;
    if (!about_the_link(read->read(), ack)) {
        const auto request = message.request ? read_request(*message.request) : std::nullopt;
        const unknown_memory memory;
        routes::circumstances at{.input = message.input,
                                 .received = message.received,
                                 .request = request ? &*request : nullptr,
                                 .before = &memory};
        const auto answers = routes::from_kept(what.rules->questions(*read, at), message.answers,
                                               "no answer to this question lies with the message");
        at.answers = &answers;
        auto plan = what.rules->run(*read, at);
        made.rests_on_memory = memory.asked();
        const auto decided = intake::decide(read->read(), plan, ack);
        made.ack = to_text(decided.due);
        if (decided.end.refused()) plan.copies.clear();
        take_over(made, what, std::move(plan));
    }
    made.received = std::move(*read).release();
    return made;
}

} // namespace vagus::app
