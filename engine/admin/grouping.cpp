#include "engine/admin/grouping.hpp"

#include "engine/admin/cause.hpp"
#include "engine/admin/protocol.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <functional>
#include <vector>

namespace vagus::admin {
namespace json = boost::json;

void grouping::add(const store::dead_letter& dead, std::string_view cause) {
    const auto id = group_of(dead, cause);
    auto known = groups_.find(id);
    if (known == groups_.end()) {
        if (groups_.size() >= groups) {
            ++others_;
            return;
        }
        known = groups_.emplace(id, group{kind_of(dead), dead.name, std::string{cause}}).first;
    }
    auto& one = known->second;
    ++one.count;
    one.first = std::min(one.first, dead.when);
    one.last = std::max(one.last, dead.when);
}

json::object grouping::told() const {
    std::vector<json::object> made;
    for (const auto& [id, one] : groups_)
        made.push_back({{"group", id},
                        {"kind", one.kind},
                        {"name", one.name},
                        {"cause", one.cause},
                        {"count", one.count},
                        {"first_us", one.first},
                        {"last_us", one.last}});
    std::ranges::stable_sort(made, std::greater{}, [](const auto& row) { return row.at("count").as_int64(); });
    return {{"groups", json::array(made.begin(), made.end())}, {"others", others_}};
}

} // namespace vagus::admin
