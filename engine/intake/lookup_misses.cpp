#include "engine/intake/lookup_misses.hpp"

#include "base/meter.hpp"

#include <algorithm>

namespace vagus::intake {

lookup_misses::of_table& lookup_misses::table_named(std::string_view name) {
    const auto found = all_.find(name);
    if (found != all_.end()) return found->second;
    return all_[std::string{all_.size() < most_tables ? name : meter::other}];
}

void lookup_misses::know(std::string_view table) {
    const std::lock_guard hold{guard_};
    (void)table_named(table);
}

void lookup_misses::add(const path::missing_codes& those, const message_id& of, wall_us received) {
    if (those.empty()) return;
    const std::lock_guard hold{guard_};
    for (const auto& each : those) {
        auto& table = table_named(each.table);
        ++table.all;
        const auto text = std::string_view{each.code}.substr(0, most_bytes);
        auto found = table.codes.find(text);
        if (found == table.codes.end()) {
            if (table.codes.size() >= most_codes)
                table.codes.erase(
                    std::ranges::min_element(table.codes, {}, [](const auto& one) { return one.second.last; }));
            found = table.codes.emplace(text, code{}).first;
        }
        ++found->second.n;
        found->second.last = received;
        found->second.message = of;
    }
}

lookup_misses::tables lookup_misses::look() const {
    const std::lock_guard hold{guard_};
    return all_;
}

} // namespace vagus::intake
