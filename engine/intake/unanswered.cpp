#include "engine/intake/unanswered.hpp"

namespace vagus::intake {

void unanswered::add(const entry& what, steady_time due) {
    const std::scoped_lock hold{mutex_};
    if (waiting_.try_emplace(what.message, what, due).second) by_time_.emplace(due, what.message);
}

void unanswered::answered(message_id message) {
    const std::scoped_lock hold{mutex_};
    const auto found = waiting_.find(message);
    if (found == waiting_.end()) return;
    by_time_.erase({found->second.second, message});
    waiting_.erase(found);
}

std::optional<unanswered::entry> unanswered::due(steady_time now) {
    const std::scoped_lock hold{mutex_};
    if (by_time_.empty()) return std::nullopt;
    const auto first = by_time_.begin();
    if (first->first > now && waiting_.size() <= most) return std::nullopt;
    const auto found = waiting_.find(first->second);
    const auto taken = found->second.first;
    waiting_.erase(found);
    by_time_.erase(first);
    return taken;
}

} // namespace vagus::intake
