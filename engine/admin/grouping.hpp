// Dead letters counted by cause. Pure.
#pragma once

#include "engine/store/queries.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace vagus::admin {

class grouping {
  public:
    void add(const store::dead_letter& dead, std::string_view cause);
    // "groups": group, kind, name, cause, count, first_us, last_us, the largest first; "others": how many are of causes
    // for which there was no room.
    [[nodiscard]] boost::json::object told() const;

  private:
    struct group {
        std::string_view kind;
        std::string name;
        std::string cause;
        std::int64_t count = 0;
        wall_us first = store::end_of_time;
        wall_us last = 0;
    };
    std::map<std::string, group> groups_;
    std::int64_t others_ = 0;
};

} // namespace vagus::admin
