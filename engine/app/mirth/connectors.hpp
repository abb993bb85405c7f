// Ways in and out: what a connector of Mirth is as an input or output. Pure.
#pragma once

#include "engine/app/mirth/channel.hpp"
#include "engine/app/mirth/page.hpp"
#include "engine/app/mirth/script.hpp"

#include <map>
#include <string>

namespace vagus::mirth {

// Writes what stands below `inputs:`. `outputs` are those of its destinations, by id. False: there is no such input.
bool write_input(page& to, const std::string& name, const channel& of,
                 const std::map<std::string, std::string>& outputs);
// Likewise below `outputs:`. `names` are the variables that a file's name or an address may have.
bool write_output(page& to, const std::string& name, const connector& of, const scope& names);
// The channel that it hands messages to, by its id; empty for other kinds.
[[nodiscard]] std::string channel_behind(const connector& of);

} // namespace vagus::mirth
