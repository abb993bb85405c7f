#include "engine/intake/sought.hpp"

#include "parsers/path/read.hpp"

#include <algorithm>
#include <string>

namespace vagus::intake {
namespace {

// Segments and repetitions that may be looked at, as for the key of a repeat.
constexpr std::uint64_t elements = 1'000'000;

} // namespace

std::vector<std::int64_t> sought_in(const hl7::document& message, const sought_terms& terms) {
    std::vector<std::int64_t> found;
    if (terms.keys.empty() || !terms.under) return found;
    path::budget cost{elements};
    const path::scope at{message, cost};
    for (const auto& each : terms.keys)
        for (const auto& value : path::read_all(each, at, path::reach::every_match)) {
            if (cost.spent()) return {};
            if (found.size() == sought_at_most) return found;
            const bool blank = value.find_first_not_of(" \t\r\n") == std::string::npos;
            if (blank || value == "\"\"" || value.size() > sought_letters) continue;
            const auto hash = terms.under->hash(value);
            if (std::ranges::find(found, hash) == found.end()) found.push_back(hash);
        }
    return found;
}

} // namespace vagus::intake
