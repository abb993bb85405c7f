#include "engine/app/replay/tally.hpp"

#include <algorithm>
#include <utility>

namespace vagus::app {
namespace {

// A failure's text names a line; of values the same field is one group, however it was printed.
std::string sort_of(const dissent& what) {
    if (what.is != about::value || what.at.segment.empty()) return what.what;
    const auto& at = what.at;
    return at.segment + "-" + std::to_string(at.field) + "." + std::to_string(at.component) + "." +
           std::to_string(at.subcomponent);
}

// Cut where a character ends.
std::optional<std::string> shortened(const std::optional<std::string>& value) {
    if (!value || value->size() <= longest_value) return value;
    auto end = longest_value;
    while (end > 0 && (static_cast<unsigned char>((*value)[end]) & 0xC0U) == 0x80U) --end;
    return value->substr(0, end) + "...";
}

} // namespace

void tally::add(message_id of, const std::vector<dissent>& differences) {
    ++messages_;
    if (differences.empty()) return;
    ++different_;
    for (const auto& each : differences) take(of, each);
}

void tally::take(message_id of, const dissent& what) {
    const key sort{what.is, what.where, sort_of(what), what.how};
    auto found = groups_.find(sort);
    if (found == groups_.end()) {
        if (groups_.size() == most_groups) {
            ++ungrouped_;
            return;
        }
        group made{what, 0, {}, {}};
        made.what.before.reset();
        made.what.after.reset();
        found = groups_.emplace(sort, std::move(made)).first;
    }
    auto& into = found->second;
    const bool counted = into.messages > 0 && into.last == of;
    if (!counted) {
        ++into.messages;
        into.last = of;
        if (into.examples.size() < examples_of_group) into.examples.push_back(of);
    }
    if (!with_values_ || into.values.size() == examples_of_group) return;
    value_pair pair{shortened(what.before), shortened(what.after)};
    if (pair.before || pair.after)
        if (std::ranges::find(into.values, pair) == into.values.end()) into.values.push_back(std::move(pair));
}

std::vector<const group*> tally::groups() const {
    std::vector<const group*> out;
    for (const auto& each : groups_) out.push_back(&each.second);
    std::ranges::sort(out, [](const group* a, const group* b) {
        return std::tuple{a->what.is, a->what.where, b->messages, a->what.what, a->what.how} <
               std::tuple{b->what.is, b->what.where, a->messages, b->what.what, b->what.how};
    });
    return out;
}

} // namespace vagus::app
