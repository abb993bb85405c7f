#include "engine/queue/unresolved.hpp"

#include <algorithm>
#include <utility>

namespace vagus::queue {
namespace {

using effect = dead_letter_policy::effect;

} // namespace

unresolved::unresolved(dead_letter_policy how, std::uint32_t output, std::size_t most, store::store& from,
                       store::mailbox& box, blocker& whom)
    : how_{how}
    , output_{output}
    , most_{most}
    , store_{from}
    , box_{box}
    , whom_{whom} {
    if (how_.then == effect::go_on) return;
    store_.on_resolved(output_, box_, [this](const std::vector<store::delivery_ref>& about) { decided(about); });
}

void unresolved::start(std::function<void()> then) {
    if (how_.then == effect::go_on) return then();
    then_ = std::move(then);
    read();
}

void unresolved::read() {
    reading_ = true;
    store_.undecided_dead(output_, most_ + 1, box_,
                          [this](std::vector<store::dead_mark> found) { take(std::move(found)); });
}

void unresolved::take(std::vector<store::dead_mark> found) {
    reading_ = false;
    std::erase_if(found, [this](const auto& each) { return decided_.contains(each.at); });
    decided_.clear();
    more_ = found.size() > most_;
    found.resize(std::min(found.size(), most_));
    for (const auto& each : found) known_[each.at] = each.message;
    // Keys are held only from the very beginning: later something may have passed already.
    bool apart = then_ && how_.then == effect::hold_key && !more_;
    for (const auto& each : found) apart = apart && whom_.block(each);
    stop(!apart && !known_.empty());
    if (then_) std::exchange(then_, nullptr)();
}

void unresolved::add(store::delivery_ref at, const message_id& message, bool blocked) {
    if (how_.then == effect::go_on) return;
    if (known_.size() < most_) {
        known_[at] = message;
    } else {
        more_ = true;
    }
    if (!blocked) stop(true);
}

void unresolved::decided(const std::vector<store::delivery_ref>& about) {
    for (auto at : about) {
        if (reading_) decided_.insert(at);
        if (known_.erase(at) != 0 && how_.then == effect::hold_key) whom_.unblock(at);
    }
    if (!known_.empty() || reading_) return;
    if (more_) return read();
    stop(false);
}

std::vector<message_id> unresolved::messages(std::size_t most) const {
    std::vector<message_id> found;
    for (const auto& [at, message] : known_) {
        if (found.size() == most) break;
        found.push_back(message);
    }
    return found;
}

void unresolved::stop(bool now) {
    if (std::exchange(stops_, now) != now) whom_.stops_changed();
}

} // namespace vagus::queue
