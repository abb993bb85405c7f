#include "engine/admin/grouping.hpp"

#include "engine/admin/cause.hpp"
#include "engine/admin/protocol.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <map>
#include <utility>

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
    // The largest first, equal ones by their name.
    std::map<std::pair<std::int64_t, std::string>, const group*> in_order;
    for (const auto& [id, one] : groups_) in_order[{-static_cast<std::int64_t>(one.count), id}] = &one;
    json::array made;
    for (const auto& [key, one] : in_order)
        made.push_back(json::object{{"group", key.second},
                                    {"kind", one->kind},
                                    {"name", one->name},
                                    {"cause", one->cause},
                                    {"count", one->count},
                                    {"first_us", one->first},
                                    {"last_us", one->last}});
    return {{"groups", std::move(made)}, {"others", others_}};
}

} // namespace vagus::admin
