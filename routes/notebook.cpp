#include "routes/notebook.hpp"

#include "routes/limits.hpp"

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

namespace vagus::routes {

std::string notebook::recall(std::uint16_t which, const path::memory_key& key) const {
    for (const auto& each : std::views::reverse(made_.remembers))
        if (!each.print && each.memory == which && each.key == key) return each.value;
    return before_ ? before_->value(which, key).value_or(std::string{}) : std::string{};
}

// What cannot be noted any more is a change the next time too.
bool notebook::same(std::uint16_t which, const path::memory_key& key, const path::memory_key& print) {
    const std::string text{print.begin(), print.end()};
    if (before_ && before_->print(which, key) == text) return true;
    if (made_.remembers.size() < limits::remembered_per_message) made_.remembers.push_back({which, key, text, true});
    return false;
}

// To take the word back would let the older one stand: what this message has sent on another way would be lost when
// that comes again.
void forget_prints(plan& made, std::size_t since) {
    for (auto i = since; i < made.remembers.size(); ++i)
        if (made.remembers[i].print) made.remembers[i].value.clear();
}

void keep_last_words(plan& made) {
    if (made.remembers.size() < 2) return;
    std::set<std::pair<std::uint16_t, path::memory_key>> seen;
    std::vector<remembered> kept;
    for (auto& each : std::views::reverse(made.remembers))
        if (seen.emplace(each.memory, each.key).second) kept.push_back(std::move(each));
    std::ranges::reverse(kept);
    made.remembers = std::move(kept);
}

} // namespace vagus::routes
