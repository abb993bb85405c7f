#include "engine/store/memories.hpp"

#include "engine/store/events.hpp"
#include "engine/store/limits.hpp"

#include <cstring>
#include <ranges>
#include <utility>

namespace vagus::store {
namespace {

bool is_print(const kept_word& word) {
    return word.what.kind == memory_kind::print && !word.what.value.empty();
}

} // namespace

memories::memories(std::function<std::optional<memory_bounds>(std::uint32_t)> bounds, reporter& report,
                   std::function<std::string(std::uint32_t)> name)
    : bounds_{std::move(bounds)}
    , report_{report}
    , name_{std::move(name)} {}

void memories::restore(kept_word word) {
    const std::lock_guard hold{mutex_};
    auto* into = shelf_of(word.what.memory);
    if (into == nullptr) return;
    const auto known = into->by_key.find(word.what.key);
    if (known != into->by_key.end() && word.seq <= known->second->seq) return;
    put(*into, std::move(word));
    // Files may say more than is kept: what is read must not grow with them, nor be put in order with every word.
    if (into->words.size() > 2 * into->bounds.most) keep_newest(*into);
}

void memories::finished() {
    const std::lock_guard hold{mutex_};
    for (auto& [memory, each] : shelves_) {
        if (each) keep_newest(*each);
    }
}

std::optional<std::string> memories::find(std::uint32_t memory, const memory_key& key) const {
    const std::lock_guard hold{mutex_};
    const auto* known = standing(memory, key);
    if (known == nullptr || known->what.value.empty()) return std::nullopt;
    return known->what.value;
}

bool memories::stands(const kept_word& word) const {
    const std::lock_guard hold{mutex_};
    const auto* known = standing(word.what.memory, word.what.key);
    return known != nullptr && known->seq == word.seq && known->what.value == word.what.value;
}

std::vector<memory_word> memories::prints_of(std::int64_t seq) const {
    const std::lock_guard hold{mutex_};
    std::vector<memory_word> found;
    for (const auto& [memory, each] : shelves_) {
        if (!each) continue;
        const auto [first, last] = each->prints.equal_range(seq);
        for (const auto at : std::ranges::subrange(first, last))
            if (!said_.contains({memory, at->what.key})) found.push_back(at->what);
    }
    return found;
}

void memories::committed() {
    if (staged_.empty()) return;
    const std::lock_guard hold{mutex_};
    for (auto& word : staged_) {
        const auto memory = word.what.memory;
        auto* into = shelf_of(memory);
        if (into == nullptr) continue;
        put(*into, std::move(word));
        keep_bounds(memory, *into);
    }
    roll_back();
}

void memories::stage(kept_word word) {
    said_.emplace(word.what.memory, word.what.key);
    staged_.push_back(std::move(word));
}

void memories::roll_back() {
    staged_.clear();
    said_.clear();
}

void memories::bound(std::uint32_t memory, const memory_bounds& by) {
    {
        const std::lock_guard hold{mutex_};
        auto& known = shelves_[memory];
        if (!known) known.emplace();
        known->bounds = by;
        known->was_full = false;
    }
    for (bool more = true; std::exchange(more, false);) {
        const std::lock_guard hold{mutex_}; // between two turns those who read and write come in
        auto& words = *shelves_[memory];
        for (std::size_t n = 0; words.words.size() > words.bounds.most; ++n) {
            if (n == forgotten_at_once) {
                more = true;
                break;
            }
            drop_first(words);
        }
    }
}

bool memories::knows(std::uint32_t memory) const {
    const std::lock_guard hold{mutex_};
    const auto known = shelves_.find(memory);
    return known != shelves_.end() ? known->second.has_value() : bounds_(memory).has_value();
}

// Only from the front: a word from the clock's future holds up those behind it, and is kept longer rather than shorter.
void memories::forget_old(wall_us now) {
    for (bool more = true; std::exchange(more, false);) {
        const std::lock_guard hold{mutex_}; // between two turns those who read and write come in
        for (auto& [memory, each] : shelves_) {
            if (!each) continue;
            for (std::size_t n = 0; !each->words.empty(); ++n) {
                if (now - each->words.front().at <= each->bounds.kept_for.count()) break;
                if (n == forgotten_at_once) {
                    more = true;
                    break;
                }
                drop_first(*each);
            }
        }
    }
}

std::size_t memories::size() const {
    const std::lock_guard hold{mutex_};
    std::size_t sum = 0;
    for (const auto& [memory, each] : shelves_) sum += each ? each->words.size() : 0;
    return sum;
}

// Keys are hashes already.
std::size_t memories::hash::operator()(const memory_key& key) const {
    std::size_t made = 0;
    std::memcpy(&made, key.data(), sizeof made);
    return made;
}

memories::shelf* memories::shelf_of(std::uint32_t memory) {
    const auto [known, fresh] = shelves_.try_emplace(memory);
    if (fresh)
        if (const auto bounds = bounds_(memory)) known->second.emplace(shelf{*bounds});
    return known->second ? &*known->second : nullptr;
}

const kept_word* memories::standing(std::uint32_t memory, const memory_key& key) const {
    const auto in = shelves_.find(memory);
    if (in == shelves_.end() || !in->second) return nullptr;
    const auto known = in->second->by_key.find(key);
    return known == in->second->by_key.end() ? nullptr : &*known->second;
}

void memories::put(shelf& into, kept_word word) {
    if (const auto known = into.by_key.find(word.what.key); known != into.by_key.end()) drop(into, known->second);
    into.words.push_back(std::move(word));
    const auto at = std::prev(into.words.end());
    into.by_key.emplace(at->what.key, at);
    if (is_print(*at)) into.prints.insert(at);
}

void memories::drop(shelf& of, place which) {
    if (is_print(*which)) of.prints.erase(which);
    of.by_key.erase(which->what.key);
    of.words.erase(which);
}

void memories::drop_first(shelf& of) {
    drop(of, of.words.begin());
}

void memories::keep_newest(shelf& of) {
    of.words.sort([](const kept_word& one, const kept_word& other) { return one.seq < other.seq; });
    while (of.words.size() > of.bounds.most) drop_first(of);
}

void memories::keep_bounds(std::uint32_t memory, shelf& of) {
    if (of.words.size() <= of.bounds.most) return;
    while (of.words.size() > of.bounds.most) drop_first(of);
    if (!std::exchange(of.was_full, true)) report_(memory_full{name_(memory), of.bounds.most});
}

} // namespace vagus::store
