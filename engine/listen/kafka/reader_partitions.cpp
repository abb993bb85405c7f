// Partitions come and go: where a reader begins in one that is its own now, and what it puts back of one that is not.
#include "engine/listen/kafka/reader.hpp"

#include "engine/listen/events.hpp"
#include "engine/listen/kafka.hpp"

#include <algorithm>
#include <utility>

namespace vagus::listen::kafka {
namespace asio = boost::asio;

asio::awaitable<void> reader::begin(std::vector<partition> which) {
    std::map<partition, place> known;
    std::optional<message_id> from;
    for (const auto& each : which) {
        const auto text = around_.intake.position(from_, source_of(each));
        const auto at = text ? read_place(*text) : std::nullopt;
        if (!at) continue;
        known[each] = *at;
        // Each says that what lies before it had come to its end: the newest word says most.
        if (at->open_from && (!from || *from < *at->open_from)) from = at->open_from;
    }
    if (!last_) last_ = from; // what this life accepts first says so of what the lives before it left
    std::vector<partition> asked;
    for (const auto& [each, at] : known) asked.push_back(each);
    const auto group = member_->committed(asked);
    std::map<partition, std::optional<std::int64_t>> begin_at;
    bool owes = false;
    for (const auto& each : which) {
        auto& state = held_[each] = {};
        const auto at = known.find(each);
        if (at == known.end()) {
            begin_at[each] = std::nullopt;
            continue;
        }
        const auto group_at = group.at(each);
        const auto next = at->second.offset + 1;
        begin_at[each] = std::max(next, group_at.value_or(0));
        state.group_at = group_at.value_or(0);
        if (group_at && *group_at >= next) continue; // all of it has come to its end, here or elsewhere
        state.before = at->second.offset;
        state.open.begin(at->second.offset);
        owes = true;
    }
    // What was accepted and is not committed: it counts once all of it has come to its end.
    // With no word at all that is everything: it is the first that was ever accepted.
    const bool found = !owes || co_await recall(from.value_or(message_id{}));
    partitions_.store(held_.size());
    member_->assign(begin_at);
    // librdkafka remembers a pause over the time in which somebody else has the partition.
    member_->pause(which, false);
    paused_ = false;
    if (found && recalled_ == 0)
        for (const auto& each : which)
            if (held_[each].before) ended({each, *held_[each].before});
    around_.report(partitions_assigned{from_.name, static_cast<std::int64_t>(which.size())});
}

asio::awaitable<bool> reader::recall(message_id from) {
    auto ids = co_await around_.intake.since(from_, from, box_);
    if (!ids) {
        tell({"messages of an earlier life cannot be read: their offsets are not committed. " + ids.error()});
        co_return false;
    }
    ++recalled_; // not all before all are followed
    for (const auto& each : *ids) {
        const origin what{{}, ++recall_, true};
        if (co_await follow(what, each)) ++recalled_;
    }
    --recalled_;
    co_return true;
}

// Somebody else will read again what has not come to its end. Here the place goes back first: a crash in between sends
// something twice, and loses nothing. Then what was not sent is taken back, the newest first, so that none overtakes
// one before it.
asio::awaitable<void> reader::give_up(const std::vector<partition>& which) {
    bool all_of_before = false;
    std::vector<partition> went_back;
    for (const auto& each : which) {
        const auto state = held_.find(each);
        if (state == held_.end()) continue;
        auto lowest = state->second.open.lowest();
        if (!lowest) continue;
        const bool with_before = state->second.before && *lowest == *state->second.before;
        if (with_before) lowest = state->second.group_at;
        store::reached back{source_of(each), to_text(place_at(*lowest - 1))};
        // Where the place stays, so does what was made since: withdrawn as well, it would reach nobody.
        if (!co_await around_.intake.go_on_from(from_, std::move(back), box_)) continue;
        went_back.push_back(each);
        all_of_before = all_of_before || with_before;
    }
    std::vector<origin> mine;
    for (const auto& [what, one] : followed_.all())
        if (what.recalled ? all_of_before : std::ranges::find(went_back, what.from) != went_back.end())
            mine.push_back(what);
    std::ranges::sort(mine, std::greater{}, [this](const origin& each) { return followed_.all().at(each).message; });
    for (const auto& each : mine) {
        const auto at = followed_.all().find(each);
        if (at == followed_.all().end()) continue; // it came to its end meanwhile
        std::vector<store::settlement> waiting;
        for (const auto& [delivery, standing] : at->second.waiting) waiting.push_back(standing);
        const auto message = at->second.message;
        followed_.drop(each);
        if (each.recalled) --recalled_;
        (void)co_await around_.intake.take_back(message, std::move(waiting), "its partition went to another reader",
                                                box_);
    }
    for (const auto& each : which) held_.erase(each);
    partitions_.store(held_.size());
    if (!which.empty()) around_.report(partitions_given_up{from_.name, static_cast<std::int64_t>(which.size())});
}

} // namespace vagus::listen::kafka
