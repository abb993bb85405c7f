// What routes say of a message beside what they make of it: heard from the plan, told once the message is stored.
#pragma once

#include "base/ids.hpp"
#include "base/report.hpp"
#include "routes/plan.hpp"

#include <string>
#include <vector>

namespace vagus::intake {

struct route_words {
    std::vector<routes::warning> warnings;
    std::vector<routes::note> notes;
    std::vector<std::string> tags;
    path::missing_codes missing{};
};
// Takes them out of the plan, but for the tags, which are stored, too.
[[nodiscard]] route_words words_of(routes::plan& made);
void report(reporter& to, const route_words& words, const std::string& input, const message_id& message);

} // namespace vagus::intake
