// Channels of Mirth Connect as configuration drafts. Whatever would change what becomes of a message and is not carried
// stands as a comment at its place, with a step that fails the route: a draft never does less than its channel did
// without anybody hearing of it. Pure.
#pragma once

#include "engine/app/mirth/channel.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vagus::mirth {

struct drafted {
    std::string name; // of the channel here: its input and its route are called so too
    std::string text; // YAML
};
// One for each channel, in their order.
[[nodiscard]] std::vector<drafted> drafts_of(const std::vector<channel>& channels);

struct remark {
    std::size_t line = 0;
    std::string text;
};
// What a draft leaves to a person.
[[nodiscard]] std::vector<remark> remarks_in(std::string_view text);

} // namespace vagus::mirth
