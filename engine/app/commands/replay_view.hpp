// What a replay found, for people and for scripts.
#pragma once

#include "base/clock.hpp"
#include "engine/app/replay/tally.hpp"
#include "engine/store/past.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace vagus::app {

struct replayed {
    const tally& found;
    std::string before; // "revision 4f2a91c07b13", "the revisions that planned them"
    std::string after;
    store::gone_messages gone;
    std::uint64_t without_rules = 0; // not compared: what planned them is not kept, or lacks their input
    std::uint64_t on_memory = 0;     // whose rules asked what routes had remembered: compared as if nothing was
    bool more = false;               // than --limit
    std::vector<std::string> passed_over;
    bool values = false;
    double seconds = 0;
};

void print(const replayed& what);
[[nodiscard]] boost::json::object as_json(const replayed& what);

} // namespace vagus::app
