#include "engine/admin/later.hpp"

#include <algorithm>

namespace vagus::admin {
namespace {

constexpr std::uint64_t common_key = 0;

} // namespace

void later_count::to_send(store::delivery_ref message, const std::vector<std::uint64_t>& keys) {
    chosen_.insert(message);
    first_ = std::min(first_, message);
    if (keys.empty()) note(common_key, message);
    for (const auto key : keys) note(key, message);
}

void later_count::delivered(const store::delivered_row& row) {
    const auto later_than = [&](std::uint64_t key) {
        const auto known = earliest_.find(key);
        return known != earliest_.end() && known->second < row.message;
    };
    const bool later = row.keys.empty() ? later_than(common_key) : std::ranges::any_of(row.keys, later_than);
    if (later && !chosen_.contains(row.message)) ++count_;
}

void later_count::note(std::uint64_t key, store::delivery_ref message) {
    const auto [known, fresh] = earliest_.try_emplace(key, message);
    if (!fresh) known->second = std::min(known->second, message);
}

} // namespace vagus::admin
