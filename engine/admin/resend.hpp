// Sends stored messages once more, as new messages linked to them: by id or by filter, to chosen outputs only, with a
// reason. Paced by whoever asks, as in dead_acts.hpp; unlike there, asking twice sends twice.
#pragma once

#include "engine/admin/desk.hpp"
#include "engine/admin/server.hpp"

#include <map>
#include <string>

namespace vagus::admin {

// Adds resend.preview and resend.
void add_resend_verbs(std::map<std::string, verb>& verbs, const desk& at);

} // namespace vagus::admin
