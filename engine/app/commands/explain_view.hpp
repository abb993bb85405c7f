// An account of a message, for people.
#pragma once

#include "engine/app/account_json.hpp"

namespace vagus::app {

void print(const explained& what, const explain_wishes& how);

} // namespace vagus::app
