// What people send again is counted, by the way they asked: whoever serves people besides the socket says `via`.
#pragma once

#include "engine/admin/server.hpp"
#include "engine/observe/books.hpp"

#include <map>
#include <string>

namespace vagus::app {

// After `resend` and `dead.retry` were added; `into` outlives the verbs.
void count_resends(std::map<std::string, admin::verb>& verbs, observe::books& into);

} // namespace vagus::app
